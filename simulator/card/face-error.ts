import { CodedError } from '#common/coded-error.ts';

/** A card put to a reader with a side it does not have. */
export class FaceError extends CodedError {
  override readonly name = 'FaceError';
  readonly code = 'ERR_FACE';
}
