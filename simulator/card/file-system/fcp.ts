/**
 * File control information from a node of the tree.
 *
 * The order of the objects is that of real cards; the size (80) is exact, because one client refuses a card whose
 * EF.SN announces another size than it holds.
 *
 * Source: ISO/IEC 7816-4:2020, 7.4 (file control information); OpenSC PR 2217, 2223 (FCP of EF.DIR, EF.ATR).
 */

import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, uint16 } from '#iso7816/bytes.ts';
import type { Df, Ef, FaceRules } from './tree.ts';

export const FCP_TEMPLATE = 0x62;
export const FCI_TEMPLATE = 0x6f;

const TRANSPARENT_EF = Uint8Array.of(0x01);
const DF_DESCRIPTOR = Uint8Array.of(0x38);

/** A1: access rules in compact format, 8C contact, 9C contactless. */
export function securityAttributes(rules: FaceRules): Bytes {
  const contactless = rules.contactless === undefined ? [] : [tlv(0x9c, rules.contactless.bytes)];
  return tlv(0xa1, tlv(0x8c, rules.contact.bytes), ...contactless);
}

function build(file: Ef | Df, template: number, size: number): Bytes {
  const specific =
    file.kind === 'ef'
      ? [tlv(0x80, uint16(size)), tlv(0x82, TRANSPARENT_EF), tlv(0x83, uint16(file.fid))]
      : [tlv(0x82, DF_DESCRIPTOR), tlv(0x83, uint16(file.fid))];
  if (file.kind === 'df' && file.aid !== undefined) specific.push(tlv(0x84, file.aid));
  if (file.kind === 'ef' && file.sfi !== undefined) specific.push(tlv(0x88, Uint8Array.of(file.sfi << 3)));
  return tlv(template, concat(...specific), securityAttributes(file.access), tlv(0x8a, file.lifeCycleStatus));
}

/** FCP (62) or FCI (6F) template; `size` is that of the EF's content, 0 for a DF. */
export function fileControlInformation(file: Ef | Df, template: number, size: number): Bytes {
  const key = template * 0x10000 + size;
  let bytes = file.templates.get(key);
  if (bytes === undefined) {
    bytes = build(file, template, size);
    file.templates.set(key, bytes);
  }
  return bytes;
}
