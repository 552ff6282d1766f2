import { CodedError } from '#common/coded-error.ts';

/** Something else stands where a file was expected. */
export class FileKindError extends CodedError {
  override readonly name = 'FileKindError';
  readonly code = 'ERR_FILE_KIND';
  /** What it is, with its article: `a named pipe`, `a device`, `a socket`, `a directory`. */
  readonly kind: string;

  constructor(path: string, kind: string) {
    super({
      en: `${path}: is ${kind}, expected a file`,
      fr: `${path} : n'est pas un fichier ordinaire, attendu : un fichier`,
    });
    this.kind = kind;
  }
}
