/** Why a certificate is on a list. Source: RFC 5280, 5.3.1. */
import { type DerValue, enumerated } from '#asn1/der-writer.ts';
import { extension } from '../certificate.ts';

/** Why a certificate is revoked for good. */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'privilegeWithdrawn'
  | 'aACompromise';

/** What a list says of a certificate; `removeFromCRL` stands in delta lists alone. */
export type CrlReason = RevocationReason | 'certificateHold' | 'removeFromCRL';

/** CRLReason; 7 is not used. */
const CRL_REASON: Readonly<Record<CrlReason, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
};

export const CRL_REASONS = Object.keys(CRL_REASON) as readonly CrlReason[];

export const REVOCATION_REASONS = Object.keys(CRL_REASON).filter(
  (reason) => reason !== 'certificateHold' && reason !== 'removeFromCRL',
) as readonly RevocationReason[];

/** CRLReason. */
export function reasonValue(reason: CrlReason): DerValue {
  return enumerated(CRL_REASON[reason]);
}

/** The extension of an entry; `unspecified` is told by its absence. */
export function reasonExtension(reason: CrlReason): DerValue | undefined {
  return reason === 'unspecified' ? undefined : extension('2.5.29.21', reasonValue(reason));
}
