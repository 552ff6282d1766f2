/** Plays scenarios here, each in a world of its own and as often as it may be tried, and tells the stream. */
import type { ScenarioResult } from '#trace/event.ts';
import type { TraceStream } from '#trace/stream.ts';
import { type FaultyFile, isFaulty } from './file/find.ts';
import type { Planned } from './planned.ts';
import { ScenarioRun, type ScenarioRunOptions } from './scenario-run.ts';

export interface PlayerOptions extends ScenarioRunOptions {
  /** How often one that does not pass is played again; never by default. */
  readonly retries?: number;
}

export class Player {
  readonly #options: PlayerOptions;
  #worlds = 0;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  async play({ found, told }: Planned): Promise<ScenarioResult> {
    const { stream, signal, retries = 0, language = 'en' } = this.#options;
    if (isFaulty(found)) return tellNotPlayed(stream, told, atFirstFault(found, language));
    if (found.skip !== undefined) return tellNotPlayed(stream, told, { outcome: 'skipped', reason: found.skip });
    const earlier: ScenarioResult[] = [];
    for (;;) {
      const run = new ScenarioRun(found, told, this.#worlds++, this.#options);
      const result = await run.play();
      const last = result.outcome === 'passed' || earlier.length === retries || signal?.aborted;
      if (last) {
        const whole = earlier.length === 0 ? result : { ...result, earlier };
        stream.emit({ kind: 'scenario-finished', origin: 'scenario', result: whole }, run.context());
        return whole;
      }
      earlier.push(result);
      const tries = { attempt: earlier.length, of: retries + 1 };
      stream.emit({ kind: 'scenario-retried', origin: 'scenario', result, ...tries }, run.context());
    }
  }
}

/** Why a scenario was not played. */
type Why = Pick<ScenarioResult, 'outcome' | 'at' | 'error' | 'reason'>;

function atFirstFault({ file, error }: FaultyFile, language: NonNullable<PlayerOptions['language']>): Why {
  const [first] = error.faults;
  const { line, column } = first ?? { line: 1, column: 1 };
  const setup = first === undefined || first.file === file ? {} : { file: first.file };
  return { outcome: 'error', at: { ...setup, line, column }, error: error.messageIn(language) };
}

/** @param begun what is told begins with it, unless that has been told */
export function tellNotPlayed(
  stream: TraceStream,
  scenario: Planned['told'],
  why: Why,
  { begun = false }: { readonly begun?: boolean } = {},
): ScenarioResult {
  const { title, file } = scenario;
  const context = { place: { title, file } };
  if (!begun) stream.emit({ kind: 'scenario-started', origin: 'scenario', scenario }, context);
  const result: ScenarioResult = { scenario, durationMs: 0, stepsDone: 0, ...why };
  stream.emit({ kind: 'scenario-finished', origin: 'scenario', result }, context);
  return result;
}
