/** Object directory file: where the other files are. Source: ISO/IEC 7816-15:2016, 8.3 (CIOChoice). */

import { DerReader } from '#asn1/der-reader.ts';
import { tagName } from '#iso7816/ber-tlv.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type Path, readPath } from './path.ts';

const KINDS = {
  160: 'privateKeys',
  161: 'publicKeys',
  162: 'trustedPublicKeys',
  163: 'secretKeys',
  164: 'certificates',
  165: 'trustedCertificates',
  166: 'usefulCertificates',
  167: 'dataContainerObjects',
  168: 'authObjects',
} as const;

export type ObjectKind = (typeof KINDS)[keyof typeof KINDS];

export interface OdfEntry {
  readonly kind: ObjectKind;
  readonly path: Path;
}

function isKindTag(tag: number): tag is keyof typeof KINDS {
  return tag in KINDS;
}

/** The files the ODF names, in its order. @throws DerError */
export function decodeOdf(bytes: Bytes): OdfEntry[] {
  const file = DerReader.ofFile('ODF', bytes);
  const entries: OdfEntry[] = [];
  while (file.more) {
    const tag = Object.keys(KINDS)
      .map(Number)
      .find((candidate) => file.at(candidate));
    if (tag === undefined || !isKindTag(tag))
      throw file.error({
        en: `no CIOChoice, expected a tag from A0 to A8`,
        fr: `pas un CIOChoice, attendu : une étiquette de A0 à A8`,
      });
    const choice = file.enter(tag, tagName(tag));
    entries.push({ kind: KINDS[tag], path: readPath(choice, KINDS[tag]) });
    choice.end(KINDS[tag]);
  }
  return entries;
}
