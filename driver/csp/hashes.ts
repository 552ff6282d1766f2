/** Hashes and signatures of a context. Source: wincrypt.h, CryptCreateHash to CryptVerifySignature. */

import { createHash, type Hash, KeyObject } from 'node:crypto';
import { BYTES, instanceOf, NUMBER } from '#common/arguments.ts';
import { sameInEach } from '#common/language.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { NTE } from '#windows/codes.ts';
import { CALG } from '../minidriver/index.ts';
import { DIGESTS, digestInfo } from '../minidriver/structures/digest-info.ts';
import { keySpecOf } from './card/card-contents.ts';
import { CRYPT_NOHASHOID, hasOtherFlags } from './constants.ts';
import { CANCELLED, type CryptProvider, checkProviderHandle, FLAGS, keyUser, PROVIDER } from './crypto-provider.ts';
import { CspError, typesOf } from './csp-error.ts';
import { isSignatureOf, signHash } from './private-key.ts';

/** MD5 and SHA-1 one after the other, given as HP_HASHVAL only. */
const SSL3_SHAMD5_LENGTH = 36;

/** HCRYPTHASH */
export class CryptHash {
  readonly provider: CryptProvider;
  /** CALG */
  readonly algorithm: number;
  readonly length: number;
  readonly #hash: Hash | undefined;
  #value: Bytes | undefined;

  constructor(provider: CryptProvider, algorithm: number, length: number, hash: Hash | undefined) {
    this.provider = provider;
    this.algorithm = algorithm;
    this.length = length;
    this.#hash = hash;
  }

  update(data: Bytes): void {
    if (this.#hash === undefined || this.#value !== undefined) {
      throw new CspError(NTE.BAD_HASH_STATE, {
        en: 'no data can be added to a hash whose value is set or was asked for',
        fr: 'rien ne peut être ajouté à une empreinte dont la valeur est donnée ou a été demandée',
      });
    }
    this.#hash.update(data);
  }

  setValue(value: Bytes): void {
    if (value.length !== this.length) {
      throw new CspError(NTE.BAD_HASH, {
        en: `hash of ${value.length} bytes, expected ${this.length}`,
        fr: `empreinte de ${value.length} octets, attendu : ${this.length}`,
      });
    }
    this.#value = value.slice();
  }

  value(): Bytes {
    if (this.#value === undefined) {
      if (this.#hash === undefined)
        throw new CspError(NTE.BAD_HASH_STATE, {
          en: 'the value was never set',
          fr: "la valeur n'a jamais été donnée",
        });
      this.#value = new Uint8Array(this.#hash.digest());
    }
    return this.#value;
  }
}

const HASH = instanceOf(CryptHash, 'a hash of cryptCreateHash');
const TYPES = {
  cryptCreateHash: typesOf('CryptCreateHash', { provider: PROVIDER, algorithm: NUMBER }),
  cryptHashData: typesOf('CryptHashData', { hash: HASH, data: BYTES }),
  cryptSetHashValue: typesOf('CryptSetHashParam', { hash: HASH, value: BYTES }),
  cryptGetHashValue: typesOf('CryptGetHashParam', { hash: HASH }),
  cryptSignHash: typesOf('CryptSignHash', { hash: HASH, keySpec: NUMBER, flags: FLAGS, cancelled: CANCELLED }),
  cryptVerifySignature: typesOf('CryptVerifySignature', {
    hash: HASH,
    signature: BYTES,
    publicKey: instanceOf(KeyObject, 'a public key (KeyObject)'),
    flags: FLAGS,
  }),
};

/**
 * CryptCreateHash: SHA-1 and, although the provider is of type PROV_RSA_FULL, SHA-2 too; MD5; SSL3_SHAMD5 by value.
 * @throws CspError NTE_BAD_ALGID
 */
export function cryptCreateHash(provider: CryptProvider, algorithm: number): CryptHash {
  TYPES.cryptCreateHash(provider, algorithm);
  checkProviderHandle(provider);
  if (algorithm === CALG.SSL3_SHAMD5) return new CryptHash(provider, algorithm, SSL3_SHAMD5_LENGTH, undefined);
  const digest = DIGESTS.find(({ calg }) => calg === algorithm);
  if (digest === undefined)
    throw new CspError(NTE.BAD_ALGID, {
      en: `ALG_ID 0x${algorithm.toString(16)} is no hash here`,
      fr: `ALG_ID 0x${algorithm.toString(16)} n'est pas une empreinte ici`,
    });
  return new CryptHash(provider, algorithm, digest.length, createHash(digest.algorithmId.toLowerCase()));
}

/** CryptHashData @throws CspError NTE_BAD_HASH_STATE once the value was asked for */
export function cryptHashData(hash: CryptHash, data: Bytes): void {
  TYPES.cryptHashData(hash, data);
  hash.update(data);
}

/** CryptSetHashParam with HP_HASHVAL. @throws CspError NTE_BAD_HASH for a value of another length */
export function cryptSetHashValue(hash: CryptHash, value: Bytes): void {
  TYPES.cryptSetHashValue(hash, value);
  hash.setValue(value);
}

/** CryptGetHashParam with HP_HASHVAL: ends the hash. */
export function cryptGetHashValue(hash: CryptHash): Bytes {
  TYPES.cryptGetHashValue(hash);
  return hash.value().slice();
}

/**
 * CryptSignHash: signs with the key of the context's container; the PIN is asked for when it is not kept.
 * @param keySpec AT_KEYEXCHANGE or AT_SIGNATURE: the one the container has
 * @param flags 0 or CRYPT_NOHASHOID
 * @param cancelled as that of nCryptSignHash
 * @returns the signature, little-endian
 * @throws CspError NTE_NO_KEY when the container has no key of that kind; NTE_BAD_FLAGS; SCARD_E_UNSUPPORTED_FEATURE
 *   for a hash the key does not sign; NTE_SILENT_CONTEXT, SCARD_W_CANCELLED_BY_USER, SCARD_W_WRONG_CHV,
 *   SCARD_W_CHV_BLOCKED of the PIN; SCARD_E_NO_SMARTCARD in a silent context whose card has left
 */
export async function cryptSignHash(
  hash: CryptHash,
  keySpec: number,
  flags = 0,
  cancelled?: AbortSignal,
): Promise<Bytes> {
  TYPES.cryptSignHash(hash, keySpec, flags, cancelled);
  const user = keyUser(hash.provider, cancelled);
  if (hasOtherFlags(flags, CRYPT_NOHASHOID)) throw new CspError(NTE.BAD_FLAGS, sameInEach(`dwFlags ${flags}`));
  const { record } = user.container;
  if (keySpecOf(record) !== keySpec)
    throw new CspError(NTE.NO_KEY, {
      en: `'${record.name}' has no key of AT_* ${keySpec}`,
      fr: `'${record.name}' n'a pas de clé AT_* ${keySpec}`,
    });
  const withoutOid = flags === CRYPT_NOHASHOID || hash.algorithm === CALG.SSL3_SHAMD5;
  return signHash(user, withoutOid ? 0 : hash.algorithm, hash.value());
}

/**
 * CryptVerifySignature: needs no card.
 * @param signature little-endian
 * @throws CspError NTE_BAD_SIGNATURE when it is not that of the hash
 */
export function cryptVerifySignature(hash: CryptHash, signature: Bytes, publicKey: KeyObject, flags = 0): void {
  TYPES.cryptVerifySignature(hash, signature, publicKey, flags);
  checkProviderHandle(hash.provider);
  if (hasOtherFlags(flags, CRYPT_NOHASHOID)) throw new CspError(NTE.BAD_FLAGS, sameInEach(`dwFlags ${flags}`));
  const digest = flags === CRYPT_NOHASHOID ? undefined : DIGESTS.find(({ calg }) => calg === hash.algorithm);
  const expected = digestInfo(digest, hash.value());
  if (isSignatureOf(publicKey, expected, concat(signature).reverse())) return;
  throw new CspError(NTE.BAD_SIGNATURE, {
    en: 'the signature is not that of the hash with this key',
    fr: "la signature n'est pas celle de l'empreinte par cette clé",
  });
}
