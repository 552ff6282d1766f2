import { CodedError } from '#common/coded-error.ts';

/** A profile file that cannot be read; the message names the file and the JSON path. */
export class ProfileError extends CodedError {
  override readonly name = 'ProfileError';
  readonly code = 'ERR_PROFILE';
}
