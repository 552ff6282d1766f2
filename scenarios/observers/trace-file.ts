/**
 * A trace in a file, as a recording.
 *
 * An event costs its teller a line in a block of memory; blocks are written beside what else the process does. What cannot
 * be written is counted, and told when the stream ends.
 */
import { CodedError } from '#common/coded-error.ts';
import { LineFile } from '#files/line-file.ts';
import { type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import type { StampedEvent } from '#trace/event.ts';
import { headerLine, type RecordingHeader, writeEvent } from '#trace/recording.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

/** A trace that is not whole; the message names the file, why, and how many events are lost. */
export class TraceFileError extends CodedError {
  override readonly name = 'TraceFileError';
  readonly code = 'ERR_TRACE_FILE';
}

/** By its header; recordings of older versions have none. */
const TRACE: OutputKind = {
  name: { en: 'a trace of cps-sim', fr: 'une trace de cps-sim' },
  beginning: /^\{"(format":"cps-sim-trace\/|atMs":)/,
};
/** Bytes that may wait for a slow disk: some fifty thousand events. */
const BACKLOG = 16 * 1024 * 1024;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export class TraceFile implements TraceSubscriber {
  readonly name: string;
  readonly #path: string;
  readonly #file: LineFile;
  #told = 0;

  /**
   * Opened at once, so that a path that cannot be written is told before anything happens.
   * @param backlog bytes that may wait for the file
   * @throws ForeignFileError when something else than a trace is there; an error of the file system
   */
  constructor(path: string, header: RecordingHeader, { backlog = BACKLOG }: { readonly backlog?: number } = {}) {
    this.name = `--trace ${path}`;
    this.#path = path;
    refuseForeignFile(path, TRACE);
    this.#file = new LineFile(path, backlog);
    this.#file.push((to) => to.text(headerLine(header)));
    process.on('exit', this.#atExit);
    for (const signal of SIGNALS) process.prependListener(signal, this.#endedBy);
  }

  event(event: StampedEvent): void {
    this.#told++;
    this.#file.push((to) => writeEvent(to, event));
  }

  /** @throws TraceFileError when not everything could be written */
  async end(): Promise<void> {
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

  /** The process ends before the stream has. */
  readonly #atExit = (): void => {
    this.#file.writeNow();
    const error = this.#error();
    if (error !== undefined) process.stderr.write(`${error.message}\n`);
  };

  /** Ends the process as the signal would have, unless somebody else deals with it. */
  readonly #endedBy = (signal: NodeJS.Signals): void => {
    this.#file.writeNow();
    process.off(signal, this.#endedBy);
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
}
