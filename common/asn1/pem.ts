/** PEM, the text form of DER. Source: RFC 7468. */
import type { Bytes } from '#iso7816/bytes.ts';

/** A certificate in PEM. */
export function toPem(certificate: Bytes): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
