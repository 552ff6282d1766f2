/**
 * A trace in a file, as a recording.
 *
 * An event costs its teller a place in a list: lines are made of many together, once the event loop has turned, and written
 * in blocks. What cannot be written is counted, and told when the stream ends.
 */

import { SYSTEM_CLOCK } from '#common/clock.ts';
import { CodedError } from '#common/coded-error.ts';
import { LineFile } from '#files/line-file.ts';
import type { StampedEvent } from '#trace/event.ts';
import { eventLine, headerLine, type RecordingHeader } from '#trace/recording.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

/** A trace that is not whole; the message names the file, why, and how many events are lost. */
export class TraceFileError extends CodedError {
  override readonly name = 'TraceFileError';
  readonly code = 'ERR_TRACE_FILE';
}

/** Bytes that may wait for a slow disk: some fifty thousand events. */
const BACKLOG = 16 * 1024 * 1024;
/** Events whose lines are made together: each turn of the event loop that is asked for costs a call of the system. */
const BATCH = 256;
/** What a kill leaves out at most, but for what is being written. */
const MADE_WITHIN_MS = 100;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class TraceFile implements TraceSubscriber {
  readonly name: string;
  readonly #path: string;
  readonly #file: LineFile;
  readonly #backlog: number;
  #events: StampedEvent[] = [];
  #told = 0;
  #timer: (() => void) | undefined;

  /**
   * Opened at once, so that a path that cannot be written is told before anything happens.
   * @param backlog bytes that may wait for the file
   * @throws an error of the file system
   */
  constructor(path: string, header: RecordingHeader, { backlog = BACKLOG }: { readonly backlog?: number } = {}) {
    this.name = `--trace ${path}`;
    this.#path = path;
    this.#file = new LineFile(path);
    this.#backlog = backlog;
    this.#file.push(headerLine(header));
    process.on('exit', this.#atExit);
    for (const signal of SIGNALS) process.prependListener(signal, this.#endedBy);
  }

  event(event: StampedEvent): void {
    this.#told++;
    if (this.#file.failure !== undefined) return;
    this.#events.push(event);
    if (this.#events.length === BATCH) setImmediate(() => this.#turned());
    else this.#timer ??= SYSTEM_CLOCK.after(MADE_WITHIN_MS, () => this.#turned());
  }

  #turned(): void {
    this.#makeLines();
    this.#file.giveUpBeyond(this.#backlog);
  }

  /** @throws TraceFileError when not everything could be written */
  async end(): Promise<void> {
    this.#makeLines();
    await this.#file.end();
    process.off('exit', this.#atExit);
    for (const signal of SIGNALS) process.off(signal, this.#endedBy);
    const error = this.#error();
    if (error !== undefined) throw error;
  }

  /** The first line of the file is the header. */
  #error(): TraceFileError | undefined {
    const { failure: cause, wholeLines } = this.#file;
    if (cause === undefined) return undefined;
    const lost = this.#told - Math.max(0, wholeLines - 1);
    const events = lost === 1 ? '1 event is' : `${lost} events are`;
    return new TraceFileError(`${this.#path}: ${cause.message}; ${events} not in it`, { cause });
  }

  #makeLines(): void {
    this.#timer?.();
    this.#timer = undefined;
    const events = this.#events;
    this.#events = [];
    this.#file.push(events.map(eventLine).join(''));
  }

  readonly #writeNow = (): void => {
    this.#makeLines();
    this.#file.writeNow();
  };

  /** The process ends before the stream has. */
  readonly #atExit = (): void => {
    this.#writeNow();
    const error = this.#error();
    if (error !== undefined) process.stderr.write(`${error.message}\n`);
  };

  /** Ends the process as the signal would have, unless somebody else deals with it. */
  readonly #endedBy = (signal: NodeJS.Signals): void => {
    this.#writeNow();
    process.off(signal, this.#endedBy);
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
}
