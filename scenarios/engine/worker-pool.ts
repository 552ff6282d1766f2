/**
 * Scenarios played by several workers at once, and told in the order of the list: reports are those of a run that plays one
 * after the other.
 *
 * What a scenario tells waits here until those before it have ended. The wait is bounded: none begins that stands too far
 * behind the first one that has not ended.
 */
import type { Text } from '#common/language.ts';
import type { ScenarioResult } from '#trace/event.ts';
import { isFaulty } from './file/find.ts';
import type { Planned } from './planned.ts';
import { Player, type PlayerOptions, tellNotPlayed } from './player.ts';
import { Relay, type ToldElsewhere } from './relay.ts';

/** Its result, or why there is none. */
export type PlayedElsewhere = { readonly result: ScenarioResult } | { readonly why: Text };

/** Plays one scenario at a time, elsewhere. */
export interface ScenarioWorker {
  /** Resolves when it was told to its end; never rejects. */
  play(planned: Planned, tell: (told: ToldElsewhere) => void): Promise<PlayedElsewhere>;
  /** False of one that has ended: it plays nothing more. */
  readonly alive: boolean;
  /** The run is: what it plays ends cleanly. */
  interrupt(): void;
  /** Ends what it plays, and then itself. */
  close(): Promise<void>;
}

/** Scenarios that may be ahead of the first one that has not ended, for each worker. */
const AHEAD = 4;

interface Job {
  readonly planned: Planned;
  /** What it has told and nobody was told yet. */
  waiting: ToldElsewhere[];
  begun: boolean;
  played?: Promise<PlayedElsewhere>;
}

export interface PoolOptions extends PlayerOptions {
  readonly workers: number;
  readonly startWorker: () => ScenarioWorker;
}

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #jobs: readonly Job[];
  readonly #relay: Relay;
  readonly #idle: ScenarioWorker[] = [];
  readonly #all = new Set<ScenarioWorker>();
  /** The first that has not ended, and the first that has not begun. */
  #head = 0;
  #next = 0;
  #closed = false;
  /** What this one tells waits for nobody. */
  #told: Job | undefined;

  constructor(list: readonly Planned[], options: PoolOptions) {
    this.#options = options;
    this.#relay = new Relay(options.stream);
    this.#jobs = list.map((planned) => ({ planned, waiting: [], begun: false }));
    options.signal?.addEventListener('abort', this.#interrupt);
    this.#begin();
  }

  /** True when a worker has the next scenario of the list, or has had it. */
  get nextHasBegun(): boolean {
    return this.#jobs[this.#head]?.played !== undefined;
  }

  /** The next scenario of the list, told as it is played, or has been. */
  async playNext(): Promise<ScenarioResult> {
    const job = this.#jobs[this.#head] as Job;
    this.#told = job;
    this.#relay.nextScenario();
    this.#tellWaiting(job);
    const result = await this.#resultOf(job);
    this.#told = undefined;
    this.#head++;
    this.#begin();
    return result;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.signal?.removeEventListener('abort', this.#interrupt);
    await Promise.all([...this.#all].map((worker) => worker.close()));
  }

  readonly #interrupt = (): void => {
    for (const worker of this.#all) worker.interrupt();
  };

  async #resultOf(job: Job): Promise<ScenarioResult> {
    const { planned } = job;
    // A faulty file, which no worker is given.
    if (job.played === undefined) return new Player(this.#options).play(planned);
    const played = await job.played;
    if ('result' in played) return played.result;
    const { stream, signal, language = 'en' } = this.#options;
    // What ends the run may reach a worker that does not listen yet.
    const why = signal?.aborted
      ? ({ outcome: 'interrupted' } as const)
      : ({ outcome: 'error', error: played.why[language] } as const);
    return tellNotPlayed(stream, planned.told, why, { begun: job.begun });
  }

  #begin(): void {
    const { workers, signal } = this.#options;
    while (
      !this.#closed &&
      !signal?.aborted &&
      this.#next < Math.min(this.#jobs.length, this.#head + AHEAD * workers)
    ) {
      const job = this.#jobs[this.#next] as Job;
      if (!isFaulty(job.planned.found)) {
        const worker = this.#worker();
        if (worker === undefined) return;
        job.played = this.#play(job, worker);
      }
      this.#next++;
    }
  }

  #worker(): ScenarioWorker | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined || this.#all.size >= this.#options.workers) return idle;
    const worker = this.#options.startWorker();
    this.#all.add(worker);
    return worker;
  }

  async #play(job: Job, worker: ScenarioWorker): Promise<PlayedElsewhere> {
    const played = await worker.play(job.planned, (told) => this.#tell(job, told));
    if (worker.alive) this.#idle.push(worker);
    else this.#all.delete(worker);
    this.#begin();
    return played;
  }

  #tell(job: Job, told: ToldElsewhere): void {
    job.waiting.push(told);
    if (job === this.#told) this.#tellWaiting(job);
  }

  #tellWaiting(job: Job): void {
    const { waiting } = job;
    job.waiting = [];
    job.begun ||= waiting.length > 0;
    for (const told of waiting) this.#relay.tell(told);
  }
}
