/**
 * PKCS#12 files of any age, read: a wrong password, a damaged file and a protection that is not read here are three errors.
 *
 * Source: RFC 7292, 4; RFC 9579 (PBMAC1).
 */

import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { derOfBer, looksLikeOne } from '#asn1/ber.ts';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { der, sequence, written } from '#asn1/der-writer.ts';
import { each, oidOf, stringText } from '#asn1/name-text.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { digestOf, digestOfHmac, enterAlgorithm } from './algorithms.ts';
import { certificateOfKey, DATA, x509 } from './certificates.ts';
import { encryptedContent } from './encrypted-content.ts';
import { damaged, readOne, undamaged } from './file-objects.ts';
import { FormatError } from './format-error.ts';
import {
  decryptWithPassword,
  enterDecryption,
  enterPbkdf2,
  iterationsOf,
  pbkdf2Keys,
  unknownProtection,
} from './password-encryption.ts';
import { bmpPassword, PURPOSE, pkcs12Derive } from './pkcs12-kdf.ts';
import { ATTRIBUTE, BAG, ENCRYPTED_DATA, PBMAC1, X509_CERTIFICATE } from './pkcs12-writer.ts';
import { decryptedKey, keyOfDer, missingPassword, wrongPassword } from './private-key.ts';

interface Pkcs12Key {
  readonly key: KeyObject;
  readonly friendlyName?: string;
  /** The one of that key, wherever it stands in the file. */
  readonly certificate?: Bytes;
}

export interface Pkcs12 {
  readonly keys: readonly Pkcs12Key[];
  /** All of them, in the order of the file, which means nothing. */
  readonly certificates: readonly Bytes[];
  /** How its parts are protected, in the words of their standards: `none` for what has no protection. */
  readonly protection: {
    readonly mac: string;
    readonly certificates: readonly string[];
    readonly keys: readonly string[];
  };
}

/** A key costs the time that its protection asks for. */
const MAX_KEYS = 16;
const MAX_CERTIFICATES = 1000;
const MAX_SAFES = 32;
const [SET, CONTEXT_0] = [0x31, 0xa0];

interface Contents {
  readonly keys: { readonly key: KeyObject; readonly friendlyName?: string }[];
  readonly certificates: Bytes[];
  readonly protection: { readonly certificates: Set<string>; readonly keys: Set<string> };
}

class Pkcs12Reader {
  readonly #name: string;
  readonly #password: string | undefined;
  readonly #contents: Contents = {
    keys: [],
    certificates: [],
    protection: { certificates: new Set(), keys: new Set() },
  };
  #safes = 0;
  /** Whether the password has opened anything. */
  opened = false;

  constructor(name: string, password: string | undefined) {
    this.#name = name;
    this.#password = password;
  }

  /** @throws FormatError `password`, `protection`; DerError */
  read(authenticatedSafe: Bytes): Contents {
    const infos = this.#reader(authenticatedSafe).enter(DER.SEQUENCE, 'AuthenticatedSafe');
    for (const info of each(infos)) this.#safe(info.enter(DER.SEQUENCE, 'ContentInfo'));
    return this.#contents;
  }

  #reader(bytes: Bytes): DerReader {
    return DerReader.of(this.#name, derOfBer(this.#name, bytes));
  }

  #safe(info: DerReader): void {
    const id = oidOf(info);
    const content = info.enter(CONTEXT_0, 'content');
    if (id === DATA) this.#bags(this.#reader(content.take(DER.OCTET_STRING, 'data')), 'none');
    else this.#encryptedSafe(id, content);
  }

  #encryptedSafe(id: string, content: DerReader): void {
    if (id !== ENCRYPTED_DATA) throw unknownProtection(this.#name, id);
    const data = content.enter(DER.SEQUENCE, 'EncryptedData');
    data.integer('version');
    const encrypted = data.enter(DER.SEQUENCE, 'encryptedContentInfo');
    oidOf(encrypted);
    const decryption = enterDecryption(this.#name, encrypted);
    const isBags = (bytes: Bytes) => looksLikeOne(DER.SEQUENCE, bytes);
    const plain = decryptWithPassword(decryption, encryptedContent(encrypted), this.#password, isBags);
    if (plain === undefined) throw wrongPassword(this.#name);
    this.opened = true;
    this.#bags(this.#reader(plain), decryption.words);
  }

  #bags(reader: DerReader, protection: string): void {
    this.#safes += 1;
    if (this.#safes > MAX_SAFES)
      throw reader.error({ en: `more than ${MAX_SAFES} safes`, fr: `plus de ${MAX_SAFES} coffres` });
    for (const at of each(reader.enter(DER.SEQUENCE, 'SafeContents')))
      this.#bag(at.enter(DER.SEQUENCE, 'SafeBag'), protection);
  }

  #bag(bag: DerReader, protection: string): void {
    const id = oidOf(bag);
    const value = bag.enter(CONTEXT_0, 'bagValue');
    if (id === BAG.CERTIFICATE) this.#certificate(value, protection);
    else if (id === BAG.SAFE_CONTENTS) this.#bags(value, protection);
    else if (id === BAG.KEY || id === BAG.SHROUDED_KEY) this.#key(id, value, friendlyName(bag));
  }

  #certificate(value: DerReader, protection: string): void {
    const bag = value.enter(DER.SEQUENCE, 'CertBag');
    if (oidOf(bag) !== X509_CERTIFICATE) return;
    const certificate = bag.enter(CONTEXT_0, 'certValue').take(DER.OCTET_STRING, 'x509Certificate');
    const { certificates } = this.#contents;
    if (certificates.length === MAX_CERTIFICATES)
      throw bag.error({
        en: `more than ${MAX_CERTIFICATES} certificates`,
        fr: `plus de ${MAX_CERTIFICATES} certificats`,
      });
    x509(this.#name, certificate);
    certificates.push(certificate);
    this.#contents.protection.certificates.add(protection);
  }

  #key(id: string, value: DerReader, name: string | undefined): void {
    const { keys, protection } = this.#contents;
    if (keys.length === MAX_KEYS)
      throw value.error({ en: `more than ${MAX_KEYS} keys`, fr: `plus de ${MAX_KEYS} clés` });
    const info = der(sequence(written(value.take(DER.SEQUENCE, 'PrivateKeyInfo'))));
    const shrouded = id === BAG.SHROUDED_KEY;
    const key = shrouded ? decryptedKey(this.#name, info, this.#password) : keyOfDer(this.#name, info);
    protection.keys.add(shrouded ? wordsOf(this.#name, info) : 'none');
    keys.push({ key, ...(name !== undefined && { friendlyName: name }) });
  }
}

function wordsOf(name: string, info: Bytes): string {
  return enterDecryption(name, DerReader.of(name, info).enter(DER.SEQUENCE, 'EncryptedPrivateKeyInfo')).words;
}

function friendlyName(bag: DerReader): string | undefined {
  const attributes = bag.enterIf(SET);
  if (attributes === undefined) return undefined;
  for (const at of each(attributes)) {
    const attribute = at.enter(DER.SEQUENCE, 'PKCS12Attribute');
    if (oidOf(attribute) === ATTRIBUTE.FRIENDLY_NAME) return stringText(attribute.enter(SET, 'values'), false);
  }
  return undefined;
}

interface Mac {
  readonly words: string;
  readonly isOf: (password: string | undefined) => boolean;
}

/** PBMAC1: the MAC's own derivation stands in its algorithm. */
function pbmac1Of(name: string, parameters: DerReader, mac: Bytes, content: Bytes): Mac {
  const values = parameters.enter(DER.SEQUENCE, 'PBMAC1-params');
  const derivation = enterPbkdf2(name, values);
  const { id } = enterAlgorithm(values, 'messageAuthScheme');
  const digest = digestOfHmac(id);
  if (digest === undefined || derivation.length === undefined) throw unknownProtection(name, id);
  const { length } = derivation;
  const isOf = (password: string | undefined) =>
    pbkdf2Keys(derivation, length, password).some((key) => isHmac(digest, key, content, mac));
  return { words: `PBMAC1, HMAC-${digest.toUpperCase()}`, isOf };
}

function isHmac(digest: string, key: Bytes, content: Bytes, mac: Bytes): boolean {
  const own = createHmac(digest, key).update(content).digest();
  return own.length === mac.length && timingSafeEqual(own, mac);
}

/** What MacData says of the authenticated safe. @throws FormatError `protection`, DerError */
function macOf(name: string, macData: DerReader, content: Bytes): Mac {
  const info = macData.enter(DER.SEQUENCE, 'mac');
  const { id, parameters } = enterAlgorithm(info, 'digestAlgorithm');
  const mac = info.take(DER.OCTET_STRING, 'digest');
  if (id === PBMAC1) return pbmac1Of(name, parameters, mac, content);
  const digest = digestOf(id);
  if (digest === undefined) throw unknownProtection(name, id);
  const salt = macData.take(DER.OCTET_STRING, 'macSalt');
  if (salt.length === 0) throw macData.error({ en: 'empty macSalt before this', fr: 'macSalt vide avant ceci' });
  const iterations = macData.more ? iterationsOf(name, macData) : 1;
  const isOf = (password: string | undefined) => {
    const passwords = password ? [bmpPassword(password)] : [bmpPassword(''), bmpPassword(undefined)];
    const derivation = { digest, salt, iterations, purpose: PURPOSE.MAC, length: mac.length };
    return passwords.some((one) => isHmac(digest, pkcs12Derive({ ...derivation, password: one }), content, mac));
  };
  return { words: `HMAC-${digest.toUpperCase()}`, isOf };
}

interface Parts {
  readonly safe: Bytes;
  readonly mac: Mac | undefined;
}

function partsOf(name: string, bytes: Bytes): Parts {
  const pfx = DerReader.of(name, bytes).enter(DER.SEQUENCE, 'PFX');
  pfx.integer('version');
  const info = pfx.enter(DER.SEQUENCE, 'authSafe');
  const id = oidOf(info);
  if (id !== DATA) throw unknownProtection(name, id);
  const safe = info.enter(CONTEXT_0, 'content').take(DER.OCTET_STRING, 'AuthenticatedSafe');
  const macData = pfx.enterIf(DER.SEQUENCE);
  pfx.end('macData');
  return { safe, mac: macData && macOf(name, macData, safe) };
}

const OTHER_CHECKSUM: Text = {
  en: 'the password opens it, and its checksum is another',
  fr: "le mot de passe l'ouvre, et sa somme de contrôle est une autre",
};

/** Keys and certificates, once the password is known to be the one, or to be none. */
function contentsOf(name: string, { safe, mac }: Parts, password: string | undefined): Contents {
  const isRight = mac?.isOf(password) ?? true;
  const reader = new Pkcs12Reader(name, password);
  let fault: Error | Text = OTHER_CHECKSUM;
  try {
    const contents = reader.read(safe);
    if (isRight) return contents;
  } catch (error) {
    if (error instanceof FormatError && error.reason === 'protection') throw error;
    const closed = error instanceof FormatError && error.reason === 'password';
    if (isRight && !(closed && mac !== undefined))
      throw closed && password === undefined ? missingPassword(name) : error;
    fault = error as Error;
  }
  // What the password opens in part was damaged behind its back; of what it does not open nothing can be said.
  if (isRight || reader.opened) throw damaged(name, 'pkcs12', fault);
  throw password === undefined ? missingPassword(name) : wrongPassword(name);
}

/**
 * What is in a PKCS#12 file.
 * @param name of the file, for errors
 * @param password undefined where there is none
 * @throws FormatError `empty`, `tooLarge`, `otherKind`, `damaged`, `passwordMissing`, `password`, `protection`
 */
export function readPkcs12(name: string, bytes: Bytes, password?: string): Pkcs12 {
  const { der: file } = readOne(name, bytes, 'pkcs12');
  return undamaged(name, 'pkcs12', () => {
    const parts = partsOf(name, file);
    const { keys, certificates, protection } = contentsOf(name, parts, password);
    const withCertificate = keys.map((one) => {
      const certificate = certificateOfKey(certificates, one.key);
      return { ...one, ...(certificate && { certificate }) };
    });
    const told = { certificates: [...protection.certificates], keys: [...protection.keys] };
    return { keys: withCertificate, certificates, protection: { mac: parts.mac?.words ?? 'none', ...told } };
  });
}
