import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** DER that cannot be read. */
export class DerError extends CodedError {
  override readonly name = 'DerError';
  readonly code = 'ERR_DER';
  /** Name of the file or value: `EF.DIR`, `AODF`. */
  readonly file: string;
  /** Offset in it of the data object that was not expected. */
  readonly offset: number;

  constructor(file: string, offset: number, message: Text) {
    super({ en: `${file}, offset ${offset}: ${message.en}`, fr: `${file}, position ${offset} : ${message.fr}` });
    this.file = file;
    this.offset = offset;
  }
}
