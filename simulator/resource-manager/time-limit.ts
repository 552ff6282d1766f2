import type { Clock } from '#common/clock.ts';

/** What `work` comes to, or `instead` when that takes longer than `ms`. */
export function within<T, U>(work: Promise<T>, ms: number, clock: Clock, instead: () => U): Promise<T | U> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(
      ms,
      () => {
        try {
          resolve(instead());
        } catch (error) {
          reject(error);
        }
      },
      { ref: false },
    );
    work.then(resolve, reject).finally(stop);
  });
}
