/** Which of the files that are given to cps-sim a text is, told from how it begins and not from its name. */
import type { Text } from '#common/language.ts';

export type OwnKind = 'cardFile' | 'profile' | 'recording' | 'person' | 'keyPool' | 'scenario' | 'faults' | 'pem';

/** How each begins; its name, with its article; what on the command line reads it. */
const KINDS: Readonly<Record<OwnKind, { beginning: RegExp; name: Text; readBy: string }>> = {
  cardFile: {
    beginning: /^\s*\{\s*"format"\s*:\s*"cps-sim-card\//,
    name: { en: 'a card file', fr: 'un fichier de carte' },
    readBy: 'cps-sim card show',
  },
  recording: {
    beginning: /^\s*\{\s*"format"\s*:\s*"cps-sim-trace\//,
    name: { en: 'a recording', fr: 'un enregistrement' },
    readBy: 'cps-sim decode',
  },
  profile: {
    beginning: /^\s*\{\s*"(?:format"\s*:\s*"cps-sim-profile\/|extends"\s*:)/,
    name: { en: 'a profile', fr: 'un profil' },
    readBy: 'cps-sim card create --profile',
  },
  person: {
    beginning: /^\s*\{\s*"format"\s*:\s*"cps-sim-person\//,
    name: { en: 'a person', fr: 'une personne' },
    readBy: 'cps-sim card create --identity',
  },
  keyPool: {
    beginning: /^\s*\{\s*"format"\s*:\s*"cps-sim-keys\//,
    name: { en: 'a key pool', fr: 'une réserve de clés' },
    readBy: 'cps-sim keys show --pool',
  },
  pem: {
    beginning: /^-----BEGIN [A-Z0-9 ]+-----/m,
    name: { en: 'a key or a certificate in PEM', fr: 'une clé ou un certificat en PEM' },
    readBy: 'cps-sim cert show',
  },
  scenario: {
    beginning: /^(?:scenario|steps|setup)\s*:/m,
    name: { en: 'a scenario', fr: 'un scénario' },
    readBy: 'cps-sim run',
  },
  faults: {
    beginning: /^faults\s*:/m,
    name: { en: 'a file of faults', fr: 'un fichier de pannes' },
    readBy: 'cps-sim exec --faults',
  },
};

/** `is empty, expected a card file`, or `is a scenario, which 'cps-sim run' reads; ...`; undefined where it is of no other kind that is known. */
export function isOtherKind(text: string, expected: OwnKind, others: readonly OwnKind[] = []): Text | undefined {
  const wanted = KINDS[expected].name;
  if (text.trim() === '') return { en: `is empty, expected ${wanted.en}`, fr: `est vide, attendu : ${wanted.fr}` };
  // One that is of several kinds is the first of them.
  const found = (Object.keys(KINDS) as OwnKind[]).find((kind) => KINDS[kind].beginning.test(text));
  if (found === undefined || found === expected || others.includes(found)) return undefined;
  const { name, readBy } = KINDS[found];
  return {
    en: `is ${name.en}, which '${readBy}' reads; expected ${wanted.en}`,
    fr: `est ${name.fr}, que lit '${readBy}' ; attendu : ${wanted.fr}`,
  };
}
