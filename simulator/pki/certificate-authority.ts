/**
 * Certification authorities: their names, keys and certificates.
 *
 * Their names say SIMULATION so that nobody takes them for real ones; their keys come from a seed, so anybody can issue
 * in their name: trust them on test servers only.
 *
 * Source: the shape (root, intermediate, extensions and their order): reference/cps-facts.md (d); names and keys:
 * simulation.
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

/** One that issues certificates. */
export interface CardAuthority {
  readonly name: DerValue;
  readonly key: KeyObject;
  /** First 8 bytes of the serial numbers it gives. */
  readonly serialPrefix: Bytes;
  /** Its own certificate in DER. */
  readonly certificate: Bytes;
}

export interface AuthoritySpec {
  readonly organizationalUnit: string;
  readonly commonName: string;
  /** Name of the serial number's stream. */
  readonly role: string;
  /** Authorities that may stand below it, one under the other; any number when absent. */
  readonly pathLength?: number;
  /** Whoever issues its certificate; itself when absent. */
  readonly issuer?: CardAuthority;
  /** Makes its key and numbers others than those of its name alone. */
  readonly seed: readonly number[];
}

function authorityName({ organizationalUnit, commonName }: AuthoritySpec): DerValue {
  return sequence(
    rdn(attribute(ATTRIBUTE.COUNTRY, printableString('FR'))),
    rdn(attribute(ATTRIBUTE.ORGANIZATION, utf8String('SIMULATION'))),
    rdn(attribute(ATTRIBUTE.ORGANIZATIONAL_UNIT, utf8String(organizationalUnit))),
    rdn(attribute(ATTRIBUTE.COMMON_NAME, utf8String(commonName))),
  );
}

/** Bytes of a serial number: positive, no leading 00. */
function serialBytes(stream: SeededBytes, length: number): Bytes {
  const serial = stream.next(length);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
}

function extensions(key: KeyObject, issuerKey: KeyObject, pathLength: number | undefined): DerValue[] {
  const basicConstraints =
    pathLength === undefined ? sequence(booleanTrue()) : sequence(booleanTrue(), integer(pathLength));
  return [
    extension('2.5.29.19', basicConstraints, true),
    subjectKeyIdentifier(key),
    authorityKeyIdentifier(issuerKey),
    keyUsage(KEY_USAGE.KEY_CERT_SIGN, KEY_USAGE.CRL_SIGN),
    extension('2.5.29.32', sequence(sequence(oid(ANY_POLICY)))),
  ];
}

/** A new authority: the same specification, the same keys, the same certificate. */
export function makeAuthority(spec: AuthoritySpec): CardAuthority {
  const stream = new SeededBytes('certification authority', spec.commonName, ...spec.seed);
  const name = authorityName(spec);
  const serialPrefix = serialBytes(stream, 8);
  const key = rsaKey(stream);
  const issuer = spec.issuer ?? { name, key };
  const certificate = signCertificate(
    {
      serial: serialBytes(new SeededBytes('certificate of the authority', spec.role, ...spec.seed), 16),
      issuer: issuer.name,
      subject: name,
      notBefore: NOT_BEFORE,
      notAfter: NOT_AFTER,
      publicKey: createPublicKey(key),
      extensions: extensions(key, issuer.key, spec.pathLength),
    },
    issuer.key,
  );
  return { name, key, serialPrefix, certificate };
}
