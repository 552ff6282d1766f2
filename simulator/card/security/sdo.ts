/**
 * Security data objects as GET DATA 00CB3FFF asks for them and answers them.
 *
 * Source: IAS-ECC v1.0.1, 7.3 (SDO) and 9.9 (GET DATA); OpenSC PR 2217 (the answers of a real card).
 */
import { parseTlv, tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, uint16 } from '#iso7816/bytes.ts';
import { securityAttributes } from '../file-system/fcp.ts';
import type { RsaKey } from '../file-system/tree.ts';
import type { Chv, SecurityEnvironment } from './security-objects.ts';

export const SDO_CLASS = { CHV: 0x01, RSA_PRIVATE: 0x10, SE: 0x7b } as const;

/** Parts of an SDO that a request can name. */
export const SDO_PART = { DOCP: 0xa0, CHV_VALUE: 0x7f41, RSA_PRIVATE_VALUE: 0x7f48, SE: 0x7b } as const;

const EXTENDED_HEADER_LIST = 0x4d;
const SDO_TEMPLATE = 0x70;
const SDO_TAG = 0xbf;
const CLASS_FLAG = 0x80;
/** Stands for a length in an extended header list: the whole object. */
const WHOLE = 0x80;

export interface SdoRequest {
  readonly sdoClass: number;
  readonly reference: number;
  /** Tag of the part asked for; undefined when the list is not one tag with length 80. */
  readonly part: number | undefined;
}

function partOf(list: Bytes): number | undefined {
  if (list[list.length - 1] !== WHOLE) return undefined;
  if (list.length === 2) return list[0];
  return list.length === 3 ? uint16Of(list) : undefined;
}

const uint16Of = (bytes: Bytes): number => (bytes[0] as number) * 256 + (bytes[1] as number);

/**
 * Request `4D { 70 { BF <class|80> <reference> { <tag> 80 } } }`; undefined when the header list names no SDO.
 * @throws TlvError when the data field is no data object
 */
export function parseSdoRequest(data: Bytes): SdoRequest | undefined {
  const template = parseTlv(parseTlv(data, EXTENDED_HEADER_LIST).value, SDO_TEMPLATE);
  const { tag, value } = parseTlv(template.value);
  const sdoClass = (tag >> 8) & 0xff;
  if (tag >> 16 !== SDO_TAG || (sdoClass & CLASS_FLAG) === 0) return undefined;
  return { sdoClass: sdoClass & ~CLASS_FLAG, reference: tag & 0xff, part: partOf(value) };
}

function sdo({ sdoClass, reference }: SdoRequest, content: Bytes): Bytes {
  return tlv(SDO_TEMPLATE, tlv((SDO_TAG << 16) | ((sdoClass | CLASS_FLAG) << 8) | reference, content));
}

/** 7F41: longest and shortest code. */
export function chvValue(request: SdoRequest, { node }: Chv): Bytes {
  return sdo(
    request,
    tlv(SDO_PART.CHV_VALUE, tlv(0x80, Uint8Array.of(node.maxLength)), tlv(0x81, Uint8Array.of(node.minLength))),
  );
}

/**
 * DOCP of a CHV: tries allowed (9A) and left (9B), uses left (9D), access rules.
 *
 * One client looks for the bytes 9A, 9B, 9D without parsing: the counters come first, each after nothing that could
 * be taken for one.
 */
export function chvDocp(request: SdoRequest, chv: Chv, triesRemaining: number, usesRemaining?: number): Bytes {
  const uses = usesRemaining === undefined ? [] : [tlv(0x9d, uint16(usesRemaining))];
  const counters = [tlv(0x9a, Uint8Array.of(chv.node.maxTries)), tlv(0x9b, Uint8Array.of(triesRemaining)), ...uses];
  return sdo(request, tlv(SDO_PART.DOCP, concat(...counters), securityAttributes(chv.access)));
}

/** DOCP of an RSA private key: size in bytes (80), non-repudiation (9E), access rules. */
export function rsaPrivateDocp(request: SdoRequest, { node, access }: RsaKey, nonRepudiation: Bytes): Bytes {
  return sdo(
    request,
    tlv(SDO_PART.DOCP, tlv(0x80, uint16(node.modulusBits / 8)), tlv(0x9e, nonRepudiation), securityAttributes(access)),
  );
}

/** 7B: the CRTs of a security environment. */
export function securityEnvironmentValue(request: SdoRequest, { bytes }: SecurityEnvironment): Bytes {
  return sdo(request, tlv(SDO_PART.SE, bytes));
}
