import { ReasonedError } from '#common/coded-error.ts';

/**
 * Why CleoCPS goes no further. The computer: no Cryptolib CPS, or an older CleoCPS. Folders: a name that is none, is taken, or
 * that nothing has. A request: a field of its form is wrong, a step is not its turn, or it was issued already and can be neither
 * changed nor played again. The card: none there, none of the CPS family, its code not given, wrong or blocked. The mail program
 * refused or cannot be reached; the directory cannot be reached, or knows no such server; the answer is negative, or holds
 * nothing for this request.
 */
export type CleoReason =
  | 'cryptolib'
  | 'olderVersion'
  | 'name'
  | 'exists'
  | 'absent'
  | 'field'
  | 'step'
  | 'issued'
  | 'cardAbsent'
  | 'otherCard'
  | 'cancelled'
  | 'wrongCode'
  | 'blocked'
  | 'mailProgram'
  | 'directory'
  | 'server'
  | 'refused'
  | 'noCertificate';

/** A step of CleoCPS that was not done; what was there before is there still. */
export class CleoError extends ReasonedError<CleoReason> {
  override readonly name = 'CleoError';
  readonly code = 'ERR_CLEO';
}
