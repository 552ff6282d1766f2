import { ReasonedError } from '#common/coded-error.ts';

/** The folder cannot be made, a file of it not read or written; it is no JSON, or not the state of a computer. */
export type ComputerReason = 'notMade' | 'notRead' | 'notWritten' | 'notJson' | 'format';

/** A computer whose folder cannot be used; the message names the file, what is wrong and what to do. */
export class ComputerError extends ReasonedError<ComputerReason> {
  override readonly name = 'ComputerError';
  readonly code = 'ERR_COMPUTER';
}
