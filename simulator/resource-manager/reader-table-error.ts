import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

export class ReaderTableError extends CodedError {
  override readonly name = 'ReaderTableError';
  readonly code: 'ERR_READER_NAME' | 'ERR_TOO_MANY_READERS' | 'ERR_NO_SUCH_READER';

  constructor(code: ReaderTableError['code'], message: Text) {
    super(message);
    this.code = code;
  }
}
