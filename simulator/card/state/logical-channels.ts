/**
 * The logical channels of a powered card: each has its own current file, security environment and pending data.
 *
 * Whether a code is verified is one thing for the whole card: a code belongs to the card, not to a channel.
 *
 * Source: ISO/IEC 7816-4:2020, 5.4.2 (logical channels; sharing of the security status is left to the card).
 */
import type { Df } from '../file-system/tree.ts';
import { Session } from './session.ts';

const BASIC_CHANNEL = 0;

export class LogicalChannels {
  /** References of the CHVs that are verified. */
  readonly verified = new Set<number>();
  readonly #mf: Df;
  readonly #highest: number;
  readonly #basic: Session;
  readonly #open = new Map<number, Session>();

  /** @param supplementary number of channels beside the basic one */
  constructor(mf: Df, supplementary: number) {
    this.#mf = mf;
    this.#highest = supplementary;
    this.#basic = new Session(mf, this.verified);
    this.#open.set(BASIC_CHANNEL, this.#basic);
  }

  get basic(): Session {
    return this.#basic;
  }

  /** The session of an open channel. */
  get(channel: number): Session | undefined {
    return this.#open.get(channel);
  }

  /** A session for a channel that is not open yet; undefined when the card has no such channel. */
  prepare(channel: number): Session | undefined {
    return channel > this.#highest ? undefined : new Session(this.#mf, this.verified, true);
  }

  open(channel: number, session: Session): void {
    this.#open.set(channel, session);
  }
}
