/**
 * A file of lines that is written in blocks, beside what else the process does. It keeps order, holds back a bounded
 * number of bytes, and knows how many whole lines are in the file.
 */
import { closeSync, fstatSync, openSync, write, writeSync } from 'node:fs';
import { SYSTEM_CLOCK } from '#common/clock.ts';

const BLOCK = 64 * 1024;
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
  readonly #fd: number;
  /** A file has places to write at; a pipe or a terminal has not. */
  readonly #seekable: boolean;
  #waiting = '';
  #block: Buffer | undefined;
  /** Where the block begins in the file, and how much of it is written. */
  #start = 0;
  #done = 0;
  #timer: (() => void) | undefined;
  #settled: () => void = () => {};

  /** @throws an error of the file system */
  constructor(path: string) {
    this.#fd = openSync(path, 'w');
    this.#seekable = fstatSync(this.#fd).isFile();
  }

  /** `lines`: each with its end. */
  push(lines: string): void {
    if (this.failure !== undefined || lines === '') return;
    this.#waiting += lines;
    if (this.#waiting.length >= BLOCK) this.#write();
    else this.#timer ??= SYSTEM_CLOCK.after(WRITTEN_WITHIN_MS, () => this.#write());
  }

  /** Gives up when more than that waits behind a write; asked once the event loop has turned, so that no write is taken for slow that has ended. */
  giveUpBeyond(backlog: number): void {
    if (this.#block !== undefined && this.#waiting.length > backlog)
      this.#fail(new Error(`more than ${backlog} bytes wait to be written, the disk is too slow`));
  }

  /**
   * Blocks until all is written: for a process that is ending. A block under way is written once more at its place; where
   * there are no places, nobody can know what becomes of it.
   */
  writeNow(): void {
    if (this.failure !== undefined) return;
    if (!this.#seekable) this.#blockEnded(0);
    this.#block = Buffer.concat([this.#block ?? Buffer.alloc(0), this.#takeWaiting()]);
    try {
      while (this.#done < this.#block.length)
        this.#done += writeSync(this.#fd, this.#block, this.#done, null, this.#place());
    } catch (error) {
      this.#fail(error as Error);
    }
    this.#blockEnded(this.#done);
  }

  /** Resolves when all is written that can be, and the file is closed. */
  async end(): Promise<void> {
    for (this.#write(); this.#block !== undefined; this.#write()) {
      if (await this.#stuck()) return;
    }
    closeSync(this.#fd);
  }

  /** Whether a write has made no progress for too long: it may still be under way, so the file cannot be closed. */
  #stuck(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = SYSTEM_CLOCK.after(STUCK_MS, () => {
        this.#fail(new Error(`nothing could be written for ${STUCK_MS} ms`));
        resolve(true);
      });
      this.#settled = () => {
        cancel();
        resolve(false);
      };
    });
  }

  #takeWaiting(): Buffer {
    this.#timer?.();
    this.#timer = undefined;
    const waiting = Buffer.from(this.#waiting);
    this.#waiting = '';
    return waiting;
  }

  #write(): void {
    if (this.#block !== undefined) return;
    const block = this.#takeWaiting();
    if (block.length === 0) return;
    this.#block = block;
    this.#writeRest(block);
  }

  #writeRest(block: Buffer): void {
    const { length } = block;
    write(this.#fd, block, this.#done, length - this.#done, this.#place(), (error, count) => {
      if (this.#block !== block) return; // written at once meanwhile
      this.#done += error === null ? count : 0;
      if (error !== null) this.#fail(error);
      else if (this.#done < length) return this.#writeRest(block);
      this.#blockEnded(this.#done);
      if (this.#waiting.length >= BLOCK) this.#write();
    });
  }

  #place(): number | null {
    return this.#seekable ? this.#start + this.#done : null;
  }

  #blockEnded(done: number): void {
    this.wholeLines += linesIn((this.#block ?? Buffer.alloc(0)).subarray(0, done));
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
