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
    enter({ title: scenario.title, file: scenario.file, step: index + 1, line: step.line });
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

function toldStep({ text, line, column }: Step, number: number): ToldStep {
  return { number, text, line, column };
}

async function runStep(
  step: Step,
  context: ScenarioContext,
  language: Language,
  signal?: AbortSignal,
): Promise<readonly Mismatch[]> {
  let observed: Observation = {};
  for (let time = 0; time < step.repeat && !signal?.aborted; time++) {
    observed = await inTime(observe(step, context), context.world.stepTimeoutMs, signal);
  }
  const expected = { ...('error' in step.expect ? {} : step.definition.defaults), ...step.expect };
  const found = mismatches(expected, observed, (name) => context.remembered(name), language);
  if (step.remember !== undefined && observed.data instanceof Uint8Array)
    context.remember(step.remember, observed.data);
  return found;
}
/**
 * An error that carries a return code is an observation like another, and so is what the world refuses: a foreseen error
 * says itself what it is. Any other one is a fault of ours, and a failed step that says so.
 */
async function observe(step: Step, context: ScenarioContext): Promise<Observation> {
  try {
    return await step.definition.run(context.of(step), step.args, step.expect);
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
