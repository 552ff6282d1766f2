import { CodedError } from '#common/coded-error.ts';

/** The directory could not be asked for a recipient; the message says where it was looked for, and why not. */
export class RecipientError extends CodedError {
  override readonly name = 'RecipientError';
  readonly code = 'ERR_RECIPIENT';
}
