/**
 * A file of lines that is written in blocks, beside what else the process does. It keeps order, holds back a bounded
 * number of bytes, and knows how many whole lines are in the file.
 */
import { fstatSync, write, writeSync } from 'node:fs';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { LineBuffer } from './line-buffer.ts';
import { OutputFile } from './output-file.ts';
import { StalledError } from './stalled-error.ts';

/** Each write costs its making, and wakes a thread and this one: of a thousand lines together that is little. */
const BLOCK = 256 * 1024;
/** A block, and the line that completes it. */
const CAPACITY = BLOCK + 4 * 1024;
/** What a kill leaves out at most. */
const WRITTEN_WITHIN_MS = 100;
/** Time without any progress after which the end is not waited for any more. */
const STUCK_MS = 30_000;
const NEWLINE = 0x0a;

function linesIn(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

export class LineFile {
  /** Lines that are in the file with their end. */
  wholeLines = 0;
  /** Why nothing is written any more. */
  failure: Error | undefined;
  readonly #output: OutputFile;
  /** A file has places to write at; a pipe or a terminal has not. */
  readonly #seekable: boolean;
  readonly #backlog: number;
  #waiting = new LineBuffer(CAPACITY);
  #block: LineBuffer | undefined;
  /** One that was written, for the lines to come. */
  #spare: LineBuffer | undefined;
  /** Where the block begins in the file, and how much of it is written. */
  #start = 0;
  #done = 0;
  #timer: (() => void) | undefined;
  #settled: () => void = () => {};
  /** Whether a look at what waits is due. */
  #turning = false;

  /**
   * @param backlog bytes that may wait behind a write
   * @throws BusyError when another program writes the file, FileKindError, an error of the file system
   */
  constructor(path: string, backlog: number) {
    this.#backlog = backlog;
    this.#output = new OutputFile(path);
    this.#seekable = fstatSync(this.#output.fd).isFile();
  }

  /** `write` adds one line to those that wait, with its end. */
  push(write: (to: LineBuffer) => void): void {
    if (this.failure !== undefined) return;
    write(this.#waiting);
    this.#waiting.lines++;
    const { length } = this.#waiting;
    if (this.#block !== undefined && length > this.#backlog) this.#tooMuchWaits();
    else if (this.#block === undefined && length >= BLOCK) this.#write();
    else this.#writeSoon();
  }

  #writeSoon(): void {
    this.#timer ??= SYSTEM_CLOCK.after(WRITTEN_WITHIN_MS, () => {
      this.#timer = undefined;
      if (this.#block === undefined) this.#write();
      else this.#writeSoon();
    });
  }

  /** Gives up if it still does once the event loop has turned: so no write is taken for slow that has ended. */
  #tooMuchWaits(): void {
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(() =>
      setImmediate(() => {
        this.#turning = false;
        if (this.#block !== undefined && this.#waiting.length > this.#backlog)
          this.#fail(
            new StalledError({
              en: `more than ${this.#backlog} bytes wait to be written, the disk is too slow`,
              fr: `plus de ${this.#backlog} octets attendent d'être écrits, le disque est trop lent`,
            }),
          );
      }),
    );
  }

  /**
   * Blocks until all is written: for a process that is ending. A block under way is written once more at its place; where
   * there are no places, nobody can know what becomes of it.
   */
  writeNow(): void {
    if (this.failure !== undefined) return;
    if (!this.#seekable) this.#done = 0;
    const block = (this.#seekable && this.#block) || new LineBuffer(0);
    block.add(this.#takeWaiting());
    this.#block = block;
    try {
      while (this.#done < block.length)
        this.#done += writeSync(this.#output.fd, block.bytes(), this.#done, null, this.#place());
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#blockEnded(block);
  }

  /** Resolves when all is written that can be, and the file is closed. */
  async end(): Promise<void> {
    for (this.#write(); this.#block !== undefined; this.#write()) {
      if (await this.#stuck()) return;
    }
    this.#output.close();
  }

  /** Whether a write has made no progress for too long: it may still be under way, so the file cannot be closed. */
  #stuck(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = SYSTEM_CLOCK.after(STUCK_MS, () => {
        this.#fail(
          new StalledError({
            en: `nothing could be written for ${STUCK_MS} ms`,
            fr: `rien n'a pu être écrit pendant ${STUCK_MS} ms`,
          }),
        );
        resolve(true);
      });
      this.#settled = () => {
        cancel();
        resolve(false);
      };
    });
  }

  #takeWaiting(): LineBuffer {
    this.#timer?.();
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = this.#spare ?? new LineBuffer(CAPACITY);
    this.#spare = undefined;
    return waiting;
  }

  #write(): void {
    if (this.#block !== undefined || this.#waiting.length === 0) return;
    this.#block = this.#takeWaiting();
    this.#writeRest(this.#block);
  }

  #writeRest(block: LineBuffer): void {
    const bytes = block.bytes();
    const { length } = bytes;
    write(this.#output.fd, bytes, this.#done, length - this.#done, this.#place(), (error, count) => {
      if (this.#block !== block) return; // written at once meanwhile
      this.#done += error === null ? count : 0;
      if (error !== null) this.#fail(error);
      else if (this.#done < length) return this.#writeRest(block);
      this.#blockEnded(block);
      block.clear();
      this.#spare = block;
      if (this.#waiting.length >= BLOCK) this.#write();
    });
  }

  #place(): number | null {
    return this.#seekable ? this.#start + this.#done : null;
  }

  #blockEnded(block: LineBuffer): void {
    const done = this.#done;
    this.wholeLines += done === block.length ? block.lines : linesIn(block.bytes().subarray(0, done));
    this.#start += done;
    this.#done = 0;
    this.#block = undefined;
    this.#settled();
  }

  #fail(error: Error): void {
    this.failure ??= error;
    this.#takeWaiting();
  }
}
