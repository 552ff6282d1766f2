/**
 * What a reader may hold: a card as the contacts see it. The virtual card offers it, so does a foreign vpicc.
 */
import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** What had left of an answer when the card did, of how many bytes. */
export interface CutAnswer {
  readonly part: Bytes;
  readonly length: number;
}

/** The card left its reader, or was torn out, before it had answered. */
export class CardGoneError extends CodedError {
  override readonly name = 'CardGoneError';
  readonly code = 'ERR_CARD_GONE';
  /** Where it left in the middle of its answer. */
  readonly answer: CutAnswer | undefined;

  constructor(message: Text, answer?: CutAnswer) {
    super(message);
    this.answer = answer;
  }
}

/** The card gave no answer within the time that its answer to reset grants it, and its reader waits no longer. */
export class CardMuteError extends CodedError {
  override readonly name = 'CardMuteError';
  readonly code = 'ERR_CARD_MUTE';
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
  /** What had left of its last answer when it went, where somebody knows. */
  readonly cutAnswer?: CutAnswer | undefined;
  /** It will not answer; one that needs more time asks its reader for it. Absent where nobody knows. */
  readonly mute?: boolean | undefined;
  /** One command APDU to one response APDU. Rejects only when the card is gone. */
  transmit(command: Bytes): Bytes | Promise<Bytes>;
}
