/**
 * Byte layouts of cardmod.h: little-endian, without padding.
 *
 * Source: cardmod.h; reference/minidriver.md 4.3 to 4.6, 7.2, 8.1 to 8.3.
 */
import { ascii, type Bytes, concat } from '#iso7816/bytes.ts';
import { type ACCESS_CONDITION, type CALG, PIN_INFO_VERSION } from './constants.ts';

/** DWORDs one after the other. */
export function dwords(...values: readonly number[]): Bytes {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(4 * i, value, true);
  });
  return bytes;
}

function words(...values: readonly number[]): Bytes {
  return Uint8Array.from(values.flatMap((value) => [value & 0xff, (value >> 8) & 0xff]));
}

/** A copy that shares nothing, of a Buffer too (whose own `slice` shares its memory). */
export function copyOf(bytes: Bytes): Bytes {
  return Uint8Array.from(bytes);
}

/** A copy in the other order: what is big-endian on the card is little-endian at this boundary. */
export function reversed(bytes: Bytes): Bytes {
  return copyOf(bytes).reverse();
}

/** UTF-16LE text with its final NUL. */
export function wideString(text: string): Bytes {
  return words(...Array.from(text, (character) => character.charCodeAt(0)), 0);
}

/** UTF-16LE texts, each with its NUL, and one more NUL at the end. */
export function wideMultiString(...texts: readonly string[]): Bytes {
  return concat(...texts.map(wideString), words(0));
}

/** CARD_CAPABILITIES: the minidriver takes care of compression (certificates are plain DER), no key generation. */
export function cardCapabilities(): Bytes {
  return dwords(1, 1, 0);
}

/** CARD_FREE_SPACE_INFO of a card nobody can write to. */
export function cardFreeSpaceInfo(maxKeyContainers: number): Bytes {
  return dwords(1, 0, 0, maxKeyContainers);
}

/** CARD_KEY_SIZES: minimum, default and maximum are one size. */
export function cardKeySizes(modulusBits: number): Bytes {
  return dwords(1, modulusBits, modulusBits, modulusBits, 0);
}

export interface PinInfo {
  readonly pinType: number;
  readonly pinPurpose: number;
  /** PIN_SETs that may change and unblock it. */
  readonly changePermission: number;
  readonly unblockPermission: number;
  readonly cachePolicy: number;
}

/** PIN_INFO, 36 bytes. */
export function pinInfo({ pinType, pinPurpose, changePermission, unblockPermission, cachePolicy }: PinInfo): Bytes {
  const policy = [PIN_INFO_VERSION, cachePolicy, 0];
  return dwords(PIN_INFO_VERSION, pinType, pinPurpose, changePermission, unblockPermission, ...policy, 0);
}

/**
 * PUBLICKEYBLOB of an RSA key.
 * @param modulus big-endian, without a leading 00
 */
export function rsaPublicKeyBlob(
  algorithm: typeof CALG.RSA_SIGN | typeof CALG.RSA_KEYX,
  modulus: Bytes,
  exponent: number,
): Bytes {
  const blobHeader = concat(Uint8Array.of(0x06, 0x02, 0, 0), dwords(algorithm));
  return concat(blobHeader, ascii('RSA1'), dwords(8 * modulus.length, exponent), reversed(modulus));
}

/** cardapps: the one application directory, 8 bytes. */
export const CARDAPPS: Bytes = concat(ascii('mscp'), new Uint8Array(4));

/** CARD_CACHE_FILE_FORMAT, 6 bytes: version and PIN freshness 00, then the two counters. */
export function cardCacheFile(containersFreshness: number, filesFreshness: number): Bytes {
  return concat(Uint8Array.of(0, 0), words(containersFreshness, filesFreshness));
}

export interface ContainerMapRecord {
  /** Container name, at most 39 UTF-16 code units. */
  readonly name: string;
  readonly isDefault: boolean;
  readonly sigKeySizeBits: number;
  readonly keyExchangeKeySizeBits: number;
}

const GUID_CHARACTERS = 40;
const RECORD_LENGTH = 86;
const VALID_CONTAINER = 1;
const DEFAULT_CONTAINER = 2;

/** CONTAINER_MAP_RECORD, 86 bytes; all zero for an index without a container. */
export function containerMapRecord(record: ContainerMapRecord | undefined): Bytes {
  if (record === undefined) return new Uint8Array(RECORD_LENGTH);
  const codes = Array.from({ length: GUID_CHARACTERS }, (_, i) => record.name.charCodeAt(i) || 0);
  const flags = VALID_CONTAINER | (record.isDefault ? DEFAULT_CONTAINER : 0);
  const sizes = words(record.sigKeySizeBits, record.keyExchangeKeySizeBits);
  return concat(words(...codes), Uint8Array.of(flags, 0), sizes);
}

/** True for a name cmapfile can hold. */
export function isContainerName(name: string): boolean {
  return name.length > 0 && name.length < GUID_CHARACTERS && !name.includes('\\');
}

/** CARD_FILE_INFO. */
export interface CardFileInfo {
  readonly version: 1;
  /** In bytes, of the uncompressed file. */
  readonly fileSize: number;
  readonly accessCondition: (typeof ACCESS_CONDITION)[keyof typeof ACCESS_CONDITION];
}
