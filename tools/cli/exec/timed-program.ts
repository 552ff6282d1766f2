/** A program that is ended when it takes too long. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { terminalText } from '#common/terminal-text.ts';
import { endProgram } from '../../../scenarios/world/ending.ts';
import type { GuestProgram } from '../../../scenarios/world/guest.ts';
import { say } from '../language.ts';

/** What it ends with then, as coreutils' timeout. */
const TIMED_OUT = 124;

/** Resolves to the program's exit code; to 124 when it had to be ended. @param timeoutMs as long as it takes by default */
export async function startInTime(program: GuestProgram, timeoutMs: number | undefined): Promise<number> {
  const ended = program.start();
  if (timeoutMs === undefined) return ended;
  let late = false;
  const stop = SYSTEM_CLOCK.after(timeoutMs, () => {
    late = true;
    const seconds = timeoutMs / 1000;
    tell(
      say({
        en: `'${program.name}' has not ended within ${seconds} s (--timeout): SIGTERM`,
        fr: `'${program.name}' n'a pas fini en ${seconds} s (--timeout) : SIGTERM`,
      }),
    );
    const running = { terminate: () => program.terminate(), kill: () => program.kill(), ended };
    void endProgram(program.name, running, SYSTEM_CLOCK).then((said) => said && tell(say(said)));
  });
  const exitCode = await ended.finally(stop);
  return late ? TIMED_OUT : exitCode;
}

function tell(text: string): void {
  process.stderr.write(`cps-sim: ${terminalText(text)}\n`);
}
