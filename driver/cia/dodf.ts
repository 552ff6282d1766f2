/** Data container object directory file. Source: ISO/IEC 7816-15:2016, 8.8; reference/cryptolib.md 6.9. */

import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CommonObject, readCommonObject } from './cio.ts';
import { type Path, readPath } from './path.ts';

const SUBCLASS_ATTRIBUTES = 0xa0;
const TYPE_ATTRIBUTES = 0xa1;

/** A file of business data. */
export interface DataObject extends CommonObject {
  readonly applicationName?: string;
  readonly path: Path;
}

/** @throws DerError */
export function decodeDodf(bytes: Bytes): DataObject[] {
  const file = DerReader.ofFile('DODF', bytes);
  const objects: DataObject[] = [];
  while (file.more) {
    const fields = file.enter(DER.SEQUENCE, 'data container object');
    const common = readCommonObject(fields);
    const applicationName = fields.enter(DER.SEQUENCE, 'commonDataContainerObjectAttributes').textIf();
    fields.enterIf(SUBCLASS_ATTRIBUTES);
    const opaque = fields.enter(TYPE_ATTRIBUTES, 'typeAttributes');
    const path = readPath(opaque, 'opaqueDO');
    objects.push({ ...common, ...(applicationName !== undefined && { applicationName }), path });
    fields.end('data container object');
  }
  return objects;
}
