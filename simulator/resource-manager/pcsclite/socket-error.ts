import { CodedError } from '#common/coded-error.ts';

export class SocketError extends CodedError {
  override readonly name = 'SocketError';
  readonly code = 'ERR_PCSCLITE_SOCKET';
}
