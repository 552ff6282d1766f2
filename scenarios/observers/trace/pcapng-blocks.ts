/**
 * The blocks of a capture file, little endian.
 *
 * Source: IETF draft-ietf-opsawg-pcapng-02: 4.1 (Section Header), 4.2 (Interface Description), 4.3 (Enhanced Packet).
 */
import { type Bytes, concat, NO_BYTES } from '#iso7816/bytes.ts';

const BLOCK = { SECTION_HEADER: 0x0a0d0d0a, INTERFACE_DESCRIPTION: 1, ENHANCED_PACKET: 6 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const VERSION = { MAJOR: 1, MINOR: 0 } as const;
const LENGTH_UNKNOWN = -1n;
/** By the draft's names; each block has its own, but for the first two. */
const OPTION = {
  OPT_ENDOFOPT: 0,
  OPT_COMMENT: 1,
  SHB_USERAPPL: 4,
  IF_NAME: 2,
  IF_TSRESOL: 9,
  EPB_FLAGS: 2,
} as const;
/** Times are 10 to the power of minus that of a second. */
const NANOSECONDS = 9;
const DIRECTION = { in: 1, out: 2 } as const;
const TEXT = new TextEncoder();

function little(write: (view: DataView) => void, length: number): Bytes {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

const u16 = (value: number) => little((view) => view.setUint16(0, value, true), 2);
const u32 = (value: number) => little((view) => view.setUint32(0, value, true), 4);

/** With zeros to a multiple of four bytes. */
function padded(bytes: Bytes): Bytes {
  return concat(bytes, new Uint8Array(-bytes.length & 3));
}

function option(code: number, value: Bytes): Bytes {
  return concat(u16(code), u16(value.length), padded(value));
}

function options(...given: readonly Bytes[]): Bytes {
  return given.length === 0 ? NO_BYTES : concat(...given, option(OPTION.OPT_ENDOFOPT, NO_BYTES));
}

function block(type: number, body: Bytes): Bytes {
  const length = u32(12 + body.length);
  return concat(u32(type), length, body, length);
}

/** @param application name and version of the program that writes */
export function sectionHeader(application: string): Bytes {
  const length = little((view) => view.setBigInt64(0, LENGTH_UNKNOWN, true), 8);
  const version = concat(u16(VERSION.MAJOR), u16(VERSION.MINOR));
  const told = options(option(OPTION.SHB_USERAPPL, TEXT.encode(application)));
  return block(BLOCK.SECTION_HEADER, concat(u32(BYTE_ORDER_MAGIC), version, length, told));
}

/** Numbered from 0, in the order they are written. */
export function interfaceDescription(linkType: number, name: string): Bytes {
  const told = options(
    option(OPTION.IF_NAME, TEXT.encode(name)),
    option(OPTION.IF_TSRESOL, Uint8Array.of(NANOSECONDS)),
  );
  return block(BLOCK.INTERFACE_DESCRIPTION, concat(u16(linkType), u16(0), u32(0), told));
}

export interface Packet {
  /** Number of the interface. */
  readonly on: number;
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  readonly direction: keyof typeof DIRECTION;
  readonly data: Bytes;
  readonly comments: readonly string[];
}

export function enhancedPacket({ on, at, direction, data, comments }: Packet): Bytes {
  const time = concat(u32(Number(at >> 32n)), u32(Number(at & 0xffff_ffffn)));
  const told = options(
    ...comments.map((comment) => option(OPTION.OPT_COMMENT, TEXT.encode(comment))),
    option(OPTION.EPB_FLAGS, u32(DIRECTION[direction])),
  );
  const length = u32(data.length);
  return block(BLOCK.ENHANCED_PACKET, concat(u32(on), time, length, length, padded(data), told));
}
