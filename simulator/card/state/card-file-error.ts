import { CodedError } from '#common/coded-error.ts';

/** A card file that cannot be read or written; the message names the file and, inside it, the JSON path. */
export class CardFileError extends CodedError {
  override readonly name = 'CardFileError';
  readonly code = 'ERR_CARD_FILE';
}
