/**
 * The OpenSSL inside this Node, as far as a key that is elsewhere needs it: the only file here that touches native code.
 *
 * Source: OpenSSL, RSA_meth_new(3), RSA_set_method(3), SSL_CTX_use_PrivateKey(3), SSL_set_cert_cb(3),
 * X509_check_host(3); reference/tls-with-card.md 1.
 */
import type { SecureContext } from 'node:tls';
import { createSecureContext } from 'node:tls';
import { inspect } from 'node:util';
import koffi, { type LibraryHandle } from 'koffi';
import { CardTlsError } from './card-tls-error.ts';

const SIGNATURES = {
  RSA_new: 'void *RSA_new()',
  RSA_free: 'void RSA_free(void *)',
  RSA_set0_key: 'int RSA_set0_key(void *, void *, void *, void *)',
  RSA_size: 'int RSA_size(void *)',
  RSA_set_method: 'int RSA_set_method(void *, void *)',
  RSA_PKCS1_OpenSSL: 'void *RSA_PKCS1_OpenSSL()',
  RSA_meth_dup: 'void *RSA_meth_dup(void *)',
  RSA_meth_set_priv_enc: 'int RSA_meth_set_priv_enc(void *, void *)',
  BN_bin2bn: 'void *BN_bin2bn(void *, int, void *)',
  EVP_PKEY_new: 'void *EVP_PKEY_new()',
  EVP_PKEY_free: 'void EVP_PKEY_free(void *)',
  EVP_PKEY_assign: 'int EVP_PKEY_assign(void *, int, void *)',
  SSL_CTX_use_PrivateKey: 'int SSL_CTX_use_PrivateKey(void *, void *)',
  SSL_CTX_get_timeout: 'long SSL_CTX_get_timeout(void *)',
  SSL_CTX_set_msg_callback: 'void SSL_CTX_set_msg_callback(void *, void *)',
  SSL_set_msg_callback: 'void SSL_set_msg_callback(void *, void *)',
  SSL_set_cert_cb: 'void SSL_set_cert_cb(void *, void *, void *)',
  SSL_get_SSL_CTX: 'void *SSL_get_SSL_CTX(void *)',
  SSL_get_verify_result: 'long SSL_get_verify_result(void *)',
  SSL_get_servername: 'const char *SSL_get_servername(void *, int)',
  SSL_get0_peer_certificate: 'void *SSL_get0_peer_certificate(void *)',
  X509_check_host: 'int X509_check_host(void *, const char *, size_t, unsigned int, void *)',
  X509_check_ip_asc: 'int X509_check_ip_asc(void *, const char *, unsigned int)',
  X509_verify_cert_error_string: 'const char *X509_verify_cert_error_string(long)',
} as const;

/** A pointer, as the binding gives it: null for NULL. */
export type Pointer = bigint | null;
type NativeFunction = (...args: readonly unknown[]) => unknown;
export type Libcrypto = Readonly<Record<keyof typeof SIGNATURES, NativeFunction>>;

/** Seconds a session of a new context lives: what OpenSSL says of any context nobody has touched. */
const NEW_CONTEXT_TIMEOUT_S = 7200;
const EXTERNAL = /^\[External: (?:0x)?(?<address>[0-9a-f]+)\]$/i;

function cannot(en: string, fr: string, cause?: unknown): CardTlsError {
  const why = {
    en: `Node ${process.version} cannot be given the card's key: ${en}; use another release of Node, or connect to the port that \`cps-sim tls HOST:PORT\`, run by such a release, opens`,
    fr: `Node ${process.version} ne peut recevoir la clé de la carte : ${fr} ; prenez une autre version de Node, ou connectez-vous au port qu'ouvre \`cps-sim tls HÔTE:PORT\`, lancé par une telle version`,
  };
  return new CardTlsError({ reason: 'unsupported-node', why }, cause);
}

/** The SSL_CTX of a context. @throws CardTlsError unsupported-node where Node does not show it */
export function pointerOf({ context }: SecureContext): bigint {
  const { _external } = context as { readonly _external?: unknown };
  const address = EXTERNAL.exec(inspect(_external, { colors: false }))?.groups?.address;
  if (address !== undefined) return BigInt(`0x${address}`);
  throw cannot('its contexts hide their SSL_CTX', 'ses contextes cachent leur SSL_CTX');
}

function define(library: Pick<LibraryHandle, 'func'>): Libcrypto {
  const names = Object.keys(SIGNATURES) as (keyof typeof SIGNATURES)[];
  return Object.fromEntries(names.map((name) => [name, library.func(SIGNATURES[name])])) as unknown as Libcrypto;
}

/** @throws CardTlsError unsupported-node when this Node does not export what is needed, or means another thing by it */
export function openLibcrypto(load: () => Pick<LibraryHandle, 'func'> = () => koffi.load(null)): Libcrypto {
  let libcrypto: Libcrypto;
  try {
    libcrypto = define(load());
  } catch (cause) {
    throw cannot('it does not export its OpenSSL', "il n'exporte pas son OpenSSL", cause);
  }
  const timeout = libcrypto.SSL_CTX_get_timeout(pointerOf(createSecureContext()));
  if (Number(timeout) === NEW_CONTEXT_TIMEOUT_S) return libcrypto;
  throw cannot('what it shows of a context is no SSL_CTX', "ce qu'il montre d'un contexte n'est pas un SSL_CTX");
}

let opened: Libcrypto | undefined;

/** Checked at the first call of this thread. @throws CardTlsError unsupported-node */
export function libcrypto(): Libcrypto {
  opened ??= openLibcrypto();
  return opened;
}

const PRIV_ENC = koffi.proto('int cps_sim_priv_enc(int length, void *from, void *to, void *rsa, int padding)');

const MESSAGE_CB = koffi.proto(
  'void cps_sim_message_cb(int write, int version, int type, void *message, size_t length, void *ssl, void *arg)',
);
const CERT_CB = koffi.proto('int cps_sim_cert_cb(void *ssl, void *arg)');

/** What SSL_CTX_set_msg_callback is given, as far as it is looked at. */
export type MessageCb = (
  write: number,
  version: number,
  type: number,
  message: Pointer,
  length: number,
  ssl: Pointer,
) => void;
/** What SSL_set_cert_cb is given. @returns 1 to go on, 0 to end the handshake */
export type CertCb = (ssl: Pointer) => number;

/** RSA_METHOD's priv_enc. @returns bytes written to `to`, -1 when there is no signature */
export type PrivEnc = (length: number, from: Pointer, to: Pointer, rsa: Pointer, padding: number) => number;

/**
 * A C function for `func`, for the life of this thread: contexts that may still call it are freed by the collector only,
 * and a call after `unregister` would end the process.
 */
export function registered(func: PrivEnc): bigint {
  return koffi.register(func, koffi.pointer(PRIV_ENC));
}

/** The same, told of each message of a handshake. */
export function registeredMessageCb(func: MessageCb): bigint {
  return koffi.register(func, koffi.pointer(MESSAGE_CB));
}

/** The same, asked before a certificate is shown. */
export function registeredCertCb(func: CertCb): bigint {
  return koffi.register(func, koffi.pointer(CERT_CB));
}

export function bytesAt(pointer: Pointer, length: number): Uint8Array {
  return new Uint8Array(koffi.view(pointer, length));
}
