import { CodedError } from '#common/coded-error.ts';

/** A hand that cannot do what it is asked, or an event that was not seen. */
export class WorldError extends CodedError {
  override readonly name = 'WorldError';
  readonly code = 'ERR_WORLD';
}
