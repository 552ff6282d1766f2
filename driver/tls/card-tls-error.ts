/** Why a TLS connection with the card's key came to nothing. */
import { ReasonedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { codeName, type ScardName } from '#windows/codes.ts';

export type CardTlsReason =
  /** The card was pulled out while it signed. */
  | 'card-removed'
  /** The card is in no reader, and nobody put it in. */
  | 'not-inserted'
  /** Nobody entered the code. */
  | 'not-typed'
  | 'wrong-code'
  | 'blocked'
  /** The card has, or the store knows, no certificate to authenticate with. */
  | 'no-certificate'
  /** The peer wants a signature the card does not make. */
  | 'not-supported'
  /** The server knows the card's certificate as revoked, or as out of date, or does not trust it. */
  | 'certificate-revoked'
  | 'certificate-expired'
  | 'certificate-refused'
  /** The side of the card did not answer in time. */
  | 'timed-out'
  /** The connection or its key was closed. */
  | 'closed'
  /** This Node cannot be given a key that is elsewhere. */
  | 'unsupported-node'
  /** Another refusal of the card or its reader: `scardName` tells. */
  | 'card'
  /** The card was not the cause: the network, the server's certificate, the server's refusal: `cause` tells. */
  | 'connection';

/** What the side of the card tells of a signature it did not make; crosses threads. Holds no code. */
export interface SignatureRefusal {
  readonly reason: CardTlsReason;
  readonly why: Text;
  /** SCARD or NTE code. */
  readonly scard?: number | undefined;
  readonly attemptsRemaining?: number | undefined;
}

/**
 * A connection whose other end was to see the card's certificate. Tell cases apart by `reason`, or by `scardName`.
 *
 * `cause` is what OpenSSL, the socket or the CSP said.
 */
export class CardTlsError extends ReasonedError<CardTlsReason> {
  override readonly name = 'CardTlsError';
  readonly code = 'ERR_CARD_TLS';
  /** SCARD or NTE code, of a refusal of the card. */
  readonly scard: number | undefined;
  /** `SCARD_W_REMOVED_CARD` */
  readonly scardName: ScardName | undefined;
  /** Tries left of the PIN, when the card told them. */
  readonly attemptsRemaining: number | undefined;

  constructor({ reason, why, scard, attemptsRemaining }: SignatureRefusal, cause?: unknown) {
    super(reason, why, cause === undefined ? {} : { cause });
    this.scard = scard;
    this.scardName = scard === undefined ? undefined : codeName(scard);
    this.attemptsRemaining = attemptsRemaining;
  }
}
