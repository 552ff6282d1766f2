import { ReasonedError } from '#common/coded-error.ts';

/**
 * Why an authority issues nothing: nobody has that name; it does not issue such certificates; what the certificate should
 * say of its holder is missing or cannot be written; the key, the dates or the serial number are not as they must be.
 */
export type PkiReason =
  | 'unknownAuthority'
  | 'unknownProfile'
  | 'otherIssuer'
  | 'subject'
  | 'publicKey'
  | 'validity'
  | 'serial';

/** What an authority was asked for and does not give. */
export class PkiError extends ReasonedError<PkiReason> {
  override readonly name = 'PkiError';
  readonly code = 'ERR_PKI';
}
