import { CodedError } from '#common/coded-error.ts';

/** The server offers no TLS where STARTTLS is asked for, or refuses it; nothing was sent in clear. */
export class StartTlsError extends CodedError {
  override readonly name = 'StartTlsError';
  readonly code = 'ERR_START_TLS';
}
