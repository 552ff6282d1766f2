/** PEM, the text form of DER. Source: RFC 7468. */
import type { Bytes } from '#iso7816/bytes.ts';

/** DER as text between lines that say what it is. */
export function pemOf(label: string, der: Bytes): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** A certificate in PEM. */
export function toPem(certificate: Bytes): string {
  return pemOf('CERTIFICATE', certificate);
}

/** A revocation list in PEM. */
export function crlToPem(crl: Bytes): string {
  return pemOf('X509 CRL', crl);
}

export interface PemBlock {
  /** `CERTIFICATE`, `NEW CERTIFICATE REQUEST`. */
  readonly label: string;
  /** What it holds; undefined when it is no Base64. */
  readonly der: Bytes | undefined;
  /** True when lines before the Base64 say how it is encrypted. Source: RFC 1421, 4.6.1. */
  readonly encrypted: boolean;
  /** From its first line to its last. */
  readonly text: string;
}

const BLOCK = /-----BEGIN ([^-\r\n]{1,64})-----((?:(?!-----)[\s\S])*)-----END \1-----/g;
const HEADERS = /^\s*(?:[A-Za-z][A-Za-z-]*:[^\n]*\n\s*)+/;

/** The bytes of a Base64 text, blanks and line ends left out; undefined when it is none. */
export function fromBase64(text: string): Bytes | undefined {
  const digits = text.replace(/\s+/g, '');
  if (digits === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(digits) || digits.length % 4 === 1) return undefined;
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

/** The blocks of a text, whatever stands around them, on one line or on many. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([block, label = '', body = '']) => {
    const headers = HEADERS.exec(body)?.[0] ?? '';
    return { label, der: fromBase64(body.slice(headers.length)), encrypted: headers !== '', text: block };
  });
}
