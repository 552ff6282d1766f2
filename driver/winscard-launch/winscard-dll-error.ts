import { ReasonedError } from '#common/coded-error.ts';

/**
 * `notBuilt`: this package came without it; `launch`: our launcher cannot bring it to that program; `place`: it has no
 * business in that folder; `bits`: nothing says, or too much, for which bitness; `foreign`: another's winscard.dll is
 * there; `inUse`: Windows lets nobody touch it while a program has it loaded.
 */
export type WinscardDllReason = 'notBuilt' | 'launch' | 'place' | 'bits' | 'foreign' | 'inUse';

/** Our winscard.dll does not get where it was to go; the message says what to do. */
export class WinscardDllError extends ReasonedError<WinscardDllReason> {
  override readonly name = 'WinscardDllError';
  readonly code = 'ERR_WINSCARD_DLL';
}
