/** Words that people write in scenario files for what has another name, or another place. */
import type { z } from 'zod';
import { alternatives, type Text } from '#common/language.ts';
import { nearest } from '#common/nearest.ts';
import { keysOf } from './expected.ts';

const WAITING: Text = {
  en: "'elapse: 2s' lets time pass, 'waitFor: card-removed' waits for an event of the reader, 'pause: 2s' beside a program only waits",
  fr: "'elapse: 2s' laisse passer du temps, 'waitFor: card-removed' attend un événement du lecteur, 'pause: 2s', à côté d'un programme seulement, attend",
};
const TELLING: Text = {
  en: "'title:' beside a step is its words in the report, 'cps-sim run --trace FILE' writes all that happens",
  fr: "'title:' à côté d'une étape la nomme dans le rapport, 'cps-sim run --trace FICHIER' écrit tout ce qui se passe",
};
const VARIABLES: Text = {
  en: `variables stand in the head, 'variables: { code: "1234" }', and are used as \${code}`,
  fr: `les variables se mettent en tête, 'variables: { code: "1234" }', et s'emploient par \${code}`,
};
const ROWS: Text = {
  en: "rows stand in the head of a scenario, 'rows: { nurse: { profile: cps3-infirmier } }'",
  fr: "les lignes se mettent en tête d'un scénario, 'rows: { infirmière: { profil: cps3-infirmier } }'",
};
const SETUP: Text = {
  en: "'include: setup.yaml' in the head has the steps of that file done first",
  fr: "'include: mise-en-place.yaml' en tête fait d'abord les étapes de ce fichier",
};
const GROUP: Text = {
  en: "a group is a step with 'steps:', and 'repeat:' beside it",
  fr: "un groupe est une étape avec 'steps:', et 'repeat:' à côté",
};

function step(key: string): Text {
  return { en: `the step is '${key}'`, fr: `l'étape s'appelle '${key}'` };
}

/** By the key that stands in place of a step, in lower case. */
const MEANT: ReadonlyMap<string, Text> = new Map([
  ...['wait', 'sleep', 'delay', 'attendre', 'attends', 'dormir'].map((word) => [word, WAITING] as const),
  ...['log', 'print', 'echo', 'debug', 'message', 'afficher'].map((word) => [word, TELLING] as const),
  ...['vars', 'var', 'variables', 'env', 'set', 'define'].map((word) => [word, VARIABLES] as const),
  ...['rows', 'examples', 'exemples', 'table', 'data', 'cases', 'matrix', 'foreach'].map(
    (word) => [word, ROWS] as const,
  ),
  ...['include', 'import', 'background', 'contexte', 'before', 'use'].map((word) => [word, SETUP] as const),
  ...['repeat', 'loop', 'boucle', 'group', 'groupe', 'repeter', 'times'].map((word) => [word, GROUP] as const),
  ...['eject', 'withdraw', 'takeout', 'retirer', 'enlever', 'ejecter'].map((word) => [word, step('remove')] as const),
  ...['inserer', 'introduire'].map((word) => [word, step('insert')] as const),
  ...['login', 'verify', 'verifypin', 'pin', 'authenticate'].map((word) => [word, step('CardAuthenticateEx')] as const),
  ...['sign', 'signer', 'signature'].map((word) => [word, step('CardSignData')] as const),
  ...['send', 'transmit', 'envoyer'].map((word) => [word, step('apdu')] as const),
  ...['mute', 'panne', 'faute', 'fail', 'faults'].map((word) => [word, step('fault')] as const),
  ...['brancher', 'connecter'].map((word) => [word, step('plug')] as const),
  ...['debrancher', 'disconnect', 'deconnecter'].map((word) => [word, step('unplug')] as const),
]);

/** What that word leads to, accents and case aside; undefined for one that leads nowhere. */
export function meantBy(word: string): Text | undefined {
  return MEANT.get(word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
}

/** Where in a step a key can stand. */
type Place = 'in' | 'beside' | 'expect';

/** What may stand at each of them. */
export type StepKeys = Readonly<Record<Place, readonly string[]>> & { readonly step: string };

export function stepKeys(step: string, args: z.ZodType, expect: z.ZodType, beside: z.ZodType): StepKeys {
  return { step, in: keysOf(args), beside: [...keysOf(beside), 'expect'], expect: keysOf(expect) };
}

/** Of a key that stands at one place of its step and belongs to another: which; undefined when it belongs nowhere. */
export function belongs(key: string, place: Place, keys: StepKeys): Text | undefined {
  const other = (['beside', 'in', 'expect'] as const).find((one) => one !== place && keys[one].includes(key));
  const here: Readonly<Record<Place, Text>> = {
    in: { en: 'in it', fr: 'dedans' },
    beside: { en: 'beside it', fr: 'à côté' },
    expect: { en: "in 'expect'", fr: "dans 'expect'" },
  };
  if (other === undefined) return undefined;
  const there: Readonly<Record<Place, Text>> = {
    beside: { en: `beside ${keys.step}`, fr: `à côté de ${keys.step}` },
    in: {
      en: `in ${keys.step} ('${keys.step}: { ${key}: ... }')`,
      fr: `dans ${keys.step} ('${keys.step}: { ${key}: ... }')`,
    },
    expect: { en: `in 'expect', beside ${keys.step}`, fr: `dans 'expect', à côté de ${keys.step}` },
  };
  if (place === 'beside' && other === 'expect')
    return { en: `'${key}' belongs ${there.expect.en}`, fr: `'${key}' se met ${there.expect.fr}` };
  return {
    en: `'${key}' belongs ${there[other].en}, not ${here[place].en}`,
    fr: `'${key}' se met ${there[other].fr}, pas ${here[place].fr}`,
  };
}

/** Beginnings of the names of return codes. */
const FAMILY = /^(SCARD_[A-Z]_|NTE_|CRYPT_E_|ERROR_)/;

/** The words by which a return code tells what it is, a PIN being a CHV there. */
function tellingPart(name: string): string {
  return name.toUpperCase().replaceAll('PIN', 'CHV').replace(FAMILY, '');
}

/** A misspelt code, or the beginning of it. */
function isAbout(word: string, code: string): boolean {
  return nearest(word, [code]) !== undefined || (word.length >= SHORTEST_PART && code.startsWith(word));
}

const SHORTEST_PART = 4;

/** YAML's words for what steps answer by yes and no. */
const TRUTH: ReadonlyMap<string, string> = new Map([
  ...['true', 'on', 'oui', 'vrai'].map((word) => [word, 'yes'] as const),
  ...['false', 'off', 'non', 'faux'].map((word) => [word, 'no'] as const),
]);

/** The value that is meant: like it as it is written or, a return code, like one without the name of its family. */
export function meantAmong(word: string, values: readonly string[]): string | undefined {
  const codes = values.filter((value) => FAMILY.test(value));
  const same = codes.find((value) => tellingPart(value) === tellingPart(word));
  const truth = TRUTH.get(word.toLowerCase());
  if (truth !== undefined && values.includes(truth)) return truth;
  return same ?? nearest(word, values) ?? codes.find((value) => isAbout(tellingPart(word), tellingPart(value)));
}

/** Of an argument that other values than that one take: `folder`, which `do: list` takes and `do: send` does not. */
export function takenBy(key: string, takers: readonly string[], by: string, value: string): Text {
  const those = alternatives(takers);
  return {
    en: `'${key}' goes with '${by}' ${those.en}; with ${value} nothing is done with it`,
    fr: `'${key}' va avec '${by}' ${those.fr} ; avec ${value}, rien n'en est fait`,
  };
}
