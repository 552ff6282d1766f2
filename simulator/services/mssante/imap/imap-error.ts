import { ReasonedError } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';

/** A command is answered with NO, or with BAD when it means nothing; nothing has changed then. */
export class ImapError extends ReasonedError<'NO' | 'BAD'> {
  override readonly name = 'ImapError';
  readonly code = 'ERR_IMAP';
  /** `TRYCREATE`. Source: RFC 9051, 7.1. */
  readonly responseCode: string | undefined;
  /** What follows cannot be read any more. */
  readonly ends: boolean;

  constructor(
    status: 'NO' | 'BAD',
    message: string,
    { responseCode, ends = false }: { readonly responseCode?: string; readonly ends?: boolean } = {},
  ) {
    super(status, englishOnly(message));
    this.responseCode = responseCode;
    this.ends = ends;
  }
}

export function bad(message: string): ImapError {
  return new ImapError('BAD', message);
}
