/** Which of the files that are given to cps-sim a text is, told from how it begins and not from its name. */
import type { Text } from '#common/language.ts';

export type OwnKind = 'cardFile' | 'profile' | 'recording' | 'scenario' | 'faults' | 'pem';

const BEGINNINGS: readonly (readonly [OwnKind, RegExp])[] = [
  ['cardFile', /^\s*\{\s*"format"\s*:\s*"cps-sim-card\//],
  ['recording', /^\s*\{\s*"format"\s*:\s*"cps-sim-trace\//],
  ['profile', /^\s*\{\s*"(?:format"\s*:\s*"cps-sim-profile\/|extends"\s*:)/],
  ['pem', /^-----BEGIN [A-Z0-9 ]+-----/m],
  ['scenario', /^(?:scenario|steps|setup)\s*:/m],
  ['faults', /^faults\s*:/m],
];

/** With their articles. */
const NAMES: Readonly<Record<OwnKind, Text>> = {
  cardFile: { en: 'a card file', fr: 'un fichier de carte' },
  profile: { en: 'a profile', fr: 'un profil' },
  recording: { en: 'a recording', fr: 'un enregistrement' },
  scenario: { en: 'a scenario', fr: 'un scénario' },
  faults: { en: 'a file of faults', fr: 'un fichier de pannes' },
  pem: { en: 'a key or a certificate in PEM', fr: 'une clé ou un certificat en PEM' },
};

/** Undefined for a text that is nothing of that; one of several kinds is the first of them. */
function ownKindOf(text: string): OwnKind | undefined {
  return BEGINNINGS.find(([, beginning]) => beginning.test(text))?.[0];
}

/** `is a scenario, expected a card file`; undefined where it is of no other kind that is known. */
export function isOtherKind(text: string, expected: OwnKind, others: readonly OwnKind[] = []): Text | undefined {
  const kind = ownKindOf(text);
  if (kind === undefined || kind === expected || others.includes(kind)) return undefined;
  const [found, wanted] = [NAMES[kind], NAMES[expected]];
  return { en: `is ${found.en}, expected ${wanted.en}`, fr: `est ${found.fr}, attendu : ${wanted.fr}` };
}
