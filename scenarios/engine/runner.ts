/**
 * Runs scenarios one after the other, each in a world of its own, and tells the reporters.
 */
import type { TraceEvent, TraceSink } from '#trace/event.ts';
import { GuestError } from '../world/guest.ts';
import type { World } from '../world/world.ts';
import type { Reporter, RunSummary, ScenarioResult, StepFailure } from './events.ts';
import { type Mismatch, mismatches } from './expect.ts';
import type { Scenario, Step } from './file/schema.ts';
import { codeName } from './file/vocabulary.ts';
import { reasonOf } from './refusal.ts';
import { ScenarioContext } from './scenario-context.ts';
import type { Observation } from './steps/definition.ts';

export interface RunOptions {
  readonly scenarios: readonly Scenario[];
  /** Name of the target, for the reports. */
  readonly target: string;
  /** Opens the world of one scenario: its target with nothing plugged in. */
  readonly openWorld: (trace: TraceSink) => Promise<World>;
  readonly reporters: readonly Reporter[];
  /** Stop after the first scenario that fails. */
  readonly bail?: boolean;
  readonly trace?: TraceSink;
  /** Ends the run cleanly: cards out, contexts released. */
  readonly signal?: AbortSignal;
}

type ApduEvent = Extract<TraceEvent, { kind: 'apdu' }>;

const APDUS_SHOWN = 5;

/** @throws TargetError when the target cannot be opened at all */
export async function runScenarios(options: RunOptions): Promise<RunSummary> {
  const { scenarios, reporters, target, bail = false, signal } = options;
  const start = performance.now();
  const results: ScenarioResult[] = [];
  for (const reporter of reporters) reporter.runStarted?.({ target, scenarios });
  for (const scenario of scenarios) {
    if (signal?.aborted || (bail && results.some(({ failure }) => failure))) break;
    for (const reporter of reporters) reporter.scenarioStarted?.(scenario);
    const result = await runScenario(scenario, options);
    if (signal?.aborted && result.failure === undefined) break;
    results.push(result);
    for (const reporter of reporters) reporter.scenarioFinished?.(result);
  }
  const durationMs = performance.now() - start;
  const summary = { target, results, notRun: scenarios.length - results.length, durationMs };
  for (const reporter of reporters) reporter.runFinished?.(summary);
  return summary;
}

async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioResult> {
  const start = performance.now();
  const apdus: ApduEvent[] = [];
  const trace: TraceSink = (event) => {
    options.trace?.(event);
    if (event.kind !== 'apdu') return;
    apdus.push(event);
    if (apdus.length > APDUS_SHOWN) apdus.shift();
  };
  const world = await options.openWorld(trace);
  try {
    const context = await ScenarioContext.open(world, scenario);
    const { stepsDone, failure } = await runSteps(scenario, context, { ...options, trace });
    await endGuest(world, failure !== undefined, options.signal);
    const failed = failure && { ...failure, apdus: [...apdus] };
    return { scenario, durationMs: performance.now() - start, stepsDone, ...(failed && { failure: failed }) };
  } finally {
    await world.close();
  }
}

/** A program beside the scenario runs to its end; when the scenario has failed, it is told to end. */
async function endGuest({ guest }: World, failed: boolean, signal?: AbortSignal): Promise<void> {
  if (guest === undefined) return;
  if (failed || signal?.aborted) return guest.stop();
  const terminate = () => guest.terminate();
  signal?.addEventListener('abort', terminate);
  await guest.finished();
  signal?.removeEventListener('abort', terminate);
}

type StepsResult = { readonly stepsDone: number; readonly failure?: Omit<StepFailure, 'apdus'> };

async function runSteps(scenario: Scenario, context: ScenarioContext, options: RunOptions): Promise<StepsResult> {
  for (const [index, step] of scenario.steps.entries()) {
    const number = index + 1;
    if (options.signal?.aborted) return { stepsDone: index };
    const told = { kind: 'step', origin: 'scenario', scenario: scenario.title, step: step.text } as const;
    for (const reporter of options.reporters) reporter.stepStarted?.(scenario, step, number);
    options.trace?.({ ...told, outcome: 'started' });
    const found = await runStep(step, context, options.signal);
    if (options.signal?.aborted) return { stepsDone: index };
    options.trace?.({ ...told, outcome: found.length === 0 ? 'passed' : 'failed' });
    if (found.length > 0) return { stepsDone: index, failure: { step, number, mismatches: found } };
  }
  return { stepsDone: scenario.steps.length };
}

async function runStep(step: Step, context: ScenarioContext, signal?: AbortSignal): Promise<readonly Mismatch[]> {
  let observed: Observation = {};
  for (let time = 0; time < step.repeat && !signal?.aborted; time++) {
    observed = await inTime(observe(step, context), context.world.stepTimeoutMs, signal);
  }
  const expected = { ...('error' in step.expect ? {} : step.definition.defaults), ...step.expect };
  const found = mismatches(expected, observed, (name) => context.remembered(name));
  if (step.remember !== undefined && observed.data instanceof Uint8Array)
    context.remember(step.remember, observed.data);
  return found;
}

/** An error that carries a return code is an observation like another; any other one is a failed step that says so. */
async function observe(step: Step, context: ScenarioContext): Promise<Observation> {
  try {
    return await step.definition.run(context.of(step), step.args, step.expect);
  } catch (error) {
    if (error instanceof GuestError) return { error: error.message };
    const { scard, message } = error as { scard?: unknown; message?: unknown };
    if (typeof scard === 'number') return { error: codeName(scard), ...reasonOf(error) };
    return { error: `an unexpected error: ${String(message ?? error)}` };
  }
}

/** The observation, or what stands for it when the step does not end or the run is interrupted. */
async function inTime(work: Promise<Observation>, limitMs: number, signal?: AbortSignal): Promise<Observation> {
  let stop: () => void = () => {};
  const stopped = new Promise<Observation>((resolve) => {
    const timer = setTimeout(() => resolve({ error: `no end within ${limitMs / 1000} s` }), limitMs);
    const interrupted = () => resolve({ error: 'interrupted' });
    signal?.addEventListener('abort', interrupted);
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupted);
    };
  });
  return Promise.race([work, stopped]).finally(stop);
}
