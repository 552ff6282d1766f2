/** A program is asked to end, and ended when it does not. */
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';

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

const KILLED: Text = { en: 'it was ended by SIGKILL', fr: 'SIGKILL y a mis fin' };
const LEFT: Text = { en: 'SIGKILL did not end it either', fr: "SIGKILL n'y a pas mis fin non plus" };

/** What is to be said of a program that did not end when it was asked to; undefined of one that did. */
export async function endProgram(name: string, running: Running, clock: Clock): Promise<Text | undefined> {
  running.terminate();
  if (await endsInTime(running, clock)) return undefined;
  running.kill();
  const killed = (await endsInTime(running, clock)) ? KILLED : LEFT;
  const [shown, seconds] = [terminalText(name), GRACE_MS / 1000];
  return {
    en: `'${shown}' did not end within ${seconds} s after SIGTERM: ${killed.en}`,
    fr: `'${shown}' n'a pas fini en ${seconds} s après SIGTERM : ${killed.fr}`,
  };
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
