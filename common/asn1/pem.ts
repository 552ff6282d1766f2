/** PEM, the text form of DER. Source: RFC 7468. */
import type { Bytes } from '#iso7816/bytes.ts';

function pem(label: string, der: Bytes): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** A certificate in PEM. */
export function toPem(certificate: Bytes): string {
  return pem('CERTIFICATE', certificate);
}

/** A revocation list in PEM. */
export function crlToPem(crl: Bytes): string {
  return pem('X509 CRL', crl);
}
