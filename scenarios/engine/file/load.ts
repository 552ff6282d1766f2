/**
 * A scenario file to a typed scenario; all faults of the file at once, before anything runs.
 */
import type { z } from 'zod';
import { alternatives, followedBy, sameInEach, type Text } from '#common/language.ts';
import { nearest, nearestOnes } from '#common/nearest.ts';
import { own } from '#common/own.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { decodeText } from '#common/text-decoding.ts';
import { FileKindError } from '#files/file-kind-error.ts';
import { readInput } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import { cardFault } from '../../world/card-stock.ts';
import type { CardSpec, ReaderKind } from '../../world/specs.ts';
import type { StepDefinition } from '../steps/definition.ts';
import { STEPS } from '../steps/index.ts';
import { didYouMean, Faults, foundInstead, type Reading } from './faults.ts';
import { belongs, meantBy } from './hints.ts';
import { KnownNames } from './known-names.ts';
import { ScenarioFileError } from './scenario-file-error.ts';
import { CARD_KINDS, commonKeys, headSchema, readerSpec, type Scenario, SOME_READER, type Step } from './schema.ts';
import { type Path, SourceFile } from './source-file.ts';
import { stepText } from './step-text.ts';
import { excessFault } from './structure.ts';

/** Those of the library have a hundredth of it. */
const LARGEST = 500_000;

const UNREADABLE: Readonly<Record<string, Text>> = {
  ENOENT: { en: 'no such file', fr: "ce fichier n'existe pas" },
  EACCES: { en: 'not allowed to read it', fr: "vous n'avez pas le droit de le lire" },
  EISDIR: { en: 'is a directory, expected a scenario file', fr: 'est un dossier, attendu : un fichier de scénario' },
};

function unreadable(error: unknown): Text {
  if (error instanceof FileKindError)
    return {
      en: `is ${error.kind.en}, expected a scenario file`,
      fr: `est ${error.kind.fr}, attendu : un fichier de scénario`,
    };
  if (error instanceof TooLargeError) return error.why;
  const { code = '' } = error as NodeJS.ErrnoException;
  return own(UNREADABLE, code) ?? { en: `cannot be read (${code})`, fr: `ne peut être lu (${code})` };
}

/** @throws ScenarioFileError naming each place, what was found and what was expected */
export function loadScenario(file: string): Scenario {
  const { text, fault } = decodeText(contentOf(file));
  if (fault === undefined) return parseScenario(text, file);
  const { line, column, message: found } = fault;
  throw refusal(file, { en: `found ${found.en}`, fr: `trouvé ${found.fr}` }, line, column);
}

function contentOf(file: string): Uint8Array {
  try {
    return readInput(file, LARGEST);
  } catch (error) {
    throw refusal(file, unreadable(error));
  }
}

function refusal(file: string, text: Text, line = 1, column = 1): ScenarioFileError {
  return new ScenarioFileError([{ file, line, column, message: text.en, text }]);
}

/** @throws ScenarioFileError */
export function parseScenario(text: string, file: string): Scenario {
  const excess = excessFault(text, file);
  if (excess !== undefined) throw new ScenarioFileError([excess]);
  const source = new SourceFile(file, text);
  const faults = source.syntaxFaults();
  if (faults.length > 0) throw new ScenarioFileError(faults);
  return new Loader(source).load();
}

type Mapping = Readonly<Record<string, unknown>>;

/** The cards of the file by name; undefined for one that is faulty. */
type Cards = Readonly<Record<string, CardSpec | undefined>>;

function isKeptInFile(card: CardSpec | undefined): boolean {
  return card === undefined || 'file' in card || ('keptIn' in card && card.keptIn === 'file');
}

function namesOf(cards: Cards, readers: readonly string[]): KnownNames {
  const names = Object.keys(cards);
  return new KnownNames({ cards: names, cardsInFile: names.filter((name) => isKeptInFile(cards[name])), readers });
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const A_CARD: Text = {
  en: "a card by its 'profile', its 'file' or 'kind: foreign'",
  fr: "une carte, par son 'profile', son 'file' ou 'kind: foreign'",
};
const A_STEP: Text = { en: "a step such as 'insert: medecin'", fr: "une étape telle que 'insert: medecin'" };
const NAMELESS_STEP: Text = {
  en: 'a step such as insert or CardSignData',
  fr: 'une étape telle que insert ou CardSignData',
};

class Loader {
  readonly #source: SourceFile;
  readonly #faults: Faults;
  readonly #makeables = new Map<string, ReturnType<typeof cardFault>>();

  constructor(source: SourceFile) {
    this.#source = source;
    this.#faults = new Faults(source);
  }

  load(): Scenario {
    const value = this.#source.value();
    const head = this.#parse(headSchema, value, { path: [], elsewhere: meantBy });
    const cards = this.#cards(isMapping(value) ? value.cards : undefined);
    const kinds = this.#readers(isMapping(value) ? value.readers : undefined);
    const readers = Object.keys(kinds);
    const names = namesOf(cards, readers);
    const list = isMapping(value) && Array.isArray(value.steps) ? value.steps : [];
    const steps = list.map((step, i) =>
      this.#faults.enough ? undefined : this.#step(step, ['steps', i], names, readers),
    );
    if (this.#faults.count > 0 || !head) throw new ScenarioFileError(this.#faults.list, this.#faults.enough);
    const description = head.description === undefined ? {} : { description: head.description };
    const known = cards as Record<string, CardSpec>;
    return {
      title: head.scenario,
      ...description,
      file: this.#source.file,
      cards: known,
      usedCards: names.usedCards,
      readers: kinds as Record<string, ReaderKind>,
      steps: steps as Step[],
    };
  }

  /** Names stay known even when their kind is faulty. */
  #readers(value: unknown): Readonly<Record<string, ReaderKind | undefined>> {
    if (!isMapping(value)) return {};
    const readers = Object.entries(value).map(([name, kind]) => [
      nfc(name),
      this.#parse<ReaderKind>(readerSpec, kind, { path: ['readers', name] }),
    ]);
    if (readers.length === 0) this.#faults.at(['readers'], SOME_READER);
    return Object.fromEntries(readers);
  }

  /** Names stay known even when their card is faulty, so that one fault does not make ten. */
  #cards(value: unknown): Cards {
    if (!isMapping(value)) return {};
    return Object.fromEntries(
      Object.entries(value).map(([name, spec]) => [nfc(name), this.#card(spec, ['cards', name])]),
    );
  }

  #card(spec: unknown, path: Path): CardSpec | undefined {
    const kinds = Object.keys(CARD_KINDS) as (keyof typeof CARD_KINDS)[];
    const kind = isMapping(spec) ? kinds.find((key) => Object.hasOwn(spec, key)) : undefined;
    if (kind) return this.#makeable(this.#parse<CardSpec>(CARD_KINDS[kind], spec, { path }), path);
    const meant = isMapping(spec) ? Object.keys(spec).find((key) => nearest(key, kinds)) : undefined;
    if (meant === undefined) this.#faults.at(path, A_CARD);
    else this.#faults.sayAtKey([...path, meant], unknownWord(meant, A_CARD, nearest(meant, kinds)));
    return undefined;
  }

  #makeable(card: CardSpec | undefined, path: Path): CardSpec | undefined {
    const fault = card && this.#faultOf(card);
    if (fault) this.#faults.say([...path, fault.key], fault.why);
    return card;
  }

  /** A profile, or a file, is read once, however many cards are of it. */
  #faultOf(card: CardSpec): ReturnType<typeof cardFault> {
    const from = JSON.stringify('profile' in card ? [card.profile, card.valid] : 'file' in card ? card.file : '');
    if (!this.#makeables.has(from)) this.#makeables.set(from, cardFault(card, this.#source.file));
    return this.#makeables.get(from);
  }

  #step(value: unknown, path: Path, known: KnownNames, readers: readonly string[]): Step | undefined {
    const step = typeof value === 'string' && Object.hasOwn(STEPS, value) ? { [value]: '' } : value;
    const definition = this.#definition(step, path);
    if (!definition || !isMapping(step)) return undefined;
    const parsed = this.#stepParts(step, definition, known, path);
    if (parsed?.remember) known.remember(parsed.remember);
    return parsed && { ...parsed, reader: parsed.reader || (readers[0] ?? '') };
  }

  #definition(step: unknown, path: Path): StepDefinition | undefined {
    if (!isMapping(step)) {
      const word = typeof step === 'string' ? (/^\p{L}+/u.exec(step)?.[0] ?? '') : '';
      this.#faults.at(path, word === '' ? A_STEP : stepLike(word, A_STEP));
      return undefined;
    }
    const keys = Object.keys(step);
    const known = keys.filter((key) => Object.hasOwn(STEPS, key));
    if (known.length === 1) return STEPS[known[0] as string];
    if (known.length > 1) {
      this.#faults.sayAtKey([...path, known[1] as string], twoSteps(known));
      return undefined;
    }
    const unknown = keys.find((key) => !Object.hasOwn(commonKeys, key) && key !== 'expect' && key !== 'reader');
    if (unknown === undefined) this.#faults.at(path, NAMELESS_STEP);
    else this.#unknownStep([...path, unknown]);
    return undefined;
  }

  #unknownStep(path: Path): void {
    const word = String(path.at(-1));
    const found = this.#source.foundKey(path, nearest(word, Object.keys(STEPS)));
    this.#faults.sayAtKey(path, foundInstead(found, stepLike(word, { en: 'a step', fr: 'une étape' })));
  }

  #stepParts(step: Mapping, definition: StepDefinition, known: KnownNames, path: Path): Step | undefined {
    const before = this.#faults.count;
    const { [definition.key]: given, expect, ...beside } = step;
    const types = known.typesOf(definition);
    const { keys } = types;
    const args = this.#parse(types.args, expanded(given, definition), {
      path: [...path, definition.key],
      alone: typeof given === 'string' && given !== '' ? definition.short : undefined,
      elsewhere: (key) => belongs(key, 'in', keys),
    });
    const expectation = this.#parse(types.expect, expect ?? {}, {
      path: [...path, 'expect'],
      elsewhere: (key) => belongs(key, 'expect', keys),
    });
    const others = this.#parse(types.common, beside, {
      path,
      alsoAllowed: [definition.key, 'expect'],
      elsewhere: (key) => belongs(key, 'beside', keys),
    });
    if (this.#faults.count > before || !others) return undefined;
    const { title, repeat = 1, remember, reader = '' } = others;
    return {
      definition,
      args,
      expect: expectation as Mapping,
      repeat,
      reader,
      ...(remember === undefined ? {} : { remember }),
      text: title ?? stepText(definition, given),
      ...this.#source.position(path),
    };
  }

  #parse<T>(type: z.ZodType<T>, value: unknown, reading: Reading): T | undefined {
    const result = type.safeParse(value);
    if (result.success) return result.data;
    this.#faults.issues(result.error, type, reading);
    return undefined;
  }
}

/** Names of cards and readers are the same however their accents are written. */
function nfc(name: string): string {
  return name.normalize('NFC');
}

function unknownWord(word: string, wanted: Text, near: string | undefined): Text {
  return foundInstead(sameInEach(`'${withoutPossibleCodes(word)}'`), followedBy(wanted, didYouMean(near)));
}

/** What that word may have meant: a step of another name, one that is written so, or the three most like it. */
function stepLike(word: string, wanted: Text): Text {
  const near = didYouMean(nearest(word, Object.keys(STEPS)));
  const like = alternatives(nearestOnes(word, Object.keys(STEPS), 3));
  return followedBy(
    wanted,
    meantBy(word) ??
      near ?? {
        en: `the nearest are ${like.en}, 'cps-sim steps' lists all`,
        fr: `les plus proches sont ${like.fr}, 'cps-sim steps' les donne toutes`,
      },
  );
}

function twoSteps(own: readonly string[]): Text {
  return {
    en: `found two steps in one, ${own.join(' and ')}; expected one: put '- ' before '${own[1]}'`,
    fr: `trouvé deux étapes en une, ${own.join(' et ')} ; attendu : une seule, mettez '- ' devant '${own[1]}'`,
  };
}

/** `insert: medecin` as `insert: { card: medecin }`, nothing as no arguments. */
function expanded(given: unknown, { short }: StepDefinition): unknown {
  if (given === '') return {};
  return typeof given === 'string' && short !== undefined ? { [short]: given } : given;
}
