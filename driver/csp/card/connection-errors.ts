/** What return codes say of a connection. */
import { CodedError } from '#common/coded-error.ts';
import { SCARD } from '#pcsc/scard.ts';

/** The card has left: nothing was done, another connection may be looked for. */
export class ConnectionLost extends CodedError {
  override readonly name = 'ConnectionLost';
  readonly code = 'ERR_CSP_CONNECTION_LOST';
}

/** Return codes that end a connection: the card, its reader or the service is not there any more. */
export const GONE: ReadonlySet<number | undefined> = new Set([
  SCARD.W_REMOVED_CARD,
  SCARD.E_NO_SMARTCARD,
  SCARD.E_READER_UNAVAILABLE,
  SCARD.E_UNKNOWN_READER,
  SCARD.E_INVALID_HANDLE,
  SCARD.E_INVALID_VALUE,
  SCARD.E_NO_SERVICE,
  SCARD.E_SERVICE_STOPPED,
  SCARD.F_COMM_ERROR,
  SCARD.E_NOT_TRANSACTED,
  SCARD.W_UNPOWERED_CARD,
  SCARD.W_UNRESPONSIVE_CARD,
]);

/** The card has answered: the code does not open it. */
export const REFUSED: ReadonlySet<number | undefined> = new Set([SCARD.W_WRONG_CHV, SCARD.W_CHV_BLOCKED]);

/** The exchange broke; the card may still be there. */
export const BROKEN_EXCHANGE: ReadonlySet<number | undefined> = new Set([SCARD.F_COMM_ERROR, SCARD.E_NOT_TRANSACTED]);
