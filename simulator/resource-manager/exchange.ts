/**
 * One command APDU to the card of a handle, once the lock is known not to be in the way.
 *
 * Source: PC/SC part 5, SCardTransmit; order of the checks: reference/pcsclite-protocol.md 5.
 */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import { CARD_STATE, PROTOCOL, SCARD } from '#pcsc/scard.ts';
import type { InsertedCard } from './inserted-card.ts';

import { type CardHandle, PROTOCOL_ANY_OLD, type Reader } from './reader.ts';

export interface Exchange {
  readonly rv: number;
  readonly response: Bytes;
  /** Length of a response that did not fit, with E_INSUFFICIENT_BUFFER. */
  readonly responseLength?: number;
}

/** Why the reader would not send with this protocol; S_SUCCESS when it would. */
export function refusesProtocol(reader: Reader, protocol: number): number {
  if (protocol === PROTOCOL.RAW) return SCARD.S_SUCCESS;
  if (reader.state & CARD_STATE.ABSENT) return SCARD.E_NO_SMARTCARD;
  const agreed = protocol === PROTOCOL_ANY_OLD || protocol === reader.protocol;
  return agreed ? SCARD.S_SUCCESS : SCARD.E_PROTO_MISMATCH;
}

/**
 * Answers at once when the card does.
 * @returns rv W_REMOVED_CARD when the card leaves before it has answered, E_NOT_TRANSACTED when it fails otherwise
 */
export function exchange(handle: CardHandle, command: Bytes, maxResponseLength: number): Exchange | Promise<Exchange> {
  const { inserted } = handle.reader;
  if (inserted === undefined) return { rv: SCARD.E_NOT_TRANSACTED, response: NO_BYTES };
  const answered = (response: Bytes) => answer(handle, inserted, response, maxResponseLength);
  try {
    const response = inserted.transmit(command);
    return response instanceof Promise ? response.then(answered, () => failed(handle, inserted)) : answered(response);
  } catch {
    return failed(handle, inserted);
  }
}

function answer(handle: CardHandle, inserted: InsertedCard, response: Bytes, maxLength: number): Exchange {
  if (handle.reader.inserted !== inserted) return { rv: gone(handle), response: NO_BYTES };
  return response.length > maxLength
    ? { rv: SCARD.E_INSUFFICIENT_BUFFER, response: NO_BYTES, responseLength: response.length }
    : { rv: SCARD.S_SUCCESS, response };
}

function failed(handle: CardHandle, inserted: InsertedCard): Exchange {
  const rv = handle.reader.inserted === inserted ? SCARD.E_NOT_TRANSACTED : gone(handle);
  return { rv, response: NO_BYTES };
}

/** The code of a call that the card did not outlive. */
export function gone(handle: CardHandle): number {
  return handle.reader.plugged ? SCARD.W_REMOVED_CARD : SCARD.E_READER_UNAVAILABLE;
}
