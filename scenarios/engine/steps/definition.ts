/**
 * What a kind of step is: its key in the file, the shape of its arguments and expectations, and what it does.
 */
import type { z } from 'zod';
import type { StepContext } from './context.ts';

/** Types for the names a scenario declares; enums of the names known at that place when a file is loaded. */
export interface Names {
  readonly card: z.ZodType<string, string>;
  /** Cards that outlive the program that plays them: those kept in a file. */
  readonly cardInFile: z.ZodType<string, string>;
  readonly reader: z.ZodType<string, string>;
  /** Names given by `remember` in an earlier step. */
  readonly remembered: z.ZodType<string, string>;
}

/** What came: compared, name by name, with what `expect` holds. */
export type Observation = Readonly<Record<string, unknown>>;

export type Expectation = Readonly<Record<string, unknown>>;

interface Taken {
  /** The argument whose value takes others: `do`. */
  readonly by: string;
  readonly arguments: Readonly<Record<string, readonly string[]>>;
}

export interface StepDefinition<A = unknown, E = unknown> {
  /** The step's key in the file: `insert`, `CardSignData`. */
  readonly key: string;
  /** One sentence for editors. */
  readonly summary: string;
  /** Name of the argument that may be written alone: `insert: medecin` for `insert: { card: medecin }`. */
  readonly short?: string;
  /** Arguments that some values of another one take alone, as those of a `do`: beside the others they are refused. */
  readonly taken?: Taken;
  /** The step may name the reader it concerns by `reader:`. */
  readonly onReader: boolean;
  /** The step waits for an unmodified program beside the scenario. */
  readonly needsGuest?: boolean;
  /** The observation may hold `data` that `remember:` keeps under a name. */
  readonly remembers?: boolean;
  /** A code goes to the card: a real one could be blocked by it. */
  presentsCode?(args: A): boolean;
  args(names: Names): z.ZodType<A>;
  expect(names: Names): z.ZodType<E>;
  /** What must hold even if the file does not say it. */
  readonly defaults: Expectation;
  /** Does it once. Refusals that may be expected are observations; what can never be expected throws. */
  run(context: StepContext, args: A, expected: E): Promise<Observation>;
}

/** Keeps the types of one definition together, then forgets them: the registry holds all kinds. */
export function defineStep<A, E>(definition: StepDefinition<A, E>): StepDefinition {
  return definition as StepDefinition;
}
