import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** Where a file was to be written stands one of another kind, which is left as it is. */
export class ForeignFileError extends CodedError {
  override readonly name = 'ForeignFileError';
  readonly code = 'ERR_FOREIGN_FILE';

  /** @param expected what may be overwritten, with its article */
  constructor(path: string, expected: Text) {
    super({
      en: `${path}: exists already and is not ${expected.en}, so it is left as it is; name another file`,
      fr: `${path} : existe déjà et n'est pas ${expected.fr}, il est donc laissé tel quel ; nommez un autre fichier`,
    });
  }
}
