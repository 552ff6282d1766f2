/** Certificate revocation lists of version 2, full and delta. Source: RFC 5280, 5. */
import {
  type DerValue,
  der,
  implicit,
  integer,
  integerOf,
  sequence,
  sequenceOf,
  tagged,
  time,
} from '#asn1/der-writer.ts';
import { crlToPem } from '#asn1/pem.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { extension, keyIdentifier } from '../certificate.ts';
import type { SignatureAlgorithm } from '../layout.ts';
import type { Signer } from '../service-certificate.ts';
import { algorithmIdentifier, signed } from '../signature.ts';
import { type CrlReason, reasonExtension } from './reasons.ts';
import { type Change, dateOf } from './timeline.ts';

/** A list as it was published. */
export interface CertificateList {
  /** In DER. */
  readonly crl: Bytes;
  readonly pem: string;
  readonly number: number;
  /** Number of the full list that a delta list adds to; undefined for a full list. */
  readonly baseNumber: number | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** The certificate in DER whose key signed it. */
  readonly signedBy: Bytes;
  /** How many certificates it names. */
  readonly length: number;
}

/** What a list says. */
export interface ListContents {
  readonly issuer: DerValue;
  readonly signature: SignatureAlgorithm;
  readonly signedBy: Signer;
  readonly number: number;
  readonly baseNumber: number | undefined;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** CRLDistributionPoints of the delta list. */
  readonly freshestCRL: DerValue | undefined;
  readonly changes: readonly Change[];
}

const EXTENSION = {
  CRL_NUMBER: '2.5.29.20',
  DELTA_CRL_INDICATOR: '2.5.29.27',
  AUTHORITY_KEY_IDENTIFIER: '2.5.29.35',
  FRESHEST_CRL: '2.5.29.46',
} as const;
const VERSION_2 = 1;

/** `make`, called once for each key. */
function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

/** Absent when empty. Source: RFC 5280, 5.1.2.6. */
function revokedCertificates(changes: readonly Change[]): DerValue[] {
  if (changes.length === 0) return [];
  const dates = remembered((second: number) => time(dateOf(second)));
  const extensions = remembered((reason: CrlReason) => {
    const value = reasonExtension(reason);
    return value === undefined ? [] : [sequence(value)];
  });
  const parts = ({ issued, second, reason }: Change) => [
    integerOf(fromHex(issued.serial)),
    dates(second),
    ...extensions(reason),
  ];
  return [sequenceOf(changes, parts)];
}

function crlExtensions({ signedBy, number, baseNumber, freshestCRL }: ListContents): DerValue[] {
  return [
    extension(EXTENSION.AUTHORITY_KEY_IDENTIFIER, sequence(implicit(0, keyIdentifier(signedBy.key)))),
    extension(EXTENSION.CRL_NUMBER, integer(number)),
    ...(baseNumber === undefined ? [] : [extension(EXTENSION.DELTA_CRL_INDICATOR, integer(baseNumber), true)]),
    ...(freshestCRL === undefined ? [] : [extension(EXTENSION.FRESHEST_CRL, freshestCRL)]),
  ];
}

export function signList(contents: ListContents): CertificateList {
  const { issuer, signature, signedBy, number, baseNumber, thisUpdate, nextUpdate, changes } = contents;
  const tbsCertList = sequence(
    integer(VERSION_2),
    algorithmIdentifier(signature),
    issuer,
    time(thisUpdate),
    time(nextUpdate),
    ...revokedCertificates(changes),
    tagged(0, sequence(...crlExtensions(contents))),
  );
  const crl = der(signed(tbsCertList, signature, signedBy.key));
  return {
    ...{ crl, number, baseNumber, thisUpdate, nextUpdate, length: changes.length },
    // Nobody who only wants the list waits for the key of whoever certified its signer.
    get signedBy() {
      return signedBy.certificate;
    },
    get pem() {
      return crlToPem(crl);
    },
  };
}
