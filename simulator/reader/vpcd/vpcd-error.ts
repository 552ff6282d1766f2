/** Why a card and a vpcd could not come together. */

import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

export type VpcdErrorCode =
  | 'ERR_VPCD_HOST'
  | 'ERR_VPCD_NOT_LISTENING'
  | 'ERR_VPCD_PORT_TAKEN'
  | 'ERR_VPCD_DISCONNECTED'
  | 'ERR_VPCD_CARD'
  | 'ERR_VPCD_LISTEN';

export class VpcdError extends CodedError {
  override readonly name = 'VpcdError';
  readonly code: VpcdErrorCode;

  constructor(code: VpcdErrorCode, message: Text, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/i;

/** True for the names and addresses of this machine: a card has no business on a network. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
