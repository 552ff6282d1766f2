/** A Windows program, `PROGRAM.EXE` on Windows and `wine PROGRAM.EXE` elsewhere: how our winscard.dll gets into it. */
import { basename } from 'node:path';
import { launchedOnWindows, launchedUnderWine } from '../../../driver/winscard-launch/launched.ts';
import { say } from '../language.ts';
import { UsageError } from '../usage-error.ts';
import type { Launch } from './child-program.ts';

/** Debian also has `wine-stable` and `wine64-stable`, Wine's own packages `wine-development`. */
const WINE = /^wine(64)?(-\w+)?$/;
/** Its own variants first; where there is none, what Wine has. With `n` alone the system's could not be loaded at all. */
const OVERRIDE = 'winscard=n,b';

/** How it is started. */
interface WindowsProgram {
  readonly launch: Launch;
  readonly environment: Readonly<Record<string, string>>;
}

function isWine(program: string): boolean {
  return WINE.test(basename(program));
}

/** Undefined for a program of another system. */
export function windowsProgram(program: string, platform = process.platform): WindowsProgram | undefined {
  if (platform === 'win32') return { launch: launchedOnWindows, environment: {} };
  if (!isWine(program)) return undefined;
  const launch: Launch = (command, args) => ({ command, args: launchedUnderWine(args) });
  return { launch, environment: withOverride(process.env) };
}

/** Lets Wine load our DLL; what the user has set for others, or for it, is left. */
function withOverride({ WINEDLLOVERRIDES: own = '' }: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  if (/\bwinscard\b/i.test(own)) return { WINEDLLOVERRIDES: own };
  return { WINEDLLOVERRIDES: own === '' ? OVERRIDE : `${own};${OVERRIDE}` };
}

/** Whether our DLL was taken is known by its handshake. */
export function tellUnseen(program: string): void {
  const notice = say({
    en: `'${program}' has looked for no card through our winscard.dll; docs/windows-programs.md tells why that may be`,
    fr: `'${program}' n'a cherché aucune carte par notre winscard.dll ; docs/windows-programs.fr.md dit à quoi cela peut tenir`,
  });
  process.stderr.write(`cps-sim: ${notice}\n`);
}

/** Services are alone with their programs in a network of its own, where our DLL finds no world. @throws UsageError */
export function refuseServicesUnderWine(program: string, services: readonly string[]): void {
  if (isWine(program) && services.length > 0)
    throw new UsageError({
      en: '--services: not with a Windows program yet, whose card comes over loopback; leave it out',
      fr: '--services : pas encore avec un programme Windows, dont la carte passe par loopback ; laissez-le de côté',
    });
}
