/** GET DATA: data control parameters of an SDO, CPLC. Source: IAS-ECC v1.0.1; ISO/IEC 7816-4:2020, 11.4.3. */
import { sameInEach } from '#common/language.ts';
import { findValue, parseTlv, parseTlvs, type Tlv, tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, hex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import { AnswerError, decodeAnswer } from './answer-error.ts';
import type { CardChannel } from './card-channel.ts';
import { CardError } from './card-error.ts';

const CPLC_TAG = 0x9f7f;
/** Class of an SDO holding a PIN (card holder verification). */
const SDO_CHV = 0x01;
const TEMPLATE = 0x70;
const EXTENDED_HEADER_LIST = 0x4d;

/** Counters of a PIN, from the DOCP of its CHV SDO. */
export interface ChvDocp {
  /** 9A */
  readonly maxTries: number;
  /** 9B */
  readonly triesRemaining: number;
  /** 9D: times the code may still be used; undefined = without limit. */
  readonly usesRemaining?: number;
}

/** Tag of an SDO on the wire: BF, class with bit 8, reference. */
function sdoTag(sdoClass: number, reference: number): number {
  return 0xbf0000 | ((0x80 | sdoClass) << 8) | reference;
}

function number(objects: readonly Tlv[], tag: number): number | undefined {
  return findValue(objects, tag)?.reduce((value, byte) => value * 256 + byte, 0);
}

/** @throws TlvError when the answer is no DOCP of that SDO; AnswerError when it lacks a counter */
function decodeChvDocp(bytes: Bytes, tag: number): ChvDocp {
  const sdo = bytes[0] === TEMPLATE ? parseTlv(bytes, TEMPLATE).value : bytes;
  const docp = parseTlvs(parseTlv(parseTlv(sdo, tag).value, 0xa0).value);
  const maxTries = number(docp, 0x9a);
  const triesRemaining = number(docp, 0x9b);
  if (maxTries === undefined || triesRemaining === undefined) {
    throw new AnswerError('GET DATA', {
      en: 'CHV SDO without tries (9A) or remaining tries (9B)',
      fr: 'SDO CHV sans essais (9A) ou essais restants (9B)',
    });
  }
  const usesRemaining = number(docp, 0x9d);
  return { maxTries, triesRemaining, ...(usesRemaining !== undefined && { usesRemaining }) };
}

/**
 * Counters of the PIN with that reference; costs no try. The MF must be current.
 * @returns undefined when there is no such SDO (6A88)
 * @throws CardError, AnswerError
 */
export async function getChvDocp(channel: CardChannel, reference: number): Promise<ChvDocp | undefined> {
  const tag = sdoTag(SDO_CHV, reference & 0x1f);
  const request = tlv(EXTENDED_HEADER_LIST, tlv(TEMPLATE, tlv(tag, hex`A0 80`)));
  const { data, sw } = await channel.send({ ins: INS.GET_DATA_ODD, p1: 0x3f, p2: 0xff, data: request, ne: 256 });
  if (sw === SW.REFERENCED_DATA_NOT_FOUND) return undefined;
  if (sw !== SW.SUCCESS)
    throw new CardError('GET DATA', sw, { en: `CHV SDO ${reference}`, fr: `SDO CHV ${reference}` });
  return decodeAnswer('GET DATA', () => decodeChvDocp(data, tag));
}

/** Card production life cycle data, its 42 bytes without tag and length. @throws CardError */
export async function getCplc(channel: CardChannel): Promise<Bytes> {
  const command = { ins: INS.GET_DATA, p1: CPLC_TAG >> 8, p2: CPLC_TAG & 0xff, ne: 256 };
  const data = await channel.command('GET DATA', command, sameInEach('CPLC 9F7F'));
  // GlobalPlatform cards answer with or without the tag.
  return data[0] === CPLC_TAG >> 8 && data[1] === (CPLC_TAG & 0xff)
    ? decodeAnswer('GET DATA', () => parseTlv(data, CPLC_TAG).value)
    : data;
}
