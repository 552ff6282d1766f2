/** The steps of one scenario, one after the other, until one is not as expected. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { CodedError, textOf } from '#common/coded-error.ts';
import type { Language, Text } from '#common/language.ts';
import type { Mismatch, ScenarioPlace, ScenarioResult, ToldStep, TraceSink } from '#trace/event.ts';
import { codeName } from '#windows/codes.ts';
import { mismatches } from './expect.ts';
import type { Scenario, Step } from './file/schema.ts';
import { reasonOf } from './refusal.ts';
import type { ScenarioContext } from './scenario-context.ts';
import type { Observation } from './steps/definition.ts';

/** How the steps ended. */
export type StepsResult = Omit<ScenarioResult, 'scenario' | 'durationMs' | 'apdus'>;

/** Where the steps tell of themselves. */
export interface StepTrace {
  readonly tell: TraceSink;
  /** What happens from now on happens there. */
  readonly enter: (place: ScenarioPlace) => void;
  /** What they tell is in that language. */
  readonly language: Language;
}

export async function runSteps(
  scenario: Scenario,
  context: ScenarioContext,
  { tell, enter, language }: StepTrace,
  signal?: AbortSignal,
): Promise<StepsResult> {
  for (const [index, step] of scenario.steps.entries()) {
    if (signal?.aborted) return { outcome: 'interrupted', stepsDone: index };
    enter({ title: scenario.title, file: step.file ?? scenario.file, step: index + 1, line: step.line });
    const told = { kind: 'step', origin: 'scenario', scenario: scenario.title, step: step.text } as const;
    tell({ ...told, outcome: 'started' });
    const start = SYSTEM_CLOCK.now();
    const found = await runStep(step, context, language, signal);
    const outcome = signal?.aborted ? 'interrupted' : found.length > 0 ? 'failed' : 'passed';
    const differing = outcome === 'failed' ? { mismatches: found } : {};
    tell({ ...told, outcome, durationMs: SYSTEM_CLOCK.now() - start, ...differing });
    if (outcome !== 'passed') return { outcome, stepsDone: index, step: toldStep(step, index + 1), ...differing };
  }
  return { outcome: 'passed', stepsDone: scenario.steps.length };
}

function toldStep({ text, file, line, column }: Step, number: number): ToldStep {
  return { number, text, ...(file !== undefined && { file }), line, column };
}

async function runStep(
  step: Step,
  context: ScenarioContext,
  language: Language,
  signal?: AbortSignal,
): Promise<readonly Mismatch[]> {
  const observed = await observedOf(step, context, signal);
  const found = mismatchesOf(step, observed, context, language);
  if (step.remember !== undefined && observed.data instanceof Uint8Array)
    context.remember(step.remember, observed.data);
  return found;
}

/** Does the step, as often as it says: what came of it the last time. */
export async function observedOf(step: Step, context: ScenarioContext, signal?: AbortSignal): Promise<Observation> {
  let observed: Observation = {};
  for (let time = 0; time < step.repeat && !signal?.aborted; time++) {
    observed = await inTime(observe(step, context), context.world.stepTimeoutMs, signal);
  }
  return observed;
}

/** What differs from the one outcome that is expected; from all, when several are as good and it is none of them. */
export function mismatchesOf(
  { expect, or = [], definition }: Step,
  observed: Observation,
  context: ScenarioContext,
  language: Language,
): readonly Mismatch[] {
  const remembered = (name: string) => context.remembered(name);
  const outcomes = [expect, ...or].map((expected) =>
    mismatches({ ...('error' in expected ? {} : definition.defaults), ...expected }, observed, remembered, language),
  );
  if (outcomes.length === 1) return outcomes.flat();
  if (outcomes.some(({ length }) => length === 0)) return [];
  return outcomes.flatMap((found, i) => found.map((one) => ({ ...one, name: `${i + 1}. ${one.name}` })));
}

/**
 * An error that carries a return code is an observation like another, and so is what the world refuses: a foreseen error
 * says itself what it is. Any other one is a fault of ours, and a failed step that says so.
 */
async function observe(step: Step, context: ScenarioContext): Promise<Observation> {
  try {
    // A time limit counts wherever it stands: what is waited for does not know which outcome it will be.
    return await step.definition.run(context.of(step), step.args, Object.assign({}, ...(step.or ?? []), step.expect));
  } catch (error) {
    const { scard, message } = error as { scard?: unknown; message?: unknown };
    if (typeof scard === 'number') return { error: codeName(scard), ...reasonOf(error) };
    if (error instanceof CodedError) return { error: textOf(error) };
    return { error: unexpected(String(message ?? error)) };
  }
}

const INTERRUPTED: Text = { en: 'interrupted', fr: 'interrompu' };

function unexpected(message: string): Text {
  return { en: `an unexpected error: ${message}`, fr: `une erreur inattendue : ${message}` };
}

function noEnd(seconds: number): Text {
  return { en: `no end within ${seconds} s`, fr: `pas de fin en ${seconds} s` };
}

/**
 * The observation, or what stands for it when the step does not end or the run is interrupted. By the machine's time: a
 * step that hangs may wait for a clock that nobody moves.
 */
async function inTime(work: Promise<Observation>, limitMs: number, signal?: AbortSignal): Promise<Observation> {
  let stop: () => void = () => {};
  const stopped = new Promise<Observation>((resolve) => {
    const stopTimer = SYSTEM_CLOCK.after(limitMs, () => resolve({ error: noEnd(limitMs / 1000) }));
    const interrupted = () => resolve({ error: INTERRUPTED });
    signal?.addEventListener('abort', interrupted);
    stop = () => {
      stopTimer();
      signal?.removeEventListener('abort', interrupted);
    };
  });
  return Promise.race([work, stopped]).finally(stop);
}
