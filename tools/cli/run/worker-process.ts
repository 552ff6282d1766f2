/** A process that plays scenarios for `cps-sim run --workers`, from the side of the run. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { Planned } from '../../../scenarios/engine/planned.ts';
import type { ToldElsewhere } from '../../../scenarios/engine/relay.ts';
import type { PlayedElsewhere, ScenarioWorker } from '../../../scenarios/engine/worker-pool.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

/** The same file in the sources and in the package. */
const WORKER = fileURLToPath(new URL(`worker${extname(import.meta.url)}`, import.meta.url));
/** Time it has to take its world down, when it is told to end. */
const GRACE_MS = 10_000;

interface Playing {
  readonly tell: (told: ToldElsewhere) => void;
  readonly end: (played: PlayedElsewhere) => void;
}

function ended(how: string): Text {
  return {
    en: `the process that played it has ended (${how}): play it alone to see why, or with fewer --workers when memory is short`,
    fr: `le processus qui le jouait s'est arrêté (${how}) : jouez-le seul pour voir pourquoi, ou avec moins de --workers si la mémoire manque`,
  };
}

export class WorkerProcess implements ScenarioWorker {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #playing: Playing | undefined;
  #alive = true;

  constructor(settings: WorkerSettings) {
    this.#child = fork(WORKER, [], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#exited = once(this.#child, 'exit').catch(() => {});
    this.#child.on('message', (message) => this.#hear(message as FromWorker));
    this.#child.on('error', (error) => this.#over(error.message));
    this.#child.on('exit', (code, signal) => this.#over(signal ?? `exit code ${code}`));
    this.#send({ kind: 'settings', settings });
  }

  get alive(): boolean {
    return this.#alive;
  }

  play({ told }: Planned, tell: (told: ToldElsewhere) => void): Promise<PlayedElsewhere> {
    return new Promise((end) => {
      this.#playing = { tell, end };
      this.#send({ kind: 'play', told });
    });
  }

  interrupt(): void {
    this.#send({ kind: 'interrupt' });
  }

  async close(): Promise<void> {
    if (!this.#alive) return;
    this.#send({ kind: 'close' });
    const stop = SYSTEM_CLOCK.after(GRACE_MS, () => this.#child.kill('SIGKILL'));
    await this.#exited;
    stop();
  }

  /** One that has just ended is told of by its exit. */
  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #hear(message: FromWorker): void {
    const playing = this.#playing;
    if (message.kind === 'told') for (const event of message.events) playing?.tell({ event, began: message.began });
    else this.#end(message.played);
  }

  #over(how: string): void {
    this.#alive = false;
    this.#end({ why: ended(how) });
  }

  #end(played: PlayedElsewhere): void {
    const playing = this.#playing;
    this.#playing = undefined;
    playing?.end(played);
  }
}
