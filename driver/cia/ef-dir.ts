/** EF.DIR: the applications of the card. Source: ISO/IEC 7816-4:2020, 8.2.1; ISO/IEC 7816-15:2016, 7.2. */

import { DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const APPLICATION_TEMPLATE = 0x61;
const AID = 0x4f;
const LABEL = 0x50;
const PATH = 0x51;

/** One application template (tag 61). */
export interface Application {
  readonly aid: Bytes;
  /** 50 */
  readonly label?: string;
  /** 51: path of its DF, from 3F00. */
  readonly path?: Bytes;
}

/** @throws DerError */
export function decodeEfDir(bytes: Bytes): Application[] {
  const file = DerReader.ofFile('EF.DIR', bytes);
  const applications: Application[] = [];
  while (file.more) applications.push(readApplication(file.enter(APPLICATION_TEMPLATE, 'application template')));
  return applications;
}

/** The data objects come in any order; those that are not used here (73 DDO, 53, 5F50) are left aside. */
function readApplication(fields: DerReader): Application {
  let aid: Bytes | undefined;
  let label: string | undefined;
  let path: Bytes | undefined;
  while (fields.more) {
    if (fields.at(AID)) aid = fields.take(AID, 'AID');
    else if (fields.at(LABEL)) label = fields.textIf(LABEL);
    else if (fields.at(PATH)) path = fields.take(PATH, 'path');
    else fields.skip();
  }
  if (aid === undefined)
    throw fields.error({ en: 'application template without AID (tag 4F)', fr: 'application sans AID (étiquette 4F)' });
  return { aid, ...(label !== undefined && { label }), ...(path && { path }) };
}
