/** EF of an X.509 certificate. Source: ISO/IEC 7816-15:2016, 8.7. */

import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/**
 * The DER certificate in an EF, without the bytes 00 that may fill the EF.
 * @param name of the file, for errors
 * @throws DerError
 */
export function decodeCertificateFile(name: string, bytes: Bytes): Bytes {
  const file = DerReader.ofFile(name, bytes);
  file.take(DER.SEQUENCE, 'X.509 certificate');
  file.end('X.509 certificate');
  return file.content;
}
