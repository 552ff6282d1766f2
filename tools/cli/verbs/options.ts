/** Options that several verbs have. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { EXPECTED_TIME, parseSpan, parseTime } from '#common/calendar.ts';
import type { Text } from '#common/language.ts';
import type { Face } from '../../../simulator/card/profile/schema.ts';
import { READER_DRIVERS } from '../../../simulator/reader/reader-driver.ts';
import { SERVICE_NAMES, type ServiceName } from '../../../simulator/services/service.ts';
import { DEFAULT_READER } from '../default-reader.ts';
import { languageOption, say } from '../language.ts';
import { list, several } from './repeated.ts';

const TEXTS = {
  expected: {
    en: `Expected an integer from 0 to ${Number.MAX_SAFE_INTEGER}.`,
    fr: `Attendu : un entier de 0 à ${Number.MAX_SAFE_INTEGER}.`,
  },
  face: {
    en: 'the side of the card that the reader works with (default: contact)',
    fr: 'la face de la carte avec laquelle le lecteur travaille (par défaut : contact)',
  },
  json: { en: 'for programs; docs/json.md tells the shape', fr: 'pour les programmes ; docs/json.md en dit la forme' },
  explain: {
    en: 'tell on standard error what the program does with the card',
    fr: "dit sur la sortie d'erreur ce que le programme fait de la carte",
  },
  apdus: {
    en: 'tell each command in words on standard error',
    fr: "dit chaque commande en mots sur la sortie d'erreur",
  },
  coverage: {
    en: 'tell at the end what of the card the program met and what it never saw; JSON in a file',
    fr: "dit à la fin ce que le programme a rencontré de la carte et ce qu'il n'a jamais vu ; en JSON dans un fichier",
  },
  trace: {
    en: 'write everything that happens as JSON lines, pcapng=FILE the exchange for Wireshark; codes are masked',
    fr: "écrit tout ce qui se passe en lignes JSON, pcapng=FICHIER l'échange pour Wireshark ; les codes sont masqués",
  },
  card: {
    en: 'card file (*.cps.json; FILE,volatile only reads it) or name of a profile, in a reader of its own; may be repeated',
    fr: "fichier de carte (*.cps.json ; FICHIER,volatile le lit seulement) ou nom d'un profil, dans un lecteur à elle ; peut être répétée",
  },
  identity: {
    en: "whom the card is for, in the place of the profile's holder: a person (see 'cps-sim people list') or a person file (*.json)",
    fr: "pour qui est la carte, à la place du porteur du profil : une personne (voir 'cps-sim people list') ou un fichier de personne (*.json)",
  },
  seed: { en: 'which card of the profile', fr: 'quelle carte du profil' },
  reader: {
    en: `name of the reader (default: ${DEFAULT_READER})`,
    fr: `nom du lecteur (par défaut : ${DEFAULT_READER})`,
  },
  readerDriver: {
    en: 'what knows of the reader: as a USB reader, or as vsmartcard (default: ccid)',
    fr: 'ce qui connaît le lecteur : comme un lecteur USB, ou comme vsmartcard (par défaut : ccid)',
  },
  timeoutExpected: {
    en: 'Expected a time such as 500ms, 30s or 2min, of 1 ms to 365000 days.',
    fr: 'Attendu : une durée telle que 500ms, 30s ou 2min, de 1 ms à 365000 jours.',
  },
  services: {
    en:
      'services that run beside the program, by comma: in a network of its own it reaches them by the names and ports of\n' +
      `the documents, and nothing else (Linux): ${SERVICE_NAMES.join(', ')}`,
    fr:
      'services qui tournent à côté du programme, séparés par des virgules : dans un réseau à lui il les atteint par les noms et\n' +
      `ports des documents, et rien d'autre (Linux) : ${SERVICE_NAMES.join(', ')}`,
  },
  servicesExpected: {
    en: `Expected names, by comma: ${SERVICE_NAMES.join(', ')}.`,
    fr: `Attendu : des noms, séparés par des virgules : ${SERVICE_NAMES.join(', ')}.`,
  },
  trust: {
    en: 'sets the variables by which programs trust the authorities of --services (OpenSSL, curl, Node, requests)',
    fr: 'fixe les variables par lesquelles des programmes se fient aux autorités de --services (OpenSSL, curl, Node, requests)',
  },
  faults: {
    en: "rules of what goes wrong, 'faults:' as in a scenario; one that never fired fails the run; docs/faults.md",
    fr: "règles de ce qui tombe en panne, 'faults:' comme dans un scénario ; une qui n'a jamais joué fait échouer ; docs/faults.fr.md",
  },
  pinPad: {
    en:
      'the reader has a PIN pad, at which this is typed: 1234,cancel,timeout,wait; cancel when nothing is left;\n' +
      'file:CODES.txt or env:NAME has it in a file or a variable, out of the sight of ps',
    fr:
      "le lecteur a un clavier, où l'on tape ceci : 1234,cancel,timeout,wait ; cancel quand il ne reste rien ;\n" +
      'file:CODES.txt ou env:NOM le met dans un fichier ou une variable, hors de la vue de ps',
  },
} as const satisfies Readonly<Record<string, Text>>;

export const LAST_PORT = 65_535;

/** Option parser of `--seed`. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(seed)) throw new InvalidArgumentError(say(TEXTS.expected));
  return seed;
}

/** Option parser of a number of things. */
export function parseCount(text: string, least: number, most: number): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw new InvalidArgumentError(
    say({
      en: `Expected a whole number from ${least} to ${most}.`,
      fr: `Attendu : un nombre entier de ${least} à ${most}.`,
    }),
  );
}

/** Option parser of a port. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= LAST_PORT) return Number(text);
  throw new InvalidArgumentError(
    say({ en: `Expected a port, 0 to ${LAST_PORT}.`, fr: `Attendu : un port, de 0 à ${LAST_PORT}.` }),
  );
}

/** Option parser of `--services`. */
function parseServices(text: string, before: readonly ServiceName[] = []): readonly ServiceName[] {
  const names = text.split(',').map((name) => SERVICE_NAMES.find((known) => known === name.trim()));
  if (names.includes(undefined)) throw new InvalidArgumentError(say(TEXTS.servicesExpected));
  return [...before, ...names.filter((name) => name !== undefined)];
}

/** Option parser of times: the text as it is, once it tells one. */
export function parseCardTime(text: string): string {
  if (parseTime(text, new Date(0)) === undefined)
    throw new InvalidArgumentError(say({ en: `Expected ${EXPECTED_TIME.en}.`, fr: `Attendu : ${EXPECTED_TIME.fr}.` }));
  return text;
}

/** Option parser of `--timeout`: milliseconds. */
export function parseTimeout(text: string): number {
  const span = parseSpan(text);
  if (span !== undefined && span.months === 0 && span.ms > 0) return span.ms;
  throw new InvalidArgumentError(say(TEXTS.timeoutExpected));
}

const FACES: readonly Face[] = ['contact', 'contactless'];

/** `--face`: the side of the card that the reader works with; absent when it was not typed, and then contact. */
export function faceOption(): Option {
  return new Option('--face <face>', say(TEXTS.face)).choices(FACES);
}

/** `--identity`, wherever a profile becomes a card. */
export function identityOption(): Option {
  return new Option('--identity <person>', say(TEXTS.identity));
}

/** `--json`, wherever something is printed as a table. */
export function jsonOption(command: Command): Command {
  return command.option('--json', say(TEXTS.json));
}

/** What exec and shell can tell. */
export function observerOptions(command: Command): Command {
  return command
    .option('--explain', say(TEXTS.explain))
    .option('--apdus', say(TEXTS.apdus))
    .option('--coverage [file]', say(TEXTS.coverage))
    .option('--trace <file>', say(TEXTS.trace))
    .addOption(languageOption());
}

/** Options of exec and shell. */
export function worldOptions(command: Command): Command {
  return command
    .option('--card <card>', say(TEXTS.card), list)
    .option('--seed <n>', say(TEXTS.seed), parseSeed)
    .addOption(identityOption())
    .addOption(faceOption())
    .option('--reader <name>', say(TEXTS.reader))
    .addOption(new Option('--reader-driver <name>', say(TEXTS.readerDriver)).choices(READER_DRIVERS))
    .option('--pin-pad <answers>', say(TEXTS.pinPad));
}

/** Services beside the program, of exec and shell. */
export function servicesOptions(command: Command): Command {
  return command
    .option('--services <names>', say(TEXTS.services), several(parseServices))
    .option('--trust', say(TEXTS.trust));
}

/** `--faults`, wherever a world is opened for programs or scenarios. */
export function faultsOption(): Option {
  return new Option('--faults <file>', say(TEXTS.faults));
}
