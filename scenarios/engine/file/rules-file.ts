/** A file of rules of faults alone, for programs and for scenarios that have none of them: `faults:` as in a scenario. */
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import { Faults } from './faults.ts';
import { KnownNames, type NamedThings } from './known-names.ts';
import { partOf } from './parts.ts';
import { readScenarioText } from './read-text.ts';
import { ScenarioFileError } from './scenario-file-error.ts';
import type { PlacedRule } from './schema.ts';

/** Of the files that can be read here. */
const VERSION = '1';

const SOME: Text = {
  en: "a list of rules, as '- { when: { command: READ BINARY }, do: mute }'",
  fr: "une liste de règles, telles que '- { when: { command: READ BINARY }, do: mute }'",
};
const OF_VERSION: Text = {
  en: `version ${VERSION}, or none: a newer one is for a newer cps-sim`,
  fr: `la version ${VERSION}, ou aucune : une plus récente est pour un cps-sim plus récent`,
};

const FILE = z.strictObject({
  version: z
    .string({ error: packed(OF_VERSION) })
    .refine((version) => version === VERSION, { error: packed(OF_VERSION) })
    .optional(),
  faults: z.array(z.unknown(), { error: packed(SOME) }).min(1, { error: packed(SOME) }),
});

/**
 * The rules of that file, about those cards and readers.
 * @throws ScenarioFileError naming each place, what was found and what was expected
 */
export function loadRules(file: string, cards: readonly string[], readers: readonly string[]): readonly PlacedRule[] {
  const { source, value } = partOf(readScenarioText(file, 'faults'), file, false);
  const faults = new Faults(source);
  const head = faults.read<z.infer<typeof FILE>>(FILE, value, { path: [] });
  const things: NamedThings = { cards, cardsInFile: [], readers };
  const names = new KnownNames(things);
  const rules = (head?.faults ?? []).flatMap((one, i): PlacedRule[] => {
    const path = ['faults', i];
    const rule = faults.read(names.faultRule, one, { path });
    return rule === undefined ? [] : [{ rule, file, line: source.position(path).line }];
  });
  if (faults.count > 0) throw new ScenarioFileError(faults.list, faults.enough);
  return rules;
}
