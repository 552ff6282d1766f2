import { CodedError } from '#common/coded-error.ts';

/** DER that cannot be read. */
export class DerError extends CodedError {
  override readonly name = 'DerError';
  readonly code = 'ERR_DER';
  /** Name of the file or value: `EF.DIR`, `AODF`. */
  readonly file: string;
  /** Offset in it of the data object that was not expected. */
  readonly offset: number;

  constructor(file: string, offset: number, message: string) {
    super(`${file}, offset ${offset}: ${message}`);
    this.file = file;
    this.offset = offset;
  }
}
