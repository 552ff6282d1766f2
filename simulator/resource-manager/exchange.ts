/**
 * One command APDU to the card of a handle, once the lock is known not to be in the way.
 *
 * Source: PC/SC part 5, SCardTransmit; order of the checks: reference/pcsclite-protocol.md 5.
 */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import { CARD_STATE, PROTOCOL, SCARD } from '#pcsc/scard.ts';
import { CardGoneError, CardMuteError } from '../card/port.ts';
import { PROTOCOL_ANY_OLD, waitingTimeMs } from './atr.ts';
import type { InsertedCard, Patience } from './inserted-card.ts';
import type { CardHandle, Reader } from './reader.ts';

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
 * @returns rv as the reader reports it when the card leaves before it has answered, or is mute; E_NOT_TRANSACTED when it
 *   fails otherwise
 */
export function exchange(handle: CardHandle, command: Bytes, maxResponseLength: number): Exchange | Promise<Exchange> {
  const { inserted } = handle.reader;
  if (inserted === undefined) return { rv: SCARD.E_NOT_TRANSACTED, response: NO_BYTES };
  const answered = (response: Bytes) => answer(handle, inserted, response, maxResponseLength);
  try {
    const response = inserted.transmit(command, patience(handle.reader));
    if (!(response instanceof Promise)) return answered(response);
    return response.then(answered, (cause) => failed(handle, inserted, cause));
  } catch (cause) {
    return failed(handle, inserted, cause);
  }
}

/** How long the reader waits; undefined: as long as the card is there. */
function patience({ reporting, atr, protocol, clock }: Reader): Patience | undefined {
  return reporting.mute.value === 'waits' ? undefined : { ms: waitingTimeMs(atr, protocol), clock };
}

function answer(
  handle: CardHandle,
  inserted: InsertedCard,
  response: Bytes,
  maxLength: number,
): Exchange | Promise<Exchange> {
  if (handle.reader.inserted !== inserted) return left(handle, response);
  if (response.length === 0) return emptyAnswer(handle, inserted);
  return response.length > maxLength
    ? { rv: SCARD.E_INSUFFICIENT_BUFFER, response: NO_BYTES, responseLength: response.length }
    : { rv: SCARD.S_SUCCESS, response };
}

/** A card that says that it goes is gone, even if the reader has not noticed yet. */
function failed(handle: CardHandle, inserted: InsertedCard, cause: unknown): Exchange {
  const { mute } = handle.reader.reporting;
  if (cause instanceof CardMuteError && mute.value !== 'waits') return { rv: mute.value, response: NO_BYTES };
  const here = handle.reader.inserted === inserted && !(cause instanceof CardGoneError);
  if (here) return { rv: SCARD.E_NOT_TRANSACTED, response: NO_BYTES };
  return left(handle, (cause instanceof CardGoneError ? cause.answer?.part : undefined) ?? NO_BYTES);
}

/** What a program is told that waits for a card that has left: as its reader reports it. */
function left(handle: CardHandle, part: Bytes): Exchange {
  const { reader } = handle;
  return reader.plugged && reader.reporting.leftInCommand.value === 'part'
    ? { rv: SCARD.S_SUCCESS, response: part }
    : { rv: gone(handle), response: NO_BYTES };
}

/** Success without a byte is an answer for some, nothing yet for others. */
function emptyAnswer(handle: CardHandle, inserted: InsertedCard): Exchange | Promise<Exchange> {
  const { value } = handle.reader.reporting.emptyAnswer;
  if (value === 'given') return { rv: SCARD.S_SUCCESS, response: NO_BYTES };
  if (value !== 'waits') return { rv: value, response: NO_BYTES };
  return new Promise((resolve) => {
    inserted.left.addEventListener('abort', () => resolve(left(handle, NO_BYTES)), { once: true });
  });
}

/** The code of a call that the card did not outlive. */
export function gone(handle: CardHandle): number {
  const { plugged, reporting } = handle.reader;
  if (!plugged) return SCARD.E_READER_UNAVAILABLE;
  return reporting.leftInCommand.value === 'part' ? SCARD.W_REMOVED_CARD : reporting.leftInCommand.value;
}
