/**
 * Certificate requests (PKCS#10): made, and read with all that a portal checks before it looks at who asks.
 *
 * Source: RFC 2986, 4; RFC 2985, 5.4.2 (extensionRequest).
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { DER, type DerReader, DerReader as Reader } from '#asn1/der-reader.ts';
import {
  bitString,
  type DerValue,
  der,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
  written,
} from '#asn1/der-writer.ts';
import { each, oidOf } from '#asn1/name-text.ts';
import { pemOf } from '#asn1/pem.ts';
import { ascii, type Bytes } from '#iso7816/bytes.ts';
import {
  type Digest,
  digestOfRsaSignature,
  enterAlgorithm,
  rsaSignatureAlgorithm,
  WEAK_DIGESTS,
} from './algorithms.ts';
import { dnsNamesFault } from './dns-name.ts';
import { readOne, undamaged } from './file-objects.ts';
import { FormatError } from './format-error.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import { nameOf, type Rdn, textOfName } from './names.ts';

export interface RequestOrder {
  /** The private key; its public part is asked to be certified. */
  readonly key: KeyObject;
  /** `C=FR` alone is enough for the portal, which names the subject itself. */
  readonly subject: readonly Rdn[];
  /** `sha256` by default; weak ones are there to see them refused. */
  readonly digest?: Digest;
  /** Names of servers, for the extension subjectAltName. */
  readonly dnsNames?: readonly string[];
}

export interface CertificateRequest {
  readonly der: Bytes;
  /** Name in DER. */
  readonly subject: Bytes;
  /** `C=FR` */
  readonly subjectText: string;
  readonly publicKey: KeyObject;
  readonly modulusBits: number;
  readonly digest: Digest;
  readonly dnsNames: readonly string[];
  /** Which key it is, whatever the file says else: SHA-256 of its SubjectPublicKeyInfo, in hexadecimal. */
  readonly keyFingerprint: string;
}

export interface RequestRules {
  /** 2048 by default. */
  readonly minimumBits?: number;
  /** Whether MD5 and SHA-1 are taken; no by default. */
  readonly weakDigests?: boolean | undefined;
}

const [SET, ATTRIBUTES, DNS_NAME] = [0x31, 0xa0, 2];
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const SUBJECT_ALT_NAME = '2.5.29.17';
const USUAL_BITS = 2048;
/** Longer ones only cost the time to verify them. */
const MAXIMUM_BITS = 8192;

/** The extensions a request asks for, as its one attribute. */
function extensionRequest(dnsNames: readonly string[]): DerValue[] {
  if (dnsNames.length === 0) return [];
  const names = sequence(...dnsNames.map((name) => implicit(DNS_NAME, ascii(name))));
  const extension = sequence(oid(SUBJECT_ALT_NAME), octetString(der(names)));
  return [sequence(oid(EXTENSION_REQUEST), setOf(sequence(extension)))];
}

/** The request in DER, signed with the key it is for. @throws FormatError `name` */
export function makeRequest({ key, subject, digest = 'sha256', dnsNames = [] }: RequestOrder): Bytes {
  const fault = dnsNamesFault('dnsNames', dnsNames);
  if (fault) throw fault;
  const keyInfo = written(new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' })));
  const info = sequence(integer(0), nameOf(subject), keyInfo, tagged(0, ...extensionRequest(dnsNames)));
  const signature = bitString(new Uint8Array(sign(digest, der(info), key)));
  return der(sequence(info, rsaSignatureAlgorithm(digest), signature));
}

/** A request as the portal takes it. */
export function requestPem(request: Bytes): string {
  return pemOf('CERTIFICATE REQUEST', request);
}

function dnsNamesIn(extensions: DerReader): string[] {
  const names: string[] = [];
  for (const at of each(extensions)) {
    const extension = at.enter(DER.SEQUENCE, 'Extension');
    if (oidOf(extension) !== SUBJECT_ALT_NAME) continue;
    extension.booleanIf();
    const value = extension.take(DER.OCTET_STRING, 'extnValue');
    const general = Reader.of('subjectAltName', value).enter(DER.SEQUENCE, 'GeneralNames');
    for (const name of each(general)) {
      const dns = name.takeIf(0x80 | DNS_NAME);
      if (dns === undefined) name.skip();
      else names.push(Buffer.from(dns).toString('latin1'));
    }
  }
  return names;
}

function dnsNamesOf(attributes: DerReader | undefined): string[] {
  if (attributes === undefined) return [];
  const names: string[] = [];
  for (const at of each(attributes)) {
    const attribute = at.enter(DER.SEQUENCE, 'Attribute');
    const id = oidOf(attribute);
    const values = attribute.enter(SET, 'values');
    if (id === EXTENSION_REQUEST) names.push(...dnsNamesIn(values.enter(DER.SEQUENCE, 'Extensions')));
  }
  return names;
}

interface RequestParts {
  /** CertificationRequestInfo, which is signed. */
  readonly info: Bytes;
  readonly subject: Bytes;
  readonly subjectText: string;
  readonly keyInfo: Bytes;
  readonly dnsNames: readonly string[];
  readonly algorithm: string;
  readonly signature: Bytes;
}

function partsOf(name: string, bytes: Bytes): RequestParts {
  const request = Reader.of(name, bytes).enter(DER.SEQUENCE, 'CertificationRequest');
  const fields = request.enter(DER.SEQUENCE, 'CertificationRequestInfo');
  const info = der(sequence(written(fields.content)));
  if (fields.integer('version') !== 0)
    throw fields.error({ en: 'version before this is not v1 (0)', fr: "la version avant ceci n'est pas v1 (0)" });
  const subject = der(sequence(written(fields.take(DER.SEQUENCE, 'subject'))));
  const keyInfo = der(sequence(written(fields.take(DER.SEQUENCE, 'subjectPKInfo'))));
  const dnsNames = dnsNamesOf(fields.enterIf(ATTRIBUTES));
  fields.end('attributes');
  const algorithm = enterAlgorithm(request, 'signatureAlgorithm').id;
  const signature = request.take(DER.BIT_STRING, 'signature').subarray(1);
  request.end('signature');
  return { info, subject, subjectText: textOfName(subject), keyInfo, dnsNames, algorithm, signature };
}

function publicKeyOf(name: string, keyInfo: Bytes): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(keyInfo), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new FormatError(
      'damaged',
      name,
      {
        en: 'the public key in it cannot be read; make the request again',
        fr: 'la clé publique qui y est ne peut être lue ; refaites la demande',
      },
      { cause },
    );
  }
}

/** Its length in bits. @throws FormatError `algorithm`, `weakKey` */
function checkRsaKey(name: string, key: KeyObject, minimumBits = USUAL_BITS): number {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== 'rsa')
    throw new FormatError('algorithm', name, {
      en: `the key is of the kind ${key.asymmetricKeyType}, expected RSA`,
      fr: `la clé est de la sorte ${key.asymmetricKeyType}, attendu : RSA`,
    });
  if (modulusLength < minimumBits || modulusLength > MAXIMUM_BITS)
    throw new FormatError('weakKey', name, {
      en: `the RSA key has ${modulusLength} bits, expected ${minimumBits} to ${MAXIMUM_BITS}`,
      fr: `la clé RSA a ${modulusLength} bits, attendu : ${minimumBits} à ${MAXIMUM_BITS}`,
    });
  if (publicExponent < 3n || publicExponent % 2n === 0n)
    throw new FormatError('weakKey', name, {
      en: `the RSA key has the public exponent ${publicExponent}, expected 65537`,
      fr: `la clé RSA a l'exposant public ${publicExponent}, attendu : 65537`,
    });
  return modulusLength;
}

function digestUsed(name: string, algorithm: string, weakDigests: boolean): Digest {
  const digest = digestOfRsaSignature(algorithm);
  if (digest === undefined)
    throw new FormatError('algorithm', name, {
      en: `signed with the algorithm ${algorithm}, expected RSA with SHA-256`,
      fr: `signé avec l'algorithme ${algorithm}, attendu : RSA avec SHA-256`,
    });
  if (WEAK_DIGESTS.includes(digest) && !weakDigests)
    throw new FormatError('weakDigest', name, {
      en: `signed with ${digest.toUpperCase()}, which is refused; make it again with SHA-256 (openssl req -new -SHA256)`,
      fr: `signé avec ${digest.toUpperCase()}, qui est refusé ; refaites-la avec SHA-256 (openssl req -new -SHA256)`,
    });
  return digest;
}

/**
 * Reads a request in DER, PEM or Base64 and verifies that its signature is of the key it is for.
 * @param name of the file, for errors
 * @throws FormatError `empty`, `tooLarge`, `otherKind`, `damaged`, `algorithm`, `weakKey`, `weakDigest`, `signature`
 */
export function readRequest(name: string, bytes: Bytes, rules: RequestRules = {}): CertificateRequest {
  const { minimumBits, weakDigests = false } = rules;
  const { der: request } = readOne(name, bytes, 'request');
  const { info, keyInfo, algorithm, signature, ...told } = undamaged(name, 'request', () => partsOf(name, request));
  const publicKey = publicKeyOf(name, keyInfo);
  const modulusBits = checkRsaKey(name, publicKey, minimumBits);
  const digest = digestUsed(name, algorithm, weakDigests);
  if (!verify(digest, info, publicKey, signature))
    throw new FormatError('signature', name, {
      en: 'the request is not signed by the key it is for: it was changed, or signed with another key; make it again',
      fr: "la demande n'est pas signée par la clé qu'elle présente : elle a été modifiée, ou signée par une autre clé ; refaites-la",
    });
  const { subject, subjectText, dnsNames } = told;
  return {
    der: request,
    subject,
    subjectText,
    publicKey,
    modulusBits,
    digest,
    dnsNames,
    keyFingerprint: keyFingerprint(publicKey),
  };
}
