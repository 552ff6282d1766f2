/** Scenarios played as a test needs them: on a target, told to whom it names. */
import type { ScenarioResult, StampedEvent } from '#trace/event.ts';
import { TraceStream, type TraceSubscriber } from '#trace/stream.ts';
import { findScenarios, isFaulty } from '../../scenarios/engine/file/find.ts';
import type { Scenario } from '../../scenarios/engine/file/schema.ts';
import { type RunOptions, type RunSummary, runScenarios } from '../../scenarios/engine/runner.ts';
import { failureLines } from '../../scenarios/observers/reporters/failure-text.ts';
import { openWorld } from '../../scenarios/world/open-world.ts';
import type { PcscOptions } from '../../scenarios/world/targets/pcsc-target.ts';
import type { ClockName, TargetName } from '../../scenarios/world/targets/target-name.ts';
import { openTarget } from '../../scenarios/world/targets/targets.ts';
import type { WorldOptions } from '../../scenarios/world/world.ts';

export interface PlayOptions
  extends Partial<
    Pick<RunOptions, 'bail' | 'signal' | 'repeatEach' | 'retries' | 'openWorld' | 'stream' | 'language'>
  > {
  readonly target?: TargetName;
  readonly clock?: ClockName;
  readonly pcsc?: PcscOptions;
  readonly world?: Omit<WorldOptions, 'stream' | 'tell' | 'services'>;
  readonly subscribers?: readonly TraceSubscriber[];
}

export async function play(scenarios: RunOptions['scenarios'], options: PlayOptions = {}): Promise<RunSummary> {
  const { target = 'in-process', clock, pcsc, world, subscribers = [], ...others } = options;
  const stream = others.stream ?? new TraceStream();
  for (const subscriber of subscribers) stream.subscribe(subscriber);
  const summary = await runScenarios({
    scenarios,
    target,
    stream,
    openWorld: async ({ context }, { services, date, timing }) => {
      const opened = await openTarget(target, { ...pcsc, clock, date });
      return openWorld(opened, { timing, ...world, services, stream, tell: stream.within(context) });
    },
    ...others,
  });
  await stream.end();
  return summary;
}

/** The scenarios of those files and directories, which must all be right. */
export function scenariosIn(paths: readonly string[]): Scenario[] {
  return findScenarios(paths).map((found) => {
    if (isFaulty(found)) throw found.error;
    return found;
  });
}

/** What went wrong, for the message of an assertion. */
export function failureText(result: ScenarioResult | undefined): string {
  return result === undefined ? 'not played' : failureLines(result, 'en').join('\n');
}

/** A subscriber that keeps what it is told. */
export function keeping(events: StampedEvent[]): TraceSubscriber {
  return { name: 'the test', event: (event) => void events.push(event) };
}
