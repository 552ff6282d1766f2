/** What CSP and KSP do with a private key of the card, and with its public half. */
import { constants, createPublicKey, type KeyObject, publicDecrypt } from 'node:crypto';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { NTE } from '#windows/codes.ts';
import {
  cardGetContainerInfo,
  cardGetProperty,
  cardRSADecrypt,
  cardSignData,
  KEY_SPEC,
  OPERATION,
  PADDING,
  SIGNING_FLAG,
} from '../minidriver/index.ts';
import { dwords } from '../minidriver/structures/layouts.ts';
import { certificateOf, keySpecOf } from './card/card-contents.ts';
import { type KeyUser, onCardAgain } from './card/card-search.ts';
import { CspError } from './csp-error.ts';
import { authenticated } from './pin/authentication.ts';

function keyOf({ container: { record } }: KeyUser) {
  return { containerIndex: record.containerIndex, keySpec: keySpecOf(record) };
}

/**
 * PKCS#1 v1.5 signature of a hash, little-endian.
 * @param hashAlgorithm CALG; 0 = data signed without DigestInfo
 * @throws CspError of the PIN, of the search for the card, SCARD_E_UNSUPPORTED_FEATURE for a hash the key does not sign
 */
export function signHash(user: KeyUser, hashAlgorithm: number, hash: Bytes): Promise<Bytes> {
  return authenticated(user, async ({ cardData }) => {
    const { signedData } = await cardSignData(cardData, { ...keyOf(user), hashAlgorithm, data: hash });
    return signedData;
  });
}

/**
 * The private key operation over a block that is padded already, PSS or PKCS#1, little-endian.
 * @throws CspError NTE_NOT_SUPPORTED for a card or key that pads by itself, before any code is asked for; as `signHash`
 */
export async function signPadded(user: KeyUser, block: Bytes): Promise<Bytes> {
  if (!(await signsPadded(user)))
    throw new CspError(NTE.NOT_SUPPORTED, {
      en: 'the key pads PKCS#1 v1.5 by itself, and signs nothing that is padded already',
      fr: 'la clé bourre elle-même selon PKCS#1 v1.5, et ne signe rien de bourré',
    });
  const padding = { paddingType: PADDING.NONE, signingFlags: SIGNING_FLAG.PADDING_INFO_PRESENT };
  return authenticated(user, async ({ cardData }) => {
    const { signedData } = await cardSignData(cardData, { ...keyOf(user), ...padding, data: block });
    return signedData;
  });
}

/** Padding Schemes of the card: whether its key exchange key takes a block that is padded already, as a CPS4 does. */
export async function signsPadded(user: KeyUser): Promise<boolean> {
  if (keySpecOf(user.container.record) !== KEY_SPEC.KEYEXCHANGE) return false;
  const schemes = await onCardAgain(user, ({ cardData }) =>
    cardGetProperty(cardData, 'Padding Schemes', { flags: OPERATION.ASYMMETRIC }),
  );
  return ((schemes[0] ?? 0) & PADDING.NONE) !== 0;
}

/**
 * Deciphers with the key exchange key, PKCS#1 v1.5.
 * @param cryptogram little-endian
 * @returns the message, first byte first
 */
export function decrypt(user: KeyUser, cryptogram: Bytes): Promise<Bytes> {
  const { containerIndex, keySpec } = keyOf(user);
  if (keySpec !== KEY_SPEC.KEYEXCHANGE) {
    return Promise.reject(
      new CspError(NTE.BAD_KEY, {
        en: 'a signature key does not decipher',
        fr: 'une clé de signature ne déchiffre pas',
      }),
    );
  }
  return authenticated(user, async ({ cardData }) => {
    const info = { containerIndex, keySpec, data: cryptogram, paddingType: PADDING.PKCS1 };
    return Uint8Array.from(await cardRSADecrypt(cardData, info)).reverse();
  });
}

/** PUBLICKEYBLOB of the container's key. */
export function publicKeyBlob(user: KeyUser): Promise<Bytes> {
  const { process, container } = user;
  const { containerIndex } = container.record;
  return onCardAgain(user, ({ cardIdentifier, cardData }) =>
    process.cardCache.item(cardIdentifier, 'containers', `CONTAINER_INFO ${containerIndex}`, async () => {
      const { sigPublicKey, keyExPublicKey } = await cardGetContainerInfo(cardData, containerIndex);
      const blob = sigPublicKey ?? keyExPublicKey;
      if (blob === undefined)
        throw new CspError(NTE.NO_KEY, {
          en: `container ${containerIndex} holds no key`,
          fr: `le conteneur ${containerIndex} n'a pas de clé`,
        });
      return blob;
    }),
  ).then((blob) => blob.slice());
}

/** The certificate of the container in DER. @throws CspError NTE_BAD_DATA when the card has none beside the key */
export async function keyCertificate(user: KeyUser): Promise<Bytes> {
  const { process, container } = user;
  const der = await onCardAgain(user, (card) => certificateOf(process, card, container.record));
  if (der === undefined)
    throw new CspError(NTE.BAD_DATA, {
      en: `no certificate beside '${container.record.name}'`,
      fr: `pas de certificat à côté de '${container.record.name}'`,
    });
  return der.slice();
}

const BLOB = { MODULUS_BITS: 12, EXPONENT: 16, MODULUS: 20 } as const;

/** The key of a PUBLICKEYBLOB. */
export function publicKeyOfBlob(blob: Bytes): KeyObject {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const length = view.getUint32(BLOB.MODULUS_BITS, true) / 8;
  const modulus = Uint8Array.from(blob.subarray(BLOB.MODULUS, BLOB.MODULUS + length)).reverse();
  const exponent = Buffer.alloc(4);
  exponent.writeUInt32BE(view.getUint32(BLOB.EXPONENT, true));
  const e = exponent.subarray(exponent.findIndex((byte) => byte !== 0)).toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e }, format: 'jwk' });
}

/** 'RSA1', little-endian. */
const BCRYPT_RSAPUBLIC_MAGIC = 0x31415352;

/** BCRYPT_RSAKEY_BLOB: head little-endian, then exponent and modulus big-endian. Source: bcrypt.h */
export function rsaKeyBlob(key: KeyObject): Bytes {
  const { e = '', n = '' } = key.export({ format: 'jwk' });
  const [exponent, modulus] = [Buffer.from(e, 'base64url'), Buffer.from(n, 'base64url')];
  const noPrimes = [0, 0];
  const head = dwords(BCRYPT_RSAPUBLIC_MAGIC, 8 * modulus.length, exponent.length, modulus.length, ...noPrimes);
  return concat(head, exponent, modulus);
}

/**
 * Whether a PKCS#1 v1.5 signature is that of a hash.
 * @param digestInfo what is between the padding and the end of the block: DigestInfo, or the data itself
 * @param signature big-endian
 */
export function isSignatureOf(key: KeyObject, digestInfo: Bytes, signature: Bytes): boolean {
  try {
    return publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature).equals(digestInfo);
  } catch {
    return false;
  }
}
