import { ReasonedError } from '#common/coded-error.ts';

/**
 * Why an authority issues nothing: nobody has that name; it does not issue such certificates; what the certificate should
 * say of its holder is missing or cannot be written; the key, the dates or the serial number are not as they must be.
 * Why it revokes nothing: it never issued that number; the certificate is revoked, or is not on hold; the date is before
 * its issue or no date; nobody asked for the simulation of certificateHold. `noDeltaCrl`, `noCrlSigner`: it
 * publishes full lists alone; it has no certificate that signs lists alone. `list`: a list that is read is of another
 * authority, of another kind, or not signed by its authority.
 */
export type PkiReason =
  | 'unknownAuthority'
  | 'unknownProfile'
  | 'otherIssuer'
  | 'subject'
  | 'publicKey'
  | 'validity'
  | 'serial'
  | 'unknownSerial'
  | 'alreadyRevoked'
  | 'notOnHold'
  | 'revocationDate'
  | 'certificateHold'
  | 'noDeltaCrl'
  | 'noCrlSigner'
  | 'list';

/** What an authority was asked for and does not give. */
export class PkiError extends ReasonedError<PkiReason> {
  override readonly name = 'PkiError';
  readonly code = 'ERR_PKI';
}
