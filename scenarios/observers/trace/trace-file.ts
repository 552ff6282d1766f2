/**
 * A trace in a file: a recording, or a capture.
 *
 * An event costs its teller a piece of a block of memory; blocks are written beside what else the process does. What cannot
 * be written is told when the stream ends.
 */

import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { fileErrorText } from '#files/file-error.ts';
import { LineFile } from '#files/line-file.ts';
import { type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import type { StampedEvent } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

/** A trace that is not whole; the message names the file, why, and how many events are lost where that is known. */
export class TraceFileError extends CodedError {
  override readonly name = 'TraceFileError';
  readonly code = 'ERR_TRACE_FILE';
}

/** What is written of the events. */
export interface TraceFormat {
  readonly kind: OutputKind;
  /** Lines at the beginning; undefined where a line is not an event, so that nobody can count what is lost. */
  readonly headLines?: number;
  begin(file: LineFile): void;
  event(file: LineFile, event: StampedEvent): void;
}
/** Bytes that may wait for a slow disk: some fifty thousand events. */
const BACKLOG = 16 * 1024 * 1024;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const;

export class TraceFile implements TraceSubscriber {
  readonly name: string;
  readonly #path: string;
  readonly #format: TraceFormat;
  readonly #file: LineFile;
  #told = 0;

  /**
   * Opened at once, so that a path that cannot be written is told before anything happens.
   * @param name as it was typed: `--trace t.jsonl`
   * @param backlog bytes that may wait for the file
   * @throws ForeignFileError when something else than a trace is there; BusyError when another program writes it; an error of the file system
   */
  constructor(name: string, path: string, format: TraceFormat, { backlog = BACKLOG }: { backlog?: number } = {}) {
    this.name = name;
    this.#path = path;
    this.#format = format;
    refuseForeignFile(path, format.kind);
    this.#file = new LineFile(path, backlog);
    format.begin(this.#file);
    process.on('exit', this.#atExit);
    for (const signal of SIGNALS) process.prependListener(signal, this.#endedBy);
  }

  event(event: StampedEvent): void {
    this.#told++;
    this.#format.event(this.#file, event);
  }

  /** @throws TraceFileError when not everything could be written */
  async end(): Promise<void> {
    await this.#file.end();
    process.off('exit', this.#atExit);
    for (const signal of SIGNALS) process.off(signal, this.#endedBy);
    const error = this.#error();
    if (error !== undefined) throw error;
  }

  #error(): TraceFileError | undefined {
    const { failure: cause } = this.#file;
    if (cause === undefined) return undefined;
    const lost = this.#lost();
    return new TraceFileError(
      {
        en: `${this.#path}: ${fileErrorText(cause).en}; ${lost.en}`,
        fr: `${this.#path} : ${fileErrorText(cause).fr} ; ${lost.fr}`,
      },
      { cause },
    );
  }

  #lost(): Text {
    const { headLines } = this.#format;
    if (headLines === undefined)
      return { en: 'what came after that is not in it', fr: "ce qui est venu ensuite n'y est pas" };
    const lost = this.#told - Math.max(0, this.#file.wholeLines - headLines);
    return {
      en: `${lost === 1 ? '1 event is' : `${lost} events are`} not in it`,
      fr: `il y manque ${lost} événement${lost === 1 ? '' : 's'}`,
    };
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
