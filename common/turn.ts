/**
 * One at a time: work runs in the order in which it came, and a failure is its caller's alone.
 */
export class Turn {
  #taken = false;
  /** Those who wait; each is called when its turn has come, and the turn is its own then. */
  readonly #line: (() => void)[] = [];

  /**
   * Runs `work` when all that came before has ended: synchronously when nobody is before it, and a result that is no
   * promise then comes back as it is.
   * @param signal takes `work` out of the line, the call rejects with its reason then; work that has begun is its own
   *   affair
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  run<T>(work: () => T | Promise<T>, signal?: AbortSignal): T | Promise<T>;
  run<T>(work: () => T | Promise<T>, signal?: AbortSignal): T | Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return this.#taken ? this.#comes(signal).then(() => this.#begin(work, signal)) : this.#begin(work);
  }

  #begin<T>(work: () => T | Promise<T>, signal?: AbortSignal): T | Promise<T> {
    this.#taken = true;
    let result: T | Promise<T>;
    try {
      signal?.throwIfAborted();
      result = work();
    } catch (error) {
      this.#next();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => this.#next());
    this.#next();
    return result;
  }

  /** Resolves with the turn: nobody can take it in between. */
  #comes(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#line.splice(this.#line.indexOf(begin), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#line.push(begin);
    });
  }

  #next(): void {
    const begin = this.#line.shift();
    if (begin === undefined) this.#taken = false;
    else begin();
  }
}
