import { CodedError } from '#common/coded-error.ts';

export class ReaderTableError extends CodedError {
  override readonly name = 'ReaderTableError';
  readonly code: 'ERR_READER_NAME' | 'ERR_TOO_MANY_READERS' | 'ERR_NO_SUCH_READER';

  constructor(code: ReaderTableError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
