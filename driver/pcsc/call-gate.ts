/**
 * Keeps one thread of libuv's pool free.
 *
 * A call that another program blocks (its transaction, its exclusive connection) holds its thread; were all of them
 * held, the call that ends the block could never run. Waits hold theirs too, but in slices: calls go first.
 */
const DEFAULT_POOL_SIZE = 4;

/** Threads of libuv's pool: the environment variable UV_THREADPOOL_SIZE as it was when node started, 4 without it. */
export function poolSize(environment: NodeJS.ProcessEnv = process.env): number {
  const size = Number.parseInt(environment.UV_THREADPOOL_SIZE ?? '', 10);
  return size > 0 ? Math.min(size, 1024) : DEFAULT_POOL_SIZE;
}

export type CallKind = 'call' | 'wait';

export class CallGate {
  readonly #capacity: number;
  readonly #waitCapacity: number;
  readonly #queues: Record<CallKind, (() => void)[]> = { call: [], wait: [] };
  #busy = 0;
  #waits = 0;

  constructor(threads: number = poolSize()) {
    this.#capacity = Math.max(1, threads - 1);
    this.#waitCapacity = Math.max(1, threads - 2);
  }

  /** Runs `work` as soon as a thread may be taken. */
  async run<T>(kind: CallKind, work: () => Promise<T>): Promise<T> {
    if (!this.#free(kind)) await new Promise<void>((resolve) => this.#queues[kind].push(resolve));
    else this.#take(kind);
    try {
      return await work();
    } finally {
      this.#leave(kind);
    }
  }

  #free(kind: CallKind): boolean {
    if (this.#busy >= this.#capacity) return false;
    return kind === 'call' || this.#waits < this.#waitCapacity;
  }

  #take(kind: CallKind): void {
    this.#busy++;
    if (kind === 'wait') this.#waits++;
  }

  /** The thread goes to the first in line before anybody new can take it. */
  #leave(kind: CallKind): void {
    this.#busy--;
    if (kind === 'wait') this.#waits--;
    for (const next of ['call', 'wait'] as const) {
      while (this.#free(next)) {
        const start = this.#queues[next].shift();
        if (start === undefined) break;
        this.#take(next);
        start();
      }
    }
  }
}
