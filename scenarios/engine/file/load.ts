/**
 * A scenario file to a typed scenario; all faults of the file at once, before anything runs.
 */
import { z } from 'zod';
import { nearest } from '#common/nearest.ts';
import { own } from '#common/own.ts';
import { FileKindError } from '#files/file-kind-error.ts';
import { readInput } from '#files/regular-file.ts';
import { cardFault } from '../../world/card-stock.ts';
import type { CardSpec, ReaderKind } from '../../world/specs.ts';
import type { Names, StepDefinition } from '../steps/definition.ts';
import { STEPS } from '../steps/index.ts';
import { CARD_KINDS, commonKeys, headSchema, readerSpec, type Scenario, type Step } from './schema.ts';
import { type Fault, type Path, ScenarioFileError, SourceFile } from './source-file.ts';
import { stepText } from './step-text.ts';

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'not allowed to read it',
  EISDIR: 'is a directory, expected a scenario file',
};

function unreadable(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (error instanceof FileKindError) return `is ${error.kind}, expected a scenario file`;
  return own(UNREADABLE, code) ?? `cannot be read (${code})`;
}

/** @throws ScenarioFileError naming each place, what was found and what was expected */
export function loadScenario(file: string): Scenario {
  let text: string;
  try {
    text = readInput(file).toString();
  } catch (error) {
    throw new ScenarioFileError([{ file, line: 1, column: 1, message: unreadable(error) }]);
  }
  return parseScenario(text, file);
}

/** @throws ScenarioFileError */
export function parseScenario(text: string, file: string): Scenario {
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

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Loader {
  readonly #source: SourceFile;
  readonly #faults: Fault[] = [];
  readonly #remembered: string[] = [];

  constructor(source: SourceFile) {
    this.#source = source;
  }

  load(): Scenario {
    const value = this.#source.value();
    const head = this.#parse(headSchema, value, []);
    const cards = this.#cards(isMapping(value) ? value.cards : undefined);
    const kinds = this.#readers(isMapping(value) ? value.readers : undefined);
    const readers = Object.keys(kinds);
    const list = isMapping(value) && Array.isArray(value.steps) ? value.steps : [];
    const steps = list.map((step, i) => this.#step(step, ['steps', i], cards, readers));
    if (this.#faults.length > 0 || !head) throw new ScenarioFileError(sorted(this.#faults));
    const description = head.description === undefined ? {} : { description: head.description };
    const known = cards as Record<string, CardSpec>;
    return {
      title: head.scenario,
      ...description,
      file: this.#source.file,
      cards: known,
      readers: kinds as Record<string, ReaderKind>,
      steps: steps as Step[],
    };
  }

  /** Names stay known even when their kind is faulty. */
  #readers(value: unknown): Readonly<Record<string, ReaderKind | undefined>> {
    if (!isMapping(value)) return {};
    const readers = Object.entries(value).map(([name, kind]) => [
      name,
      this.#parse<ReaderKind>(readerSpec, kind, ['readers', name]),
    ]);
    if (readers.length === 0) this.#fault(['readers'], "expected at least one reader: '{ bureau: contact }'");
    return Object.fromEntries(readers);
  }

  /** Names stay known even when their card is faulty, so that one fault does not make ten. */
  #cards(value: unknown): Cards {
    if (!isMapping(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, spec]) => [name, this.#card(spec, ['cards', name])]));
  }

  #card(spec: unknown, path: Path): CardSpec | undefined {
    const kinds = Object.keys(CARD_KINDS) as (keyof typeof CARD_KINDS)[];
    const kind = isMapping(spec) ? kinds.find((key) => Object.hasOwn(spec, key)) : undefined;
    if (kind) return this.#makeable(this.#parse<CardSpec>(CARD_KINDS[kind], spec, path), path);
    this.#fault(path, "expected a card by its 'profile', its 'file' or 'kind: foreign'");
    return undefined;
  }

  #makeable(card: CardSpec | undefined, path: Path): CardSpec | undefined {
    const fault = card && cardFault(card, this.#source.file);
    if (fault) this.#faults.push(this.#source.fault([...path, fault.key], fault.why));
    return card;
  }

  #step(value: unknown, path: Path, cards: Cards, readers: readonly string[]): Step | undefined {
    const step = typeof value === 'string' && Object.hasOwn(STEPS, value) ? { [value]: '' } : value;
    const definition = this.#definition(step, path);
    if (!definition || !isMapping(step)) return undefined;
    const names = {
      card: nameOf('card', Object.keys(cards)),
      cardInFile: nameOf(
        "card with 'keptIn: file'",
        Object.keys(cards).filter((name) => isKeptInFile(cards[name])),
      ),
      reader: nameOf('reader', readers),
      remembered: nameOf('remembered value', this.#remembered),
    };
    const parsed = this.#stepParts(step, definition, names, path);
    if (parsed?.remember) this.#remembered.push(parsed.remember);
    return parsed && { ...parsed, reader: parsed.reader || (readers[0] ?? '') };
  }

  #definition(step: unknown, path: Path): StepDefinition | undefined {
    if (!isMapping(step)) {
      const near = typeof step === 'string' ? nearest(step.split(/\s/)[0] ?? '', Object.keys(STEPS)) : undefined;
      this.#fault(path, `expected a step such as 'insert: medecin'${near ? `; did you mean '${near}'?` : ''}`);
      return undefined;
    }
    const keys = Object.keys(step);
    const known = keys.filter((key) => Object.hasOwn(STEPS, key));
    if (known.length === 1) return STEPS[known[0] as string];
    if (known.length > 1) {
      this.#faultAtKey(
        [...path, known[1] as string],
        `found two steps in one, ${known.join(' and ')}; expected one: put '- ' before '${known[1]}'`,
      );
      return undefined;
    }
    const unknown = keys.find((key) => !Object.hasOwn(commonKeys, key) && key !== 'expect' && key !== 'reader');
    if (unknown === undefined) this.#fault(path, 'expected a step such as insert or CardSignData');
    else this.#unknownKey([...path, unknown], Object.keys(STEPS), 'a step');
    return undefined;
  }

  #stepParts(step: Mapping, definition: StepDefinition, names: Names, path: Path): Step | undefined {
    const before = this.#faults.length;
    const { [definition.key]: given, expect, ...beside } = step;
    const argsPath = [...path, definition.key];
    const alone = typeof given === 'string' && given !== '' ? definition.short : undefined;
    const args = this.#parse(definition.args(names), expanded(given, definition), argsPath, [], alone);
    const expected = expect === undefined ? {} : this.#parse(definition.expect(names), expect, [...path, 'expect']);
    const common = this.#parse(commonSchema(definition, names), beside, path, [definition.key, 'expect']);
    if (this.#faults.length > before || !common) return undefined;
    const { title, repeat = 1, remember, reader = '' } = common;
    return {
      definition,
      args,
      expect: expected as Mapping,
      repeat,
      reader,
      ...(remember === undefined ? {} : { remember }),
      text: title ?? stepText(definition, given),
      ...this.#source.position(path),
    };
  }

  /** `alone`: name of an argument that stands in the file without its name, as `medecin` in `insert: medecin`. */
  #parse<T>(
    type: z.ZodType<T>,
    value: unknown,
    base: Path,
    alsoAllowed: readonly string[] = [],
    alone?: string,
  ): T | undefined {
    const result = type.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const inside = issue.path[0] === alone ? issue.path.slice(1) : issue.path;
      this.#issue(issue, type, [...base, ...inside], alsoAllowed);
    }
    return undefined;
  }

  #issue(issue: z.core.$ZodIssue, type: z.ZodType, path: Path, alsoAllowed: readonly string[]): void {
    if (issue.code === 'unrecognized_keys') {
      const keys = type instanceof z.ZodObject ? Object.keys(type.shape) : [];
      for (const key of issue.keys) this.#unknownKey([...path, key], [...alsoAllowed, ...keys], 'one of');
    } else if (issue.code === 'invalid_key') {
      this.#faultAtKey(path, `found '${String(path.at(-1))}', expected ${issue.issues[0]?.message ?? 'another name'}`);
    } else if (issue.code === 'invalid_type' && issue.expected === 'object') {
      this.#fault(path, `expected a mapping${keysOf(type)}`);
    } else if (issue.code === 'invalid_type' && issue.expected === 'array') {
      this.#fault(path, 'expected a list');
    } else {
      const near = issue.code === 'invalid_value' ? this.#near(path, issue.values) : undefined;
      this.#fault(path, `expected ${issue.message}${near ? `; did you mean '${near}'?` : ''}`);
    }
  }

  #near(path: Path, values: readonly unknown[]): string | undefined {
    const found = this.#source.text(path);
    return found === undefined ? undefined : nearest(found, values.map(String));
  }

  #unknownKey(path: Path, known: readonly string[], what: string): void {
    const key = String(path.at(-1));
    const near = nearest(key, known);
    const hint = near ? `did you mean '${near}'?` : '';
    const oneOf = known.length === 0 ? 'no key here' : `one of ${known.join(', ')}`;
    const list = what === 'one of' ? oneOf : `${what} (${known.join(', ')})`;
    this.#faultAtKey(
      path,
      `found ${this.#source.foundKey(path, near)}, expected ${near ? `${what === 'one of' ? 'another key' : what}; ${hint}` : list}`,
    );
  }

  /** Adds what was found at the place, and the key when the place is missing. */
  #fault(path: Path, message: string): void {
    const found = this.#source.found(path);
    const key = path.at(-1);
    const where = typeof key === 'string' && found === 'nothing' ? ` for '${key}'` : '';
    this.#faults.push(this.#source.fault(path, `found ${found}${where}, ${message}`));
  }

  #faultAtKey(path: Path, message: string): void {
    this.#faults.push(this.#source.faultAtKey(path, message));
  }
}

/** `insert: medecin` as `insert: { card: medecin }`, nothing as no arguments. */
function expanded(given: unknown, { short }: StepDefinition): unknown {
  if (given === '') return {};
  return typeof given === 'string' && short !== undefined ? { [short]: given } : given;
}

function commonSchema(definition: StepDefinition, names: Names) {
  const { title, repeat, remember } = commonKeys;
  const shape = { title: title.optional(), repeat: repeat.optional() };
  return z.strictObject({
    ...shape,
    ...(definition.onReader ? { reader: names.reader.optional() } : {}),
    ...(definition.remembers ? { remember: remember.optional() } : {}),
  }) as unknown as z.ZodType<{ title?: string; repeat?: number; remember?: string; reader?: string }>;
}

function nameOf(what: string, names: readonly string[]): z.ZodType<string, string> {
  const error =
    names.length === 0 ? `a ${what}, but the scenario has none` : `a ${what} of this scenario (${names.join(', ')})`;
  return z.enum(names as [string, ...string[]], { error });
}

function keysOf(type: z.ZodType): string {
  const keys = type instanceof z.ZodObject ? Object.keys(type.shape) : [];
  return keys.length === 0 ? '' : ` with ${keys.join(', ')}`;
}

function sorted(faults: readonly Fault[]): Fault[] {
  return [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
}
