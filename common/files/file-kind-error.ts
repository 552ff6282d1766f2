import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** Something else stands where a file was expected. */
export class FileKindError extends CodedError {
  override readonly name = 'FileKindError';
  readonly code = 'ERR_FILE_KIND';
  /** What it is, with its article: `a named pipe`, `a device`, `a socket`, `a directory`. */
  readonly kind: Text;

  constructor(path: string, kind: Text) {
    super({
      en: `${path}: is ${kind.en}, expected a file`,
      fr: `${path} : est ${kind.fr}, attendu : un fichier`,
    });
    this.kind = kind;
  }
}
