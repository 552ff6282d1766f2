/**
 * CMS messages that are signed. Whoever holds the key signs a digest, at any time: a card, through its driver.
 *
 * Source: RFC 5652, 5 and 11.
 */
import { createHash, verify } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import {
  type DerValue,
  der,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
  time,
  written,
} from '#asn1/der-writer.ts';
import { each, mapEach, oidOf } from '#asn1/name-text.ts';
import { pemOf } from '#asn1/pem.ts';
import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import {
  type Digest,
  digestAlgorithm,
  digestOf,
  digestOfRsaSignature,
  enterAlgorithm,
  RSA_ENCRYPTION,
  rsaSignatureAlgorithm,
  WEAK_DIGESTS,
} from './algorithms.ts';
import { certificatesOfCms, DATA, SIGNED_DATA, x509 } from './certificates.ts';
import { type CertificateName, enterCertificateName, idsOf, issuerAndSerial } from './cms-parts.ts';
import { readOne, undamaged } from './file-objects.ts';
import { FormatError } from './format-error.ts';

export interface SignedMessage {
  readonly content: Bytes;
  /** The signer's, in DER. */
  readonly certificate: Bytes;
  /** Those above it, which the message carries too. */
  readonly authorities?: readonly Bytes[];
  /** `sha256` by default. */
  readonly digest?: Exclude<Digest, 'md5'>;
  /**
   * The PKCS#1 v1.5 signature of a digest, as `CryptSignHash` and PSO: COMPUTE DIGITAL SIGNATURE make it.
   * @param hash of that digest's length; the DigestInfo around it is the signer's
   */
  readonly signHash: (hash: Bytes, digest: Exclude<Digest, 'md5'>) => Bytes | Promise<Bytes>;
  readonly signingTime?: Date;
  /** Whether the content stays outside; no by default. */
  readonly detached?: boolean;
}

const ATTRIBUTE = {
  CONTENT_TYPE: '1.2.840.113549.1.9.3',
  MESSAGE_DIGEST: '1.2.840.113549.1.9.4',
  SIGNING_TIME: '1.2.840.113549.1.9.5',
} as const;
const [SET, CONTEXT_0, CONTEXT_1] = [0x31, 0xa0, 0xa1];

function hashOf(digest: Digest, bytes: Bytes): Bytes {
  return new Uint8Array(createHash(digest).update(bytes).digest());
}

function attribute(id: string, value: DerValue): DerValue {
  return sequence(oid(id), setOf(value));
}

/** The message in DER. @throws what `signHash` throws: nothing is made then */
export async function signCms(message: SignedMessage): Promise<Bytes> {
  const { content, certificate, authorities = [], digest = 'sha256', signHash, signingTime, detached } = message;
  const attributes = setOf(
    attribute(ATTRIBUTE.CONTENT_TYPE, oid(DATA)),
    attribute(ATTRIBUTE.MESSAGE_DIGEST, octetString(hashOf(digest, content))),
    ...(signingTime ? [attribute(ATTRIBUTE.SIGNING_TIME, time(signingTime))] : []),
  );
  const signature = await signHash(hashOf(digest, der(attributes)), digest);
  const signer = sequence(
    integer(1),
    issuerAndSerial(idsOf(certificate)),
    digestAlgorithm(digest),
    // Signed as a SET, sent as [0].
    written(concat(Uint8Array.of(CONTEXT_0), der(attributes).subarray(1))),
    rsaSignatureAlgorithm(digest),
    octetString(signature),
  );
  const encapsulated = detached ? [] : [tagged(0, octetString(content))];
  const data = sequence(
    integer(1),
    setOf(digestAlgorithm(digest)),
    sequence(oid(DATA), ...encapsulated),
    tagged(0, ...[certificate, ...authorities].map(written)),
    setOf(signer),
  );
  return der(sequence(oid(SIGNED_DATA), tagged(0, data)));
}

export function cmsPem(message: Bytes): string {
  return pemOf('CMS', message);
}

interface CmsSigner {
  readonly certificate: Bytes;
  readonly digest: Digest;
  /** As the signer's own clock had it. */
  readonly signingTime?: Date;
  /**
   * What the signature is over: the signed attributes in DER's order, as the standard has it; in the order they were sent,
   * which some verifiers take and others refuse; or the content itself where there are none.
   */
  readonly signedOver: 'attributes' | 'attributesAsSent' | 'content';
}

export interface SignatureRules {
  /** The content, when the message does not hold it. */
  readonly detached?: Bytes | undefined;
  /** Whether MD5 and SHA-1 are taken; no by default, though OpenSSL 3.0 and GnuTLS take SHA-1. */
  readonly weakDigests?: boolean | undefined;
}

export interface VerifiedMessage {
  readonly content: Bytes;
  /** One or more; whether their certificates are worth anything is not said here. */
  readonly signers: readonly CmsSigner[];
  readonly certificates: readonly Bytes[];
}

interface SignerInfo {
  readonly name: CertificateName;
  readonly digestId: string;
  /** Contents of signedAttrs, as sent. */
  readonly attributes: Bytes | undefined;
  readonly signatureId: string;
  readonly signature: Bytes;
}

interface SignedParts {
  readonly content: Bytes | undefined;
  readonly certificates: readonly Bytes[];
  readonly signers: readonly SignerInfo[];
}

function signerInfo(reader: DerReader): SignerInfo {
  const info = reader.enter(DER.SEQUENCE, 'SignerInfo');
  info.integer('version');
  const name = enterCertificateName(info);
  const digestId = enterAlgorithm(info, 'digestAlgorithm').id;
  const attributes = info.takeIf(CONTEXT_0);
  const signatureId = enterAlgorithm(info, 'signatureAlgorithm').id;
  return { name, digestId, attributes, signatureId, signature: info.take(DER.OCTET_STRING, 'signature') };
}

function partsOf(name: string, message: Bytes): SignedParts {
  const info = DerReader.of(name, message).enter(DER.SEQUENCE, 'ContentInfo');
  oidOf(info);
  const data = info.enter(CONTEXT_0, 'content').enter(DER.SEQUENCE, 'SignedData');
  data.integer('version');
  data.take(SET, 'digestAlgorithms');
  const encapsulated = data.enter(DER.SEQUENCE, 'encapContentInfo');
  oidOf(encapsulated);
  const content = encapsulated.enterIf(CONTEXT_0)?.take(DER.OCTET_STRING, 'eContent');
  data.takeIf(CONTEXT_0);
  data.takeIf(CONTEXT_1);
  const signers = mapEach(data.enter(SET, 'signerInfos'), signerInfo);
  return { content, certificates: certificatesOfCms(name, message), signers };
}

function refusal(name: string, en: string, fr: string): FormatError {
  return new FormatError('signature', name, { en, fr });
}

function attributeValue(name: string, attributes: Bytes, id: string): DerReader | undefined {
  for (const at of each(DerReader.of(name, attributes))) {
    const one = at.enter(DER.SEQUENCE, 'Attribute');
    if (oidOf(one) === id) return one.enter(SET, 'attrValues');
  }
  return undefined;
}

/** UTCTime or GeneralizedTime, without fraction. */
function timeOf(value: DerReader | undefined): Date | undefined {
  const utc = value?.takeIf(0x17);
  const text = Buffer.from(utc ?? value?.takeIf(0x18) ?? []).toString('latin1');
  const full = utc === undefined ? text : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`;
  const date = new Date(full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function sorted(name: string, attributes: Bytes): Bytes {
  const values = mapEach(DerReader.of(name, attributes), (one) =>
    sequence(written(one.take(DER.SEQUENCE, 'Attribute'))),
  );
  return der(setOf(...values));
}

/** What is signed, in each reading of the standard, with the name of the reading. */
function readings(
  name: string,
  { attributes }: SignerInfo,
  content: Bytes,
): (readonly [CmsSigner['signedOver'], Bytes])[] {
  if (attributes === undefined) return [['content', content]];
  return [
    ['attributes', sorted(name, attributes)],
    ['attributesAsSent', tlv(SET, attributes)],
  ];
}

function checkDigest(name: string, digest: Digest, attributes: Bytes, content: Bytes): void {
  const told = attributeValue(name, attributes, ATTRIBUTE.MESSAGE_DIGEST)?.take(DER.OCTET_STRING, 'messageDigest');
  if (told === undefined)
    throw refusal(name, 'no messageDigest among what is signed', 'pas de messageDigest dans ce qui est signé');
  if (Buffer.compare(told, hashOf(digest, content)) === 0) return;
  throw refusal(name, 'the content was changed after it was signed', 'le contenu a été modifié après avoir été signé');
}

function digestUsed(name: string, { digestId, signatureId }: SignerInfo, weakDigests: boolean): Digest {
  const digest = digestOf(digestId);
  const known = signatureId === RSA_ENCRYPTION || digestOfRsaSignature(signatureId) === digest;
  if (digest === undefined || !known)
    throw new FormatError('algorithm', name, {
      en: `signed with ${signatureId} over ${digestId}, expected RSA with SHA-256`,
      fr: `signé avec ${signatureId} sur ${digestId}, attendu : RSA avec SHA-256`,
    });
  if (WEAK_DIGESTS.includes(digest) && !weakDigests)
    throw new FormatError('weakDigest', name, {
      en: `signed over ${digest.toUpperCase()}, which is refused; sign it again over SHA-256`,
      fr: `signé sur ${digest.toUpperCase()}, qui est refusé ; signez-le à nouveau sur SHA-256`,
    });
  return digest;
}

function verified(
  name: string,
  info: SignerInfo,
  digest: Digest,
  content: Bytes,
  certificates: readonly Bytes[],
): CmsSigner {
  const certificate = certificates.find(info.name.isOf);
  if (certificate === undefined)
    throw refusal(
      name,
      `the signer's certificate (${info.name.text}) is not in the message`,
      `le certificat du signataire (${info.name.text}) n'est pas dans le message`,
    );
  if (info.attributes !== undefined) checkDigest(name, digest, info.attributes, content);
  const key = x509(name, certificate).publicKey;
  const reading = readings(name, info, content).find(([, bytes]) => verify(digest, bytes, key, info.signature));
  if (reading === undefined)
    throw refusal(
      name,
      `the signature is not of the key of ${info.name.text}, or what it signs was changed`,
      `la signature n'est pas de la clé de ${info.name.text}, ou ce qu'elle signe a été modifié`,
    );
  const signingTime = info.attributes && timeOf(attributeValue(name, info.attributes, ATTRIBUTE.SIGNING_TIME));
  return { certificate, digest, ...(signingTime && { signingTime }), signedOver: reading[0] };
}

/**
 * Verifies every signature of a message with the certificates it carries.
 * @param name of the file, for errors
 * @throws FormatError `otherKind`, `damaged`, `algorithm`, `weakDigest`, `signature`
 */
export function verifyCms(name: string, bytes: Bytes, rules: SignatureRules = {}): VerifiedMessage {
  const { detached, weakDigests = false } = rules;
  const { der: message } = readOne(name, bytes, 'signedData');
  return undamaged(name, 'signedData', () => {
    const { content = detached, certificates, signers } = partsOf(name, message);
    if (signers.length === 0)
      throw refusal(
        name,
        'nobody has signed it: it only carries certificates',
        "personne ne l'a signé : il ne porte que des certificats",
      );
    if (content === undefined)
      throw refusal(name, 'the content it signs is not in it', "le contenu qu'il signe n'y est pas");
    const judged = (one: SignerInfo) => verified(name, one, digestUsed(name, one, weakDigests), content, certificates);
    return { content, certificates, signers: signers.map(judged) };
  });
}
