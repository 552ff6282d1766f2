/** A file of the cryptographic information application that cannot be read. */
export class CiaError extends Error {
  override name = 'CiaError';
  readonly code = 'ERR_CIA';
  /** Name of the file: `EF.DIR`, `AODF`. */
  readonly file: string;
  /** Offset in the file of the data object that was not expected. */
  readonly offset: number;

  constructor(file: string, offset: number, message: string) {
    super(`${file}, offset ${offset}: ${message}`);
    this.file = file;
    this.offset = offset;
  }
}
