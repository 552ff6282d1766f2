/** Where a certificate says that its revocation can be asked. Source: RFC 5280, 4.2.1.13, 4.2.1.15 and 4.2.2.1. */
import { DER, DerReader } from '#asn1/der-reader.ts';
import { oidOf } from '#asn1/name-text.ts';
import { certificateParts } from '#formats/x509.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const OID = {
  CRL_DISTRIBUTION_POINTS: '2.5.29.31',
  FRESHEST_CRL: '2.5.29.46',
  AUTHORITY_INFO_ACCESS: '1.3.6.1.5.5.7.1.1',
  OCSP: '1.3.6.1.5.5.7.48.1',
} as const;
const URI = 0x86;

export interface RevocationAddresses {
  /** In the order of the certificate. */
  readonly lists: readonly string[];
  readonly deltas: readonly string[];
  readonly responders: readonly string[];
}

function* urisIn(names: DerReader): Generator<string> {
  while (names.more) {
    const uri = names.takeIf(URI);
    if (uri === undefined) names.skip();
    else yield Buffer.from(uri).toString('latin1');
  }
}

function* pointsIn(value: Bytes | undefined): Generator<string> {
  if (value === undefined) return;
  const points = DerReader.of('distribution points', value).enter(DER.SEQUENCE, 'CRLDistributionPoints');
  while (points.more) {
    const names = points.enter(DER.SEQUENCE, 'DistributionPoint').enterIf(0xa0)?.enterIf(0xa0);
    if (names !== undefined) yield* urisIn(names);
  }
}

function* respondersIn(value: Bytes | undefined): Generator<string> {
  if (value === undefined) return;
  const access = DerReader.of('authorityInfoAccess', value).enter(DER.SEQUENCE, 'AuthorityInfoAccess');
  while (access.more) {
    const description = access.enter(DER.SEQUENCE, 'AccessDescription');
    if (oidOf(description) === OID.OCSP) yield* urisIn(description);
  }
}

/** @param certificate in DER @throws DerError when it is none */
export function revocationAddresses(certificate: Bytes): RevocationAddresses {
  const { extensions } = certificateParts(certificate);
  return {
    lists: [...pointsIn(extensions.get(OID.CRL_DISTRIBUTION_POINTS))],
    deltas: [...pointsIn(extensions.get(OID.FRESHEST_CRL))],
    responders: [...respondersIn(extensions.get(OID.AUTHORITY_INFO_ACCESS))],
  };
}
