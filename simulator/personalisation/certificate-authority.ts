/**
 * The simulated certification authorities: one root, one intermediate, the same for every card.
 *
 * Their names say SIMULATION so that nobody takes them for real ones; their keys come from a constant, so anybody can
 * issue in their name: trust them on test servers only.
 *
 * Source: the shape (root, intermediate, extensions and their order): cps-facts.md (d); names and keys: simulation.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { booleanTrue, type DerValue, integer, oid, printableString, sequence, utf8String } from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { rsaKey } from '../keys/rsa-key.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';
import {
  ATTRIBUTE,
  attribute,
  authorityKeyIdentifier,
  extension,
  KEY_USAGE,
  keyUsage,
  rdn,
  signCertificate,
  subjectKeyIdentifier,
} from './certificate.ts';

const ANY_POLICY = '2.5.29.32.0';
const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
const NOT_AFTER = new Date('2040-01-01T00:00:00Z');

export interface Authority {
  readonly name: DerValue;
  readonly key: KeyObject;
  /** First 8 bytes of the serial numbers it gives. */
  readonly serialPrefix: Bytes;
}

function authorityName(commonName: string): DerValue {
  return sequence(
    rdn(attribute(ATTRIBUTE.COUNTRY, printableString('FR'))),
    rdn(attribute(ATTRIBUTE.ORGANIZATION, utf8String('SIMULATION'))),
    rdn(attribute(ATTRIBUTE.ORGANIZATIONAL_UNIT, utf8String('IGC-SANTE SIMULATION'))),
    rdn(attribute(ATTRIBUTE.COMMON_NAME, utf8String(commonName))),
  );
}

/** Bytes of a serial number: positive, no leading 00. */
function serialBytes(stream: SeededBytes, length: number): Bytes {
  const serial = stream.next(length);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
}

function authority(commonName: string): Authority {
  const stream = new SeededBytes('certification authority', commonName);
  return { name: authorityName(commonName), serialPrefix: serialBytes(stream, 8), key: rsaKey(stream) };
}

/** `make`, called once. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const root = once(() => authority('SIMULATION AC RACINE IGC-SANTE FORT'));

/** The authority that issues the certificates of the cards. */
export const issuingAuthority = once(() => authority('SIMULATION AC IGC-SANTE FORT PERSONNES'));

function caExtensions(key: KeyObject, issuer: Authority, pathLength: number | undefined): DerValue[] {
  const basicConstraints =
    pathLength === undefined ? sequence(booleanTrue()) : sequence(booleanTrue(), integer(pathLength));
  return [
    extension('2.5.29.19', basicConstraints, true),
    subjectKeyIdentifier(key),
    authorityKeyIdentifier(issuer.key),
    keyUsage(KEY_USAGE.KEY_CERT_SIGN, KEY_USAGE.CRL_SIGN),
    extension('2.5.29.32', sequence(sequence(oid(ANY_POLICY)))),
  ];
}

function caCertificate(subject: Authority, issuer: Authority, serialStream: string, pathLength?: number): Bytes {
  return signCertificate(
    {
      serial: serialBytes(new SeededBytes('certificate of the authority', serialStream), 16),
      issuer: issuer.name,
      subject: subject.name,
      notBefore: NOT_BEFORE,
      notAfter: NOT_AFTER,
      publicKey: createPublicKey(subject.key),
      extensions: caExtensions(subject.key, issuer, pathLength),
    },
    issuer.key,
  );
}

/** Certificates of the authorities in DER: what a server must trust to accept the cards, `root` last. */
export const authorityCertificates = once((): { intermediate: Bytes; root: Bytes } => ({
  intermediate: caCertificate(issuingAuthority(), root(), 'intermediate', 0),
  root: caCertificate(root(), root(), 'root'),
}));

/** A certificate in PEM (RFC 7468). */
export function toPem(certificate: Bytes): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
