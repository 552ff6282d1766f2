import { CodedError } from '#common/coded-error.ts';

/** A command line that cannot be carried out as typed; the message says what to type. */
export class UsageError extends CodedError {
  override readonly name = 'UsageError';
  readonly code = 'ERR_USAGE';
}
