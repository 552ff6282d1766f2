/**
 * A private RSA key that is elsewhere, given to one SecureContext: OpenSSL asks `privateEncrypt` for each signature.
 *
 * One RSA_METHOD and one callback a thread; each context has an RSA of its own, by which the callback knows who is meant.
 * Nothing process-wide changes: keys in files sign as before.
 *
 * Source: OpenSSL, RSA_meth_new(3); reference/tls-with-card.md 1.
 */
import type { KeyObject } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type { Bytes } from '#iso7816/bytes.ts';
import { bytesAt, libcrypto, type Pointer, pointerOf, registered } from './libcrypto.ts';

const EVP_PKEY_RSA = 6;
const FAILED = -1;

/** The private key operation; undefined when it was refused. Must not throw across C: what it throws is a refusal. */
export type PrivateEncrypt = (block: Bytes, padding: number) => Bytes | undefined;

/** By the address of the RSA: an address that is used anew has its entry replaced. */
const operations = new Map<bigint, PrivateEncrypt>();
let method: Pointer | undefined;
/** A context that was collected signs nothing any more. */
const collected = new FinalizationRegistry<{ readonly rsa: bigint; readonly operation: PrivateEncrypt }>(
  ({ rsa, operation }) => {
    if (operations.get(rsa) === operation) operations.delete(rsa);
  },
);

function privEnc(length: number, from: Pointer, to: Pointer, rsa: Pointer, padding: number): number {
  try {
    const operation = rsa === null ? undefined : operations.get(rsa);
    const signature = operation?.(bytesAt(from, length).slice(), padding);
    if (signature === undefined || signature.length !== libcrypto().RSA_size(rsa)) return FAILED;
    bytesAt(to, signature.length).set(signature);
    return signature.length;
  } catch {
    return FAILED;
  }
}

function theMethod(): Pointer {
  if (method !== undefined) return method;
  const { RSA_meth_dup, RSA_PKCS1_OpenSSL, RSA_meth_set_priv_enc } = libcrypto();
  method = RSA_meth_dup(RSA_PKCS1_OpenSSL()) as Pointer;
  RSA_meth_set_priv_enc(method, registered(privEnc));
  return method;
}

function bigNumber(base64url = ''): unknown {
  const bytes = Buffer.from(base64url, 'base64url');
  return libcrypto().BN_bin2bn(bytes, bytes.length, null);
}

/** @throws Error when OpenSSL refuses the key: it is not that of the context's certificate */
export function giveExternalKey(context: SecureContext, publicKey: KeyObject, operation: PrivateEncrypt): void {
  const openssl = libcrypto();
  const { n, e } = publicKey.export({ format: 'jwk' });
  const rsa = openssl.RSA_new() as bigint;
  openssl.RSA_set0_key(rsa, bigNumber(n), bigNumber(e), null);
  openssl.RSA_set_method(rsa, theMethod());
  const key = openssl.EVP_PKEY_new();
  openssl.EVP_PKEY_assign(key, EVP_PKEY_RSA, rsa);
  const used = openssl.SSL_CTX_use_PrivateKey(pointerOf(context), key);
  // The context holds the key now, and the key its RSA.
  openssl.EVP_PKEY_free(key);
  if (used !== 1) throw new TypeError("the public key is not that of the context's certificate");
  operations.set(rsa, operation);
  collected.register(context, { rsa, operation });
}
