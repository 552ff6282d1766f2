/** The holder of a card: the person that its profile names or holds. */
import { dirname, join } from 'node:path';
import type { HolderReader } from '../card/profile/load.ts';
import type { Profile } from '../card/profile/schema.ts';
import { describeIssue, jsonPathText, sayWhatIsKnown } from '../data/describe-issue.ts';
import { type Person, personNamed, personSchema, withStructures } from '../people/index.ts';
import { PersonalisationError } from './personalisation-error.ts';

/** Names in a profile file lead to `people` and `structures` beside it, and to those that are shipped. */
export const HOLDERS: HolderReader = {
  read: (holder, path) => {
    const folder = dirname(path);
    return typeof holder === 'string'
      ? personNamed(holder, [join(folder, 'people')])
      : withStructures(holder, [join(folder, 'structures')]);
  },
  schema: personSchema,
};

/**
 * Whom the card of that profile is made for.
 * @throws PersonError when nobody has the name in the profile
 * @throws PersonalisationError when it does not say what a card needs to know of a person
 */
export function holderOf({ name, holder }: Profile): Person {
  if (typeof holder === 'string') return personNamed(holder);
  const parsed = personSchema.safeParse(holder, { error: sayWhatIsKnown });
  if (parsed.success) return parsed.data;
  const { path, message } = describeIssue(parsed.error, holder);
  const at = jsonPathText(['holder', ...path]);
  throw new PersonalisationError('holder', {
    en: `profile '${name}': ${at}: ${message.en}`,
    fr: `profil '${name}' : ${at} : ${message.fr}`,
  });
}
