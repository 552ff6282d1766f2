/** How long one waits for what may take longer. */
import { SYSTEM_CLOCK } from '#common/clock.ts';

/** Resolves when `work` has ended, or after that time; what became of `work` is told elsewhere. */
export async function atMost(work: Promise<unknown>, ms: number): Promise<void> {
  let cancel = () => {};
  const over = new Promise<void>((resolve) => {
    cancel = SYSTEM_CLOCK.after(ms, resolve);
  });
  try {
    await Promise.race([work.catch(() => undefined), over]);
  } finally {
    cancel();
  }
}
