/** Certificate directory file. Source: ISO/IEC 7816-15:2016, 8.7; reference/cryptolib.md 6.7. */

import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CommonObject, readCommonObject } from './cio.ts';
import { type Path, readPath } from './path.ts';

const SUBCLASS_ATTRIBUTES = 0xa0;
const TYPE_ATTRIBUTES = 0xa1;

/** An X.509 certificate. */
export interface CertificateObject extends CommonObject {
  /** Equal to the iD of its private key. */
  readonly id: Bytes;
  readonly authority: boolean;
  readonly path: Path;
}

/** @throws DerError */
export function decodeCdf(bytes: Bytes): CertificateObject[] {
  const file = DerReader.ofFile('CDF', bytes);
  const certificates: CertificateObject[] = [];
  while (file.more) {
    const fields = file.enter(DER.SEQUENCE, 'X.509 certificate');
    const common = readCommonObject(fields);
    const attributes = fields.enter(DER.SEQUENCE, 'commonCertificateAttributes');
    const id = attributes.take(DER.OCTET_STRING, 'iD');
    const authority = attributes.booleanIf() ?? false;
    fields.enterIf(SUBCLASS_ATTRIBUTES);
    const x509 = fields.enter(TYPE_ATTRIBUTES, 'typeAttributes').enter(DER.SEQUENCE, 'X509CertificateAttributes');
    certificates.push({ ...common, id, authority, path: readPath(x509, 'value') });
    fields.end('X.509 certificate');
  }
  return certificates;
}
