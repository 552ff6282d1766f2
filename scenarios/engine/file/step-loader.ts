/** The steps of one file: each dispatched on its key, groups of steps written out. */
import { alternatives, followedBy, type Text } from '#common/language.ts';
import { didYouMean, nearest, nearestOnes } from '#common/nearest.ts';
import { own } from '#common/own.ts';
import type { StepDefinition } from '../steps/definition.ts';
import { STEPS } from '../steps/index.ts';
import { type Faults, foundInstead } from './faults.ts';
import { belongs, meantBy, takenBy } from './hints.ts';
import type { KnownNames } from './known-names.ts';
import { isMapping } from './parts.ts';
import { commonKeys, groupSchema, type Step } from './schema.ts';
import type { Path, SourceFile } from './source-file.ts';
import { stepText } from './step-text.ts';

type Mapping = Readonly<Record<string, unknown>>;

const A_STEP: Text = { en: "a step such as 'insert: medecin'", fr: "une étape telle que 'insert: medecin'" };
const NAMELESS_STEP: Text = {
  en: 'a step such as insert or CardSignData',
  fr: 'une étape telle que insert ou CardSignData',
};
const SOME_OUTCOMES: Text = {
  en: 'what must come of it, or a list of outcomes of which one must',
  fr: "ce qui doit en sortir, ou une liste d'issues dont l'une doit en sortir",
};

/** Of a scenario whose groups are written out. */
const MOST_STEPS = 10_000;

/** The key of a group. */
const GROUP = 'steps';

/** What stands before the text of a step: the group it is in, which time that is done. */
function within(group: string, { text, ...step }: Step): Step {
  return { ...step, text: group === '' ? text : `${group} › ${text}` };
}

export class StepLoader {
  readonly #source: SourceFile;
  readonly #faults: Faults;
  readonly #names: KnownNames;
  /** Told with each step, where it is not the scenario's own file. */
  readonly #file: { readonly file?: string };

  constructor(source: SourceFile, faults: Faults, names: KnownNames, included: boolean) {
    this.#source = source;
    this.#faults = faults;
    this.#names = names;
    this.#file = included ? { file: source.file } : {};
  }

  /** Those of that list, groups written out; without those that are faulty. */
  steps(list: readonly unknown[], path: Path): readonly Step[] {
    const steps: Step[] = [];
    for (const [i, value] of list.entries()) {
      if (this.#faults.enough) return steps;
      const place = [...path, i];
      const isGroup = isMapping(value) && Object.hasOwn(value, GROUP);
      const more = isGroup ? this.#group(value, place) : this.#step(value, place);
      if (steps.length + more.length > MOST_STEPS) {
        this.#faults.say(place, tooMany(steps.length + more.length));
        return steps;
      }
      steps.push(...more);
    }
    return steps;
  }

  #group(value: Mapping, path: Path): readonly Step[] {
    const keys = Object.keys(value);
    const step = keys.find((key) => Object.hasOwn(STEPS, key));
    if (step !== undefined) {
      this.#faults.sayAtKey([...path, step], stepInGroup(step));
      return [];
    }
    const group = this.#faults.read(groupSchema, value, { path, elsewhere: notOfGroup });
    const inner = Array.isArray(value.steps) ? this.steps(value.steps, [...path, GROUP]) : [];
    if (group === undefined) return [];
    const { title = '', repeat = 1 } = group;
    if (repeat * inner.length > MOST_STEPS) {
      this.#faults.say(path, tooMany(repeat * inner.length));
      return [];
    }
    return Array.from({ length: repeat }, (_, i) => {
      const time = repeat === 1 ? '' : `${i + 1}/${repeat}`;
      return inner.map((one) => within([title, time].filter(Boolean).join(' '), one));
    }).flat();
  }

  #step(value: unknown, path: Path): readonly Step[] {
    const step = typeof value === 'string' && Object.hasOwn(STEPS, value) ? { [value]: '' } : value;
    const definition = this.#definition(step, path);
    if (!definition || !isMapping(step)) return [];
    const parsed = this.#parts(step, definition, path);
    if (parsed?.remember) this.#names.remember(parsed.remember);
    return parsed === undefined ? [] : [parsed];
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

  #parts(step: Mapping, definition: StepDefinition, path: Path): Step | undefined {
    const before = this.#faults.count;
    const { [definition.key]: given, expect, ...beside } = step;
    const { keys, ...types } = this.#names.typesOf(definition);
    const written = expanded(given, definition);
    const args = this.#faults.read(types.args, written, {
      path: [...path, definition.key],
      alone: typeof given === 'string' && given !== '' ? definition.short : undefined,
      elsewhere: (key) => belongs(key, 'in', keys),
    });
    if (args !== undefined) this.#untaken(written, definition, [...path, definition.key]);
    const [expectation, ...or] = this.#outcomes(expect ?? {}, definition, [...path, 'expect']);
    const others = this.#faults.read(types.common, beside, {
      path,
      alsoAllowed: [definition.key, 'expect'],
      elsewhere: (key) => belongs(key, 'beside', keys),
    });
    if (this.#faults.count > before || !others) return undefined;
    const { title, repeat = 1, remember, reader = this.#names.firstReader } = others;
    return {
      definition,
      args,
      expect: expectation as Mapping,
      ...(or.length > 0 && { or: or as readonly Mapping[] }),
      repeat,
      reader,
      ...(remember === undefined ? {} : { remember }),
      text: title ?? stepText(definition, given),
      ...this.#file,
      ...this.#source.position(path),
    };
  }

  /** Arguments that the step would not look at. */
  #untaken(args: unknown, { taken }: StepDefinition, path: Path): void {
    if (taken === undefined || !isMapping(args)) return;
    const value = String(args[taken.by]);
    for (const key of Object.keys(args)) {
      const takers = own(taken.arguments, key);
      if (takers !== undefined && !takers.includes(value))
        this.#faults.sayAtKey([...path, key], takenBy(key, takers, taken.by, value));
    }
  }

  /** What is expected; of a list, one of which must come of it, each. */
  #outcomes(expect: unknown, definition: StepDefinition, path: Path): readonly unknown[] {
    const { expect: type, keys } = this.#names.typesOf(definition);
    const elsewhere = (key: string) => belongs(key, 'expect', keys);
    if (!Array.isArray(expect)) return [this.#faults.read(type, expect, { path, elsewhere })];
    if (expect.length === 0) this.#faults.at(path, SOME_OUTCOMES);
    return expect.map((one, i) => this.#faults.read(type, one, { path: [...path, i], elsewhere }));
  }
}

function tooMany(count: number): Text {
  return {
    en: `found ${count} steps, each time that a group is done counted, expected ${MOST_STEPS} at most`,
    fr: `trouvé ${count} étapes, en comptant chaque passage d'un groupe, attendu : ${MOST_STEPS} au plus`,
  };
}

function stepInGroup(key: string): Text {
  return {
    en: `found '${key}' beside 'steps', expected it in that list: a group has steps, title and repeat`,
    fr: `trouvé '${key}' à côté de 'steps', attendu : dans cette liste ; un groupe a steps, title et repeat`,
  };
}

/** What each of its steps may have, a group has not. */
function notOfGroup(key: string): Text | undefined {
  if (key !== 'expect' && key !== 'reader' && key !== 'remember') return undefined;
  return {
    en: `found '${key}' beside 'steps', expected it beside a step: a group has steps, title and repeat`,
    fr: `trouvé '${key}' à côté de 'steps', attendu : à côté d'une étape ; un groupe a steps, title et repeat`,
  };
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
