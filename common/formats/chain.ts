/** The authorities above a certificate, found among those that are at hand. Source: RFC 5280, 6.1. */
import { X509Certificate } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import { FormatError } from './format-error.ts';

/** More authorities than any chain of the health PKI has. */
const MAX_DEPTH = 8;

/** Authorities are asked about again and again, and reading one takes longer than most of what it is asked. */
const read = new WeakMap<Bytes, X509Certificate>();

/** The certificate of an authority, read once for these very bytes: they must not change afterwards. */
export function authorityCertificate(bytes: Bytes): X509Certificate {
  const known = read.get(bytes) ?? new X509Certificate(bytes);
  read.set(bytes, known);
  return known;
}

/** Whoever comes once comes again: of these the certificate is neither read nor verified anew. */
const MOST_SEEN = 64;
const seen = new Map<string, X509Certificate>();

/** A certificate that anybody may send, by its bytes. @throws Error of OpenSSL for what is none */
function certificateSeen(bytes: Bytes): X509Certificate {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const certificate = seen.get(name) ?? new X509Certificate(bytes);
  seen.delete(name);
  seen.set(name, certificate);
  const [oldest] = seen.size > MOST_SEEN ? seen.keys() : [];
  if (oldest !== undefined) seen.delete(oldest);
  return certificate;
}

const signatures = new WeakMap<X509Certificate, WeakMap<X509Certificate, boolean>>();

/** Whether the key of that authority signed it, by the signature alone; verified once for the two of them. */
export function isSignedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  const verified = signatures.get(certificate) ?? new WeakMap<X509Certificate, boolean>();
  signatures.set(certificate, verified);
  const signed = verified.get(authority) ?? certificate.verify(authority.publicKey);
  verified.set(authority, signed);
  return signed;
}

interface ChainEnd {
  /** Whether the last one signs itself. */
  readonly complete: boolean;
  /** Name of the authority that is not among those at hand, as its bytes say it. */
  readonly missing?: string;
}

export interface ReadChain extends ChainEnd {
  /** The certificate, the authority that issued it, and so on upwards. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
}

export interface CompletedChain extends ChainEnd {
  /** The same in DER. */
  readonly certificates: readonly Bytes[];
}

function issues(authority: X509Certificate, certificate: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && isSignedBy(certificate, authority);
}

function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && isSignedBy(certificate, certificate);
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}

/** The chain of a certificate, as far as the authorities given (in DER) go; each signature is verified. */
export function readChain(certificate: Bytes, authorities: readonly Bytes[]): ReadChain {
  const known = authorities.map(authorityCertificate);
  const chain: [X509Certificate, ...X509Certificate[]] = [certificateSeen(certificate)];
  while (chain.length <= MAX_DEPTH) {
    const last = chain.at(-1) as X509Certificate;
    if (isSelfSigned(last)) return { chain, complete: true };
    const above = known.find((one) => issues(one, last));
    if (above === undefined) return { chain, complete: false, missing: oneLine(last.issuer) };
    chain.push(above);
  }
  return { chain, complete: false, missing: oneLine((chain.at(-1) as X509Certificate).issuer) };
}

/** The same, all in DER. */
export function completeChain(certificate: Bytes, authorities: readonly Bytes[]): CompletedChain {
  const { chain, ...end } = readChain(certificate, authorities);
  return { certificates: chain.map(({ raw }) => new Uint8Array(raw)), ...end };
}

/** @throws FormatError `chain` when an authority is missing: it is named */
export function wholeChain(name: string, certificate: Bytes, authorities: readonly Bytes[]): readonly Bytes[] {
  const { certificates, missing } = completeChain(certificate, authorities);
  if (missing === undefined) return certificates;
  throw new FormatError('chain', name, {
    en: `the authority '${missing}' is not among those given: install it first, the root (ACR) and the intermediate (ACI)`,
    fr: `l'autorité '${missing}' n'est pas parmi celles données : installez-la d'abord, la racine (ACR) et l'intermédiaire (ACI)`,
  });
}
