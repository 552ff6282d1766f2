/**
 * CMS messages that are encrypted for the holders of certificates.
 *
 * A message whose key does not open is opened with a random one, and fails where a damaged one fails: who sends messages to
 * be opened learns nothing of what the private key makes of them.
 *
 * Source: RFC 5652, 6; RFC 3370, 4.2.1; RFC 3560 (OAEP); RFC 3218, 2.3 (the random key).
 */
import { constants, type KeyObject, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import {
  type DerValue,
  der,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
} from '#asn1/der-writer.ts';
import { each, oidOf } from '#asn1/name-text.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type Digest, digestAlgorithm, digestOf, enterAlgorithm, RSA_ENCRYPTION } from './algorithms.ts';
import { DATA, x509 } from './certificates.ts';
import { CIPHERS, type Cipher, cipherId, cipherOf, decrypt, encrypt } from './ciphers.ts';
import { type CertificateName, enterCertificateName, idsOf, issuerAndSerial } from './cms-parts.ts';
import { encryptedContent } from './encrypted-content.ts';
import { damaged, readOne, undamaged } from './file-objects.ts';
import { FormatError } from './format-error.ts';
import { unknownProtection } from './password-encryption.ts';

type EnvelopeCipher = 'aes-256-cbc' | 'aes-128-cbc' | 'des-ede3-cbc';
/** How the key of the content is encrypted: RSAES-PKCS1-v1_5, or RSAES-OAEP. */
type KeyTransport = 'pkcs1' | 'oaep';

/** What a message is encrypted with. */
export interface Envelope {
  /** `des-ede3-cbc` for receivers of then; `aes-256-cbc` by default. */
  readonly cipher?: EnvelopeCipher | undefined;
  /** `pkcs1` by default, which every receiver reads. */
  readonly keyTransport?: KeyTransport | undefined;
}

/** What a receiver reads; all that is read here by default. */
export interface EnvelopeRules {
  readonly ciphers?: readonly EnvelopeCipher[] | undefined;
  readonly keyTransports?: readonly KeyTransport[] | undefined;
}

const ENVELOPED_DATA = '1.2.840.113549.1.7.3';
const RSAES_OAEP = '1.2.840.113549.1.1.7';
const MGF1 = '1.2.840.113549.1.1.8';
const [SET, CONTEXT_0, CONTEXT_1] = [0x31, 0xa0, 0xa1];
const MAX_RECIPIENTS = 100;
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING };

/** SHA-256 for the label and the mask: what OAEP is in programs of today. */
function oaepIdentifier(): DerValue {
  const sha256 = digestAlgorithm('sha256');
  return sequence(oid(RSAES_OAEP), sequence(tagged(0, sha256), tagged(1, sequence(oid(MGF1), sha256))));
}

const TRANSPORTS: Readonly<
  Record<
    KeyTransport,
    { readonly padding: { readonly padding: number; readonly oaepHash?: string }; readonly identifier: () => DerValue }
  >
> = {
  pkcs1: {
    padding: { padding: constants.RSA_PKCS1_PADDING },
    identifier: () => sequence(oid(RSA_ENCRYPTION), nullValue()),
  },
  oaep: { padding: { ...OAEP, oaepHash: 'sha256' }, identifier: oaepIdentifier },
};

/**
 * The content encrypted for each recipient, in DER.
 * @param recipients certificates in DER, of RSA keys
 */
export function encryptCms(
  content: Bytes,
  recipients: readonly Bytes[],
  { cipher = 'aes-256-cbc', keyTransport = 'pkcs1' }: Envelope = {},
): Bytes {
  const lengths = CIPHERS[cipher];
  const [key, iv] = [new Uint8Array(randomBytes(lengths.key)), new Uint8Array(randomBytes(lengths.iv))];
  const infos = recipients.map((certificate) => {
    const publicKey = x509('recipient', certificate).publicKey;
    const { padding, identifier } = TRANSPORTS[keyTransport];
    const encryptedKey = new Uint8Array(publicEncrypt({ key: publicKey, ...padding }, key));
    return sequence(integer(0), issuerAndSerial(idsOf(certificate)), identifier(), octetString(encryptedKey));
  });
  const algorithm = sequence(oid(cipherId(cipher)), octetString(iv));
  const encrypted = sequence(oid(DATA), algorithm, implicit(0, encrypt({ cipher, key, iv }, content)));
  return der(sequence(oid(ENVELOPED_DATA), tagged(0, sequence(integer(0), setOf(...infos), encrypted))));
}

interface Recipient {
  readonly name: CertificateName;
  readonly algorithm: KeyAlgorithm;
  readonly encryptedKey: Bytes;
}

/** How a content key was encrypted; of what is not read here the identifier alone. */
interface KeyAlgorithm {
  readonly id: string;
  readonly keyTransport?: KeyTransport;
  /** Of OAEP, for its label and its mask. */
  readonly oaepHash?: Digest;
}

/** RSAES-OAEP-params: one digest for label and mask, and no label. Source: RFC 8017, A.2.1; RFC 3560, 3. */
function oaepAlgorithm(id: string, parameters: DerReader): KeyAlgorithm {
  const fields = parameters.enter(DER.SEQUENCE, 'RSAES-OAEP-params');
  const hash = fields.enterIf(CONTEXT_0);
  const digest = hash === undefined ? 'sha1' : digestOf(enterAlgorithm(hash, 'hashAlgorithm').id);
  const mask = fields.enterIf(CONTEXT_1);
  const generator = mask && enterAlgorithm(mask, 'maskGenAlgorithm');
  const maskDigest =
    generator === undefined ? 'sha1' : digestOf(enterAlgorithm(generator.parameters, 'MGF1 digest').id);
  const read = digest !== undefined && digest === maskDigest && !fields.more;
  return read ? { id, keyTransport: 'oaep', oaepHash: digest } : { id };
}

function keyAlgorithm(info: DerReader): KeyAlgorithm {
  const { id, parameters } = enterAlgorithm(info, 'keyEncryptionAlgorithm');
  if (id === RSA_ENCRYPTION) return { id, keyTransport: 'pkcs1' };
  return id === RSAES_OAEP ? oaepAlgorithm(id, parameters) : { id };
}

interface EnvelopedParts {
  readonly recipients: readonly Recipient[];
  readonly cipher: Cipher;
  readonly iv: Bytes;
  readonly content: Bytes;
}

/** KeyTransRecipientInfo; recipients of another kind are passed over. */
function recipientsOf(infos: DerReader): Recipient[] {
  const recipients: Recipient[] = [];
  for (const at of each(infos)) {
    const info = at.enterIf(DER.SEQUENCE);
    if (info === undefined) {
      at.skip();
      continue;
    }
    if (recipients.length === MAX_RECIPIENTS)
      throw info.error({ en: `more than ${MAX_RECIPIENTS} recipients`, fr: `plus de ${MAX_RECIPIENTS} destinataires` });
    info.integer('version');
    const name = enterCertificateName(info);
    const algorithm = keyAlgorithm(info);
    recipients.push({ name, algorithm, encryptedKey: info.take(DER.OCTET_STRING, 'encryptedKey') });
  }
  return recipients;
}

function partsOf(name: string, message: Bytes): EnvelopedParts {
  const info = DerReader.of(name, message).enter(DER.SEQUENCE, 'ContentInfo');
  oidOf(info);
  const data = info.enter(CONTEXT_0, 'content').enter(DER.SEQUENCE, 'EnvelopedData');
  data.integer('version');
  data.takeIf(CONTEXT_0);
  const recipients = recipientsOf(data.enter(SET, 'recipientInfos'));
  const encrypted = data.enter(DER.SEQUENCE, 'encryptedContentInfo');
  oidOf(encrypted);
  const { id, parameters } = enterAlgorithm(encrypted, 'contentEncryptionAlgorithm');
  const cipher = cipherOf(id);
  if (cipher === undefined) throw unknownProtection(name, id);
  const iv = parameters.take(DER.OCTET_STRING, 'iv');
  if (iv.length !== CIPHERS[cipher].iv)
    throw parameters.error({ en: `iv of ${iv.length} bytes before this`, fr: `iv de ${iv.length} octets avant ceci` });
  return { recipients, cipher, iv, content: encryptedContent(encrypted) };
}

/** 00 02, eight or more bytes that are not 00, 00, the key. One path for all blocks: no branch looks at a byte. */
function unpadded(block: Bytes, length: number, instead: Bytes): Bytes {
  const separator = block.length - length - 1;
  let wrong = (block[0] as number) | ((block[1] as number) ^ 2) | (block[separator] as number);
  for (let i = 2; i < separator; i++) wrong |= ((block[i] as number) - 1) >>> 31;
  const mask = (-wrong >> 31) & 0xff;
  return Uint8Array.from(instead, (octet, i) => (octet & mask) | ((block[separator + 1 + i] as number) & ~mask));
}

/** The content key, or a random one in its place. Source: RFC 8017, 7.1.2. */
function oaepKey(encryptedKey: Bytes, key: KeyObject, length: number, oaepHash: string): Bytes {
  const instead = new Uint8Array(randomBytes(length));
  try {
    const opened = new Uint8Array(privateDecrypt({ key, ...OAEP, oaepHash }, encryptedKey));
    return opened.length === length ? opened : instead;
  } catch {
    return instead;
  }
}

/** The content key, or a random one in its place. */
function pkcs1Key(encryptedKey: Bytes, key: KeyObject, length: number): Bytes {
  const instead = new Uint8Array(randomBytes(length));
  const modulusBytes = Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
  let block = new Uint8Array(modulusBytes);
  try {
    // Unpadded here: Node 20 refuses PKCS#1 v1.5 for decryption.
    block = new Uint8Array(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encryptedKey));
  } catch {
    // Not of the key's length, or larger than its modulus: no block, and so the random key.
  }
  return unpadded(block, length, instead);
}

/** @throws FormatError `protection` */
function checkRules(
  name: string,
  { cipher, algorithm }: { readonly cipher: Cipher; readonly algorithm: KeyAlgorithm },
  { ciphers, keyTransports }: EnvelopeRules,
): void {
  const { id, keyTransport } = algorithm;
  const taken = keyTransport !== undefined && (keyTransports === undefined || keyTransports.includes(keyTransport));
  if (!taken) throw unknownProtection(name, id);
  const wanted = ciphers as readonly Cipher[] | undefined;
  if (wanted !== undefined && !wanted.includes(cipher)) throw unknownProtection(name, cipher);
}

export interface CmsRecipient {
  readonly certificate: Bytes;
  readonly key: KeyObject;
}

/**
 * The content of a message for that recipient.
 * @param name of the file, for errors
 * @param rules what the recipient reads
 * @throws FormatError `otherKind`, `damaged`, `protection`; `recipient` when it is for others: they are named
 */
export function decryptCms(
  name: string,
  bytes: Bytes,
  { certificate, key }: CmsRecipient,
  rules: EnvelopeRules = {},
): Bytes {
  const { der: message } = readOne(name, bytes, 'envelopedData');
  return undamaged(name, 'envelopedData', () => {
    const { recipients, cipher, iv, content } = partsOf(name, message);
    const recipient = recipients.find((one) => one.name.isOf(certificate));
    if (recipient === undefined) {
      const others = recipients.map((one) => one.name.text).join('; ');
      throw new FormatError('recipient', name, {
        en: `encrypted for somebody else (${others}): ask for it to be encrypted for this certificate`,
        fr: `chiffré pour quelqu'un d'autre (${others}) : demandez qu'il soit chiffré pour ce certificat`,
      });
    }
    checkRules(name, { cipher, algorithm: recipient.algorithm }, rules);
    const { encryptedKey, algorithm } = recipient;
    const { key: length } = CIPHERS[cipher];
    const { oaepHash } = algorithm;
    const secret =
      oaepHash === undefined ? pkcs1Key(encryptedKey, key, length) : oaepKey(encryptedKey, key, length, oaepHash);
    const plain = decrypt({ cipher, key: secret, iv }, content);
    if (plain === undefined)
      throw damaged(name, 'envelopedData', {
        en: 'its content does not open',
        fr: "son contenu ne s'ouvre pas",
      });
    return plain;
  });
}
