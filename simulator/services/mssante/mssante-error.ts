import { ReasonedError } from '#common/coded-error.ts';

/**
 * Why the operator refuses. A card: `noCertificate`, `foreign` (of no authority of cards), `branch` (test or production), `family`
 * (STANDARD, where staff is not taken), `notAdapted` (an operator who does not take the new cards yet), `usage`, `expired`,
 * `notYetValid`, `revoked`. Then `identity`: the address named is not the holder's; `password`. Of mail: `noFolder`,
 * `folderExists`, `folderName`, `tooLarge`, `full`, `noReceiver`.
 */
export type MssanteReason =
  | 'noCertificate'
  | 'foreign'
  | 'branch'
  | 'family'
  | 'notAdapted'
  | 'usage'
  | 'expired'
  | 'notYetValid'
  | 'revoked'
  | 'identity'
  | 'password'
  | 'noFolder'
  | 'folderExists'
  | 'folderName'
  | 'tooLarge'
  | 'full'
  | 'noReceiver';

/** The operator refuses; nothing has changed then. */
export class MssanteError extends ReasonedError<MssanteReason> {
  override readonly name = 'MssanteError';
  readonly code = 'ERR_MSSANTE';
}
