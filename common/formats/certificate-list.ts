/** A revocation list, as a program reads it. Source: RFC 5280, 5. */
import type { KeyObject } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { enterSignature, extensionsOf, isTime, sequenceBytes, timeOf } from './x509.ts';

const OID = { NUMBER: '2.5.29.20', DELTA: '2.5.29.27', REASON: '2.5.29.21' } as const;
/** Of an entry that stands in a delta list alone. */
export const REMOVED = 8;

/** CRLReason by its number; 7 is not used. */
const REASONS: Readonly<Record<number, string>> = {
  0: 'unspecified',
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
};

export function reasonName(number: number): string {
  return REASONS[number] ?? 'unspecified';
}

interface RevokedEntry {
  readonly at: Date;
  /** CRLReason. */
  readonly reason: number;
}

export interface RevocationList {
  /** Name in DER. */
  readonly issuer: Bytes;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** CRLNumber as hexadecimal. */
  readonly number: string;
  /** Of a delta list: number of the full list that it completes. */
  readonly baseNumber: string | undefined;
  /** By serial number in hexadecimal. */
  readonly entries: ReadonlyMap<string, RevokedEntry>;
  readonly isSignedBy: (key: KeyObject) => boolean;
}

function reasonOf(extensions: DerReader | undefined): number {
  const value = extensions && extensionsOf(extensions, [OID.REASON]).get(OID.REASON);
  return value === undefined ? 0 : DerReader.of('reason', value).integer('CRLReason', DER.ENUMERATED);
}

function entriesOf(list: DerReader | undefined): ReadonlyMap<string, RevokedEntry> {
  const entries = new Map<string, RevokedEntry>();
  while (list?.more) {
    const entry = list.enter(DER.SEQUENCE, 'revokedCertificate');
    const serial = toHex(entry.take(DER.INTEGER, 'userCertificate'));
    entries.set(serial, { at: timeOf(entry), reason: reasonOf(entry.enterIf(DER.SEQUENCE)) });
  }
  return entries;
}

function numberIn(value: Bytes | undefined): string | undefined {
  return value === undefined ? undefined : toHex(DerReader.of('CRLNumber', value).take(DER.INTEGER, 'CRLNumber'));
}

/** @param bytes in DER @throws DerError when it is none, or says something critical that is not known */
export function readRevocationList(bytes: Bytes): RevocationList {
  const file = DerReader.of('CertificateList', bytes);
  const list = file.enter(DER.SEQUENCE, 'CertificateList');
  file.end('CertificateList');
  const content = list.take(DER.SEQUENCE, 'tbsCertList');
  const tbs = DerReader.of('tbsCertList', content);
  tbs.takeIf(DER.INTEGER);
  tbs.take(DER.SEQUENCE, 'signature');
  const issuer = sequenceBytes(tbs.take(DER.SEQUENCE, 'issuer'));
  const thisUpdate = timeOf(tbs);
  const nextUpdate = isTime(tbs) ? timeOf(tbs) : undefined;
  const entries = entriesOf(tbs.enterIf(DER.SEQUENCE));
  const extensions = tbs.enterIf(0xa0)?.enter(DER.SEQUENCE, 'crlExtensions');
  const values = extensions === undefined ? new Map<string, Bytes>() : extensionsOf(extensions, [OID.DELTA]);
  return {
    ...{ issuer, thisUpdate, nextUpdate, entries },
    number: numberIn(values.get(OID.NUMBER)) ?? '',
    baseNumber: numberIn(values.get(OID.DELTA)),
    isSignedBy: enterSignature(list, sequenceBytes(content)),
  };
}
