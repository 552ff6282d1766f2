/** Command APDUs to a card of a profile. */
import type { Profile } from '../../simulator/card/profile/schema.ts';
import type { CardState } from '../../simulator/card/state/store.ts';
import { personalise } from '../../simulator/personalisation/index.ts';
import { apduGrammar } from './apdu-grammar.ts';
import { CardSubject, type CardSubjectOptions, LoadableFiles, secretsOf } from './card-subject.ts';
import type { FuzzTarget } from './target.ts';

/** A card that is blocked for good answers little: after so many commands comes a new one. */
const COMMANDS = 400;

/** Of the length of the profile's own codes, and nowhere else on the card. */
const DIGITS = '7391846205';

/** The profile's card with codes that stand in none of its files. */
function stateOf(profile: Profile): CardState {
  const made = personalise(profile, 1);
  const referenceData = Object.fromEntries(
    Object.entries(made.referenceData).map(([key, data], i) => {
      const value = (DIGITS.slice(i) + DIGITS).slice(0, data.value.length);
      return [key, { ...data, value }];
    }),
  );
  return { ...made, referenceData };
}

export function cardTarget(profile: Profile, altered?: CardSubjectOptions['altered']): FuzzTarget {
  const state = stateOf(profile);
  const options = { profile, state, secrets: secretsOf(state), files: new LoadableFiles(), seen: new Set<number>() };
  const [first = '', ...codes] = Object.values(state.referenceData).map(({ value }) => value);
  return {
    name: 'apdu',
    inputsOfOne: COMMANDS,
    grammar: apduGrammar(profile, [first, ...codes]),
    subject: () => new CardSubject({ ...options, ...(altered && { altered }) }),
  };
}
