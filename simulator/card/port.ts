/**
 * What a reader may hold: a card as the contacts see it. The virtual card offers it, so does a foreign vpicc.
 */
import { CodedError } from '#common/coded-error.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** The card left its reader, or was torn out, before it had answered. */
export class CardGoneError extends CodedError {
  override readonly name = 'CardGoneError';
  readonly code = 'ERR_CARD_GONE';
}

export interface SmartCard {
  /** For people: traces and messages. */
  readonly name: string;
  /** Cold reset; resolves to the ATR. */
  powerOn(): Bytes | Promise<Bytes>;
  powerOff(): void | Promise<void>;
  /** Warm reset; resolves to the ATR. */
  reset(): Bytes | Promise<Bytes>;
  /** The ATR without any effect; vpcd polls it as its presence test. */
  getAtr(): Bytes | Promise<Bytes>;
  /** One command APDU to one response APDU. Rejects only when the card is gone. */
  transmit(command: Bytes): Bytes | Promise<Bytes>;
}
