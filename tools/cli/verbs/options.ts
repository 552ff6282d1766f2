/** Options that several verbs have. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { EXPECTED_TIME, parseTime } from '#common/calendar.ts';
import type { Text } from '#common/language.ts';
import type { Face } from '../../../simulator/card/profile/schema.ts';
import { READER_DRIVERS } from '../../../simulator/reader/reader-driver.ts';
import { DEFAULT_READER } from '../default-reader.ts';
import { languageOption, say } from '../language.ts';

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
    en: 'write everything that happens as JSON lines; codes are masked',
    fr: 'écrit tout ce qui se passe en lignes JSON ; les codes sont masqués',
  },
  card: {
    en: 'card file (*.cps.json; FILE,volatile only reads it) or name of a profile, in a reader of its own; may be repeated',
    fr: "fichier de carte (*.cps.json ; FICHIER,volatile le lit seulement) ou nom d'un profil, dans un lecteur à elle ; peut être répétée",
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
  pinPad: {
    en:
      'the reader has a PIN pad, at which this is typed: 1234,cancel,timeout,wait; cancel when nothing is left;\n' +
      'file:CODES.txt or env:NAME has it in a file or a variable, out of the sight of ps',
    fr:
      "le lecteur a un clavier, où l'on tape ceci : 1234,cancel,timeout,wait ; cancel quand il ne reste rien ;\n" +
      'file:CODES.txt ou env:NOM le met dans un fichier ou une variable, hors de la vue de ps',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** Option parser of `--seed`. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(seed)) throw new InvalidArgumentError(say(TEXTS.expected));
  return seed;
}

/** Option parser of times: the text as it is, once it tells one. */
export function parseCardTime(text: string): string {
  if (parseTime(text, new Date(0)) === undefined)
    throw new InvalidArgumentError(say({ en: `Expected ${EXPECTED_TIME.en}.`, fr: `Attendu : ${EXPECTED_TIME.fr}.` }));
  return text;
}

const FACES: readonly Face[] = ['contact', 'contactless'];

/** `--face`: the side of the card that the reader works with; absent when it was not typed, and then contact. */
export function faceOption(): Option {
  return new Option('--face <face>', say(TEXTS.face)).choices(FACES);
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
    .option('--card <card>', say(TEXTS.card), (card: string, cards: readonly string[] = []) => [...cards, card])
    .option('--seed <n>', say(TEXTS.seed), parseSeed)
    .addOption(faceOption())
    .option('--reader <name>', say(TEXTS.reader))
    .addOption(new Option('--reader-driver <name>', say(TEXTS.readerDriver)).choices(READER_DRIVERS))
    .option('--pin-pad <answers>', say(TEXTS.pinPad));
}
