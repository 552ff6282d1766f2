import { CodedError } from '#common/coded-error.ts';

/** A person who is not there or whose file cannot be read; the message names the file and the JSON path. */
export class PersonError extends CodedError {
  override readonly name = 'PersonError';
  readonly code = 'ERR_PERSON';
}
