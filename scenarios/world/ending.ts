/** A program is asked to end, and ended when it does not. */
import type { Clock } from '#common/clock.ts';

/** Time to end in, after SIGTERM and again after SIGKILL. */
const GRACE_MS = 5000;

/** A program that runs. */
export interface Running {
  /** Asks it to end: SIGTERM. */
  terminate(): void;
  /** Ends it: SIGKILL. */
  kill(): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
}

/** What is to be said of a program that did not end when it was asked to; undefined of one that did. */
export async function endProgram(name: string, running: Running, clock: Clock): Promise<string | undefined> {
  running.terminate();
  if (await endsInTime(running, clock)) return undefined;
  running.kill();
  const killed = (await endsInTime(running, clock)) ? 'it was ended by SIGKILL' : 'SIGKILL did not end it either';
  return `'${name}' did not end within ${GRACE_MS / 1000} s after SIGTERM: ${killed}`;
}

function endsInTime({ ended }: Running, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(GRACE_MS, () => resolve(false));
    void ended.then(() => {
      cancel();
      resolve(true);
    });
  });
}
