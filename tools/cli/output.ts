/**
 * Standard output or standard error, for those who tell what happens: whoever reads it may be slow, or gone, and neither
 * card nor program notices.
 */

import { SYSTEM_CLOCK } from '#common/clock.ts';
import { StalledError } from '#files/stalled-error.ts';
import type { Terminal } from '../../scenarios/observers/reporters/pretty.ts';

/** Text that may wait for a slow reader. */
const BACKLOG = 16 * 1024 * 1024;
/** Time without any progress after which a reader is not waited for any more. */
const STUCK_MS = 10_000;

export interface OutputLimits {
  readonly backlog?: number;
  readonly stuckMs?: number;
}

export class Output implements Terminal {
  readonly #stream: NodeJS.WriteStream;
  readonly #backlog: number;
  readonly #stuckMs: number;
  #failure: Error | undefined;

  constructor(stream: NodeJS.WriteStream, { backlog = BACKLOG, stuckMs = STUCK_MS }: OutputLimits = {}) {
    this.#stream = stream;
    this.#backlog = backlog;
    this.#stuckMs = stuckMs;
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  get isTTY(): boolean {
    return this.#stream.isTTY;
  }

  get columns(): number {
    return this.#stream.columns;
  }

  /** @throws the error that the output has met, or one when too much waits for its reader */
  write(text: string): void {
    if (this.#stream.writableLength > this.#backlog)
      this.#failure ??= new StalledError({
        en: `more than ${this.#backlog} bytes wait for whoever reads it`,
        fr: `plus de ${this.#backlog} octets attendent qui les lit`,
      });
    if (this.#failure !== undefined) throw this.#failure;
    this.#stream.write(text);
  }

  /** Resolves when all has been taken. @throws as `write`, or when the reader takes nothing any more */
  async drained(): Promise<void> {
    for (let left = this.#stream.writableLength; left > 0; left = this.#stream.writableLength) {
      await this.#someTaken();
      if (this.#failure === undefined && this.#stream.writableLength >= left)
        this.#failure = new StalledError({
          en: `whoever reads it has taken nothing for ${this.#stuckMs} ms`,
          fr: `qui la lit n'a rien pris pendant ${this.#stuckMs} ms`,
        });
      if (this.#failure !== undefined) throw this.#failure;
    }
    // What was written last may have failed without having waited.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves at the next piece taken, at an error, or when there was none of it for too long. */
  #someTaken(): Promise<void> {
    return new Promise((resolve) => {
      const events = ['drain', 'error', 'close'] as const;
      const done = () => {
        stopTimer();
        for (const event of events) this.#stream.off(event, done);
        resolve();
      };
      const stopTimer = SYSTEM_CLOCK.after(this.#stuckMs, done);
      for (const event of events) this.#stream.on(event, done);
    });
  }
}

let error: Output | undefined;

/** Standard error, one for all who tell something there. */
export function standardError(): Output {
  error ??= new Output(process.stderr);
  return error;
}
