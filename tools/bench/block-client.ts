/** A C program of this folder at work: it is told a count, does that much, and tells the microseconds that took. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export type Environment = Readonly<Record<string, string>>;

export class BlockClient {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(program: string, args: readonly string[], environment: Environment = {}) {
    const env = { ...process.env, ...environment };
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Microseconds of one of `count`. */
  async take(count: number): Promise<number> {
    this.#child.stdin.write(`${count}\n`);
    return (await this.next()) / count;
  }

  /** The next number it prints. */
  async next(): Promise<number> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`${this.#child.spawnfile} ended: its message is above`);
    return Number.parseFloat(value);
  }

  kill(): void {
    this.#child.kill();
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }
}

/** `work` with a client that ends when it does. */
export async function withClient<T>(client: BlockClient, work: (client: BlockClient) => Promise<T>): Promise<T> {
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
