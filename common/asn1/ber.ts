/**
 * BER as old programs write it, brought into the one form that DER has: definite, shortest lengths, strings in one piece.
 *
 * Windows, NSS and mail programs write PKCS#12 and CMS with indefinite lengths. The order of a SET stays as it came: what
 * was signed keeps its bytes.
 *
 * Source: ITU-T X.690, 8.1.3, 8.7.3 and 10.
 */
import * as asn1 from 'asn1js';
import type { Text } from '#common/language.ts';
import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { DerError } from './der-error.ts';

/** Deep enough for any certificate inside a message inside a file; wide enough for a long list. */
const LIMITS = { maxDepth: 64, maxNodes: 200_000, maxContentLength: 0xffffff, parseEmbedded: false };
const BEYOND_LIMITS: Text = {
  en: 'deeper, or of more parts, than anything that is read here',
  fr: 'plus profond, ou en plus de parties, que tout ce qui est lu ici',
};
const CUT: Text = {
  en: 'a value ends before the end that its length tells, or is no BER',
  fr: "une valeur finit avant la fin que dit sa longueur, ou n'est pas du BER",
};
const INDEFINITE = 0x80;
const OCTET_STRING = 4;
const UNIVERSAL = 1;

function children(block: asn1.BaseBlock): readonly asn1.BaseBlock[] {
  const { value } = block.valueBlock as unknown as { readonly value?: unknown };
  return Array.isArray(value) ? value : [];
}

function tagOf(raw: Bytes, length: number): number {
  return raw.subarray(0, length).reduce((tag, octet) => tag * 256 + octet, 0);
}

/** Contents of an OCTET STRING, its pieces one behind the other. */
function octets(block: asn1.BaseBlock): Bytes {
  return block.idBlock.isConstructed ? concat(...children(block).map(octets)) : contents(block);
}

function contents({ valueBeforeDecodeView: raw, idBlock, lenBlock }: asn1.BaseBlock): Bytes {
  return raw.subarray(idBlock.blockLength + lenBlock.blockLength);
}

function rewritten(block: asn1.BaseBlock): Bytes {
  const { idBlock, valueBeforeDecodeView: raw } = block;
  if (idBlock.tagClass === UNIVERSAL && idBlock.tagNumber === OCTET_STRING) return tlv(OCTET_STRING, octets(block));
  const tag = tagOf(raw, idBlock.blockLength);
  return idBlock.isConstructed ? tlv(tag, ...children(block).map(rewritten)) : tlv(tag, contents(block));
}

/** Whether it looks as one value of that tag: its length ends where it ends. By chance that is so for nothing. */
export function looksLikeOne(tag: number, bytes: Bytes): boolean {
  const [first, length = 0] = bytes;
  if (first !== tag) return false;
  if (length === INDEFINITE) return bytes.at(-1) === 0 && bytes.at(-2) === 0;
  const octets = length < INDEFINITE ? 0 : length - INDEFINITE;
  const told = octets === 0 ? length : bytes.subarray(2, 2 + octets).reduce((sum, octet) => sum * 256 + octet, 0);
  return 2 + octets + told === bytes.length;
}

/**
 * The one value that `bytes` are, with DER's lengths.
 * @param name what it is, for errors
 * @throws DerError when it is none, has bytes left over, or is deeper or larger than anything that is read here
 */
export function derOfBer(name: string, bytes: Bytes): Bytes {
  const { offset, result } = asn1.fromBER(bytes, LIMITS);
  if (offset < 0) throw new DerError(name, 0, /^Maximum/.test(result.error) ? BEYOND_LIMITS : CUT);
  if (offset !== bytes.length)
    throw new DerError(name, offset, {
      en: `${bytes.length - offset} bytes left over`,
      fr: `${bytes.length - offset} octets de trop`,
    });
  return rewritten(result);
}
