import { DER, type DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** Where an EF is: file identifiers one after the other, from 3F00 or from the DF of the application; may be empty. */
export interface Path {
  readonly efidOrPath: Bytes;
  /** First byte of the object in the EF, and its length; the whole EF when absent. */
  readonly index?: number;
  readonly length?: number;
}

const LENGTH = 0x80;

/** Path ::= SEQUENCE { efidOrPath OCTET STRING, index INTEGER OPTIONAL, length [0] INTEGER OPTIONAL }. */
export function readPath(reader: DerReader, what: string): Path {
  const fields = reader.enter(DER.SEQUENCE, what);
  const efidOrPath = fields.take(DER.OCTET_STRING, `${what}.efidOrPath`);
  const index = fields.at(DER.INTEGER) ? fields.integer(`${what}.index`) : undefined;
  const length = fields.at(LENGTH) ? fields.integer(`${what}.length`, LENGTH) : undefined;
  fields.end(what);
  return { efidOrPath, ...(index !== undefined && { index }), ...(length !== undefined && { length }) };
}
