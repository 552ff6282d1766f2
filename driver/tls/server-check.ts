/**
 * The server is judged before the card is shown to it. Node lets every handshake go to its end and judges then: the code
 * would be asked for, and the holder named, for whoever answers at that port.
 *
 * OpenSSL has verified the server's certificate, by the authorities of the context, before it asks for ours. Node has a
 * callback of its own there, for servers; it is set on each connection, and does nothing for a client: with the first
 * message of the connection ours takes its place.
 *
 * Source: OpenSSL, SSL_set_cert_cb(3), SSL_CTX_set_msg_callback(3), SSL_get_verify_result(3); RFC 6125 by X509_check_host(3).
 */
import { isIP } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { SocketFailure } from './connection-error.ts';
import {
  libcrypto,
  type MessageCb,
  type Pointer,
  pointerOf,
  registeredCertCb,
  registeredMessageCb,
} from './libcrypto.ts';

/** Told of a server that is not shown the card. */
export type ServerRefused = (failure: SocketFailure) => void;

interface Check {
  readonly name: string | undefined;
  readonly refused: ServerRefused;
}

const GO_ON = 1;
const END = 0;
const TLSEXT_NAMETYPE_HOST_NAME = 0;

/** Node's names of X509_V_ERR. Source: openssl/x509_vfy.h */
const VERIFY_CODES: ReadonlyMap<number, string> = new Map([
  [2, 'UNABLE_TO_GET_ISSUER_CERT'],
  [3, 'UNABLE_TO_GET_CRL'],
  [7, 'CERT_SIGNATURE_FAILURE'],
  [9, 'CERT_NOT_YET_VALID'],
  [10, 'CERT_HAS_EXPIRED'],
  [12, 'CRL_HAS_EXPIRED'],
  [18, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [19, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [20, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [21, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [22, 'CERT_CHAIN_TOO_LONG'],
  [23, 'CERT_REVOKED'],
  [24, 'INVALID_CA'],
  [26, 'INVALID_PURPOSE'],
  [27, 'CERT_UNTRUSTED'],
  [28, 'CERT_REJECTED'],
]);

/** By the address of the SSL_CTX: one that is used anew has its entry replaced. */
const checks = new Map<bigint, Check>();
let callbacks: { readonly certificate: bigint; readonly message: bigint } | undefined;
/** A context that was collected asks nothing any more. */
const collected = new FinalizationRegistry<{ readonly address: bigint; readonly check: Check }>(
  ({ address, check }) => {
    if (checks.get(address) === check) checks.delete(address);
  },
);

/** What is wrong with the server; undefined when nothing is. */
function faultOf(ssl: Pointer, expected: string | undefined): SocketFailure | undefined {
  const openssl = libcrypto();
  const result = Number(openssl.SSL_get_verify_result(ssl));
  if (result !== 0) {
    const message = String(openssl.X509_verify_cert_error_string(result));
    return { message, code: VERIFY_CODES.get(result) ?? 'UNSPECIFIED' };
  }
  const given = expected ?? (openssl.SSL_get_servername(ssl, TLSEXT_NAMETYPE_HOST_NAME) as string | null);
  // Connected to by its address, by a library: Node alone knows which, and judges it afterwards.
  if (given === null) return undefined;
  const name = given.replace(/\.$/, '');
  const certificate = openssl.SSL_get0_peer_certificate(ssl);
  const right = isIP(name)
    ? openssl.X509_check_ip_asc(certificate, name, 0)
    : openssl.X509_check_host(certificate, name, 0, 0, null);
  if (right === 1) return undefined;
  return { message: `the server's certificate is not for ${name}`, code: 'ERR_TLS_CERT_ALTNAME_INVALID' };
}

function theCallbacks(): { readonly certificate: bigint; readonly message: bigint } {
  callbacks ??= { certificate: registeredCertCb(certCb), message: registeredMessageCb(messageCb) };
  return callbacks;
}

/** The first message of a connection: no other one is of interest. Must not throw across C. */
function messageCb(...[, , , , , ssl]: Parameters<MessageCb>): void {
  const { SSL_set_msg_callback, SSL_set_cert_cb } = libcrypto();
  SSL_set_msg_callback(ssl, null);
  SSL_set_cert_cb(ssl, theCallbacks().certificate, null);
}

function certCb(ssl: Pointer): number {
  try {
    const context = libcrypto().SSL_get_SSL_CTX(ssl) as Pointer;
    const check = context === null ? undefined : checks.get(context);
    if (check === undefined) return END;
    const fault = faultOf(ssl, check.name);
    if (fault === undefined) return GO_ON;
    check.refused(fault);
    return END;
  } catch {
    return END;
  }
}

/**
 * From now on connections of that context show a certificate to servers alone that are trusted and have the right name.
 * @param name that of the server, or its address; what the client says in SNI by default
 */
export function checkServerFirst(context: SecureContext, name: string | undefined, refused: ServerRefused): void {
  const address = pointerOf(context);
  const check = { name, refused };
  checks.set(address, check);
  collected.register(context, { address, check });
  libcrypto().SSL_CTX_set_msg_callback(address, theCallbacks().message);
}
