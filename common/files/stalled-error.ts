import { CodedError } from '#common/coded-error.ts';

/** An output that takes nothing, or not as fast as it is written to. */
export class StalledError extends CodedError {
  override readonly name = 'StalledError';
  readonly code = 'ERR_STALLED';
}
