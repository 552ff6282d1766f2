/** Cases one after the other, until one breaks an invariant; then the fewest inputs that break it too. */
import type { Bytes } from '#iso7816/bytes.ts';
import { Dice } from './dice.ts';
import { minimised } from './minimise.ts';
import { mutated } from './mutation.ts';
import type { Broken, FuzzTarget, Subject } from './target.ts';

export interface CampaignOptions {
  readonly target: FuzzTarget;
  readonly seed: number;
  readonly cases: number;
  readonly signal?: AbortSignal;
}

export interface Finding extends Broken {
  /** From 1. */
  readonly number: number;
  /** The fewest inputs found that break it, from a fresh subject on. */
  readonly inputs: readonly Bytes[];
}

export interface Outcome {
  readonly target: string;
  /** Cases that were played. */
  readonly cases: number;
  readonly finding?: Finding;
}

/** Inputs that are kept to be changed. */
const CORPUS = 256;
/** Between two looks at the world outside: whoever wants it to end is heard. */
const WITHOUT_PAUSE = 1000;

/** What was answered anew before, and chance over all of it. */
class Inputs {
  readonly #target: FuzzTarget;
  readonly #dice: Dice;
  readonly #corpus: Bytes[] = [];

  constructor(target: FuzzTarget, seed: number) {
    this.#target = target;
    this.#dice = new Dice(target.name, seed);
  }

  /** By the grammar, or an old one changed. */
  next(): Bytes {
    const [dice, corpus] = [this.#dice, this.#corpus];
    const [old, other] = [corpus[dice.below(corpus.length)], corpus[dice.below(corpus.length)]];
    if (old === undefined || other === undefined || dice.oneIn(2)) return this.#target.grammar(dice);
    return mutated(dice, old, other);
  }

  keep(input: Bytes): void {
    if (this.#corpus.length < CORPUS) this.#corpus.push(input);
    else this.#corpus[this.#dice.below(CORPUS)] = input;
  }
}

async function broken(subject: Subject, inputs: readonly Bytes[]): Promise<Broken | undefined> {
  for (const input of inputs) {
    const found = await subject.take(input);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function smallest(
  target: FuzzTarget,
  inputs: readonly Bytes[],
  { invariant }: Broken,
): Promise<readonly Bytes[]> {
  return minimised(inputs, async (fewer) => (await broken(target.subject(), fewer))?.invariant === invariant);
}

/** Whoever plays the same target, seed and number of cases meets the same. */
export async function campaign(options: CampaignOptions): Promise<Outcome> {
  const { stackTraceLimit } = Error;
  // The stack of each refusal costs more than the command.
  Error.stackTraceLimit = 0;
  try {
    return await played(options);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function played({ target, seed, cases, signal }: CampaignOptions): Promise<Outcome> {
  const inputs = new Inputs(target, seed);
  let subject = target.subject();
  let taken: Bytes[] = [];
  for (let number = 1; number <= cases; number++) {
    if (number % WITHOUT_PAUSE === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) return { target: target.name, cases: number - 1 };
    }
    if (taken.length === target.inputsOfOne) [subject, taken] = [target.subject(), []];
    const input = inputs.next();
    taken.push(input);
    const answer = subject.take(input);
    const found = answer instanceof Promise ? await answer : answer;
    if (found !== undefined)
      return {
        target: target.name,
        cases: number,
        finding: { ...found, number, inputs: await smallest(target, taken, found) },
      };
    if (subject.isNew) inputs.keep(input);
  }
  return { target: target.name, cases };
}
