/** What a program prints, kept for the reports: bounded, and without what may be a code. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';

/** Characters that are kept of its beginning, and as many of its end. */
const KEPT = 32_000;
/** How long what it leaves in the background may keep its output open once it has ended. */
const LEFT_OPEN_MS = 500;

/** What stands where something was left out. */
const LEFT_OUT = '[...]';

export class ProgramOutput {
  #head = '';
  #tail = '';
  #cut = false;
  /** Lines that are not the program's, and hold no code: a process that is told by its number is told by it. */
  readonly #ours = new Set<string>();

  /** Its possible codes masked; digits at the cut are left out, which may be a part of one. */
  get text(): string {
    const whole = this.#cut
      ? `${this.#head.slice(0, digitsAtEnd(this.#head))}\n${LEFT_OUT}\n${this.#tail.slice(digitsAtStart(this.#tail))}`
      : this.#head + this.#tail;
    const shown = (line: string) => (this.#ours.has(line) ? line : withoutPossibleCodes(line));
    return whole.split('\n').map(shown).join('\n').trimEnd();
  }

  add(text: string): void {
    const left = KEPT - this.#head.length;
    this.#head += text.slice(0, left);
    this.#tail += text.slice(left);
    if (this.#tail.length <= KEPT) return;
    this.#tail = this.#tail.slice(-KEPT);
    this.#cut = true;
  }

  /** A line of our own beside its words. @param line what a program or a person wrote is masked in it already */
  addOurs(line: string): void {
    this.#ours.add(line);
    this.add(`${line}\n`);
  }

  /** Takes what `child` prints on both of its outputs. @param pass where it goes as well, byte for byte */
  listen(
    { stdout, stderr }: ChildProcess,
    pass: Readonly<Record<'stdout' | 'stderr', NodeJS.WritableStream>> | undefined,
  ): void {
    for (const [name, stream] of [['stdout', stdout] as const, ['stderr', stderr] as const]) {
      if (stream === null) continue;
      const decoder = new TextDecoder();
      stream.on('data', (bytes: Uint8Array) => {
        pass?.[name].write(bytes);
        this.add(decoder.decode(bytes, { stream: true }));
      });
    }
  }

  /** Resolves when all that the program has printed was taken. */
  async whole(child: ChildProcess): Promise<void> {
    const streams = [child.stdout, child.stderr].filter((stream) => stream !== null && !stream.closed);
    if (streams.length === 0) return;
    let stop = (): void => {};
    const enough = new Promise<void>((resolve) => {
      stop = SYSTEM_CLOCK.after(LEFT_OPEN_MS, resolve);
    });
    await Promise.race([Promise.all(streams.map((stream) => stream && once(stream, 'close'))), enough]);
    stop();
    for (const stream of streams) stream?.destroy();
  }
}

/** As `withoutPossibleCodes` has them, and halves of what lies beyond 16 bits. */
const PART_OF_CODE = /[\p{N}\s\p{Cf}\p{Cs}]/u;

/** Where what may be a part of a code begins, at the end of `text`. */
function digitsAtEnd(text: string): number {
  let end = text.length;
  while (end > 0 && PART_OF_CODE.test(text.charAt(end - 1))) end--;
  return end;
}

/** Where what may be a part of a code is over, at the start of `text`. */
function digitsAtStart(text: string): number {
  let start = 0;
  while (start < text.length && PART_OF_CODE.test(text.charAt(start))) start++;
  return start;
}
