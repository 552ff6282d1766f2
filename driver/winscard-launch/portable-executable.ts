/**
 * What Windows needs to know of a program before it loads anything into it: the bitness of its process.
 *
 * Source: Microsoft's PE format ("COFF File Header", "Optional Header", "Section Table"); ECMA-335 II.25.3.3 for the CLI header.
 */
import { closeSync, openSync, readSync } from 'node:fs';

export type Bits = 'x64' | 'x86';

export interface PortableExecutable {
  /** Of the process; undefined for a machine that is neither (ARM64). */
  readonly bits: Bits | undefined;
  /** A program of .NET Framework: there is nothing of the processor's in it. .NET 5 and later start by a native one. */
  readonly managed: boolean;
}

const HEADERS_AT = 0x3c;
const FILE_HEADER_LENGTH = 24; // the signature counted
const SECTION_LENGTH = 40;
const CLI_DIRECTORY = 14;
const MACHINE: Readonly<Record<number, Bits>> = { 332: 'x86', 34404: 'x64' };
const PE32_PLUS = 0x20b;
/** Of COMIMAGE_FLAGS: only intermediate language; for 32 bits alone. */
const IL_ONLY = 1;
const REQUIRES_32_BITS = 2;
/** Headers are behind the DOS stub, sections behind them: all within the first pages. */
const ENOUGH = 0x1_0000;

function beginning(path: string, length: number, at = 0): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, at));
  } finally {
    closeSync(file);
  }
}

/** Where the bytes of an address are in the file. */
function fileOffset(bytes: Buffer, sections: { at: number; count: number }, address: number): number | undefined {
  for (let i = 0; i < sections.count; i++) {
    const section = sections.at + i * SECTION_LENGTH;
    const start = bytes.readUInt32LE(section + 12);
    if (address >= start && address < start + bytes.readUInt32LE(section + 16))
      return address - start + bytes.readUInt32LE(section + 20);
  }
  return undefined;
}

function read(path: string): PortableExecutable | undefined {
  const bytes = beginning(path, ENOUGH);
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = bytes.readUInt32LE(HEADERS_AT);
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;
  const bits = MACHINE[bytes.readUInt16LE(header + 4)];
  const optional = header + FILE_HEADER_LENGTH;
  const directories = optional + (bytes.readUInt16LE(optional) === PE32_PLUS ? 112 : 96);
  const has = bytes.readUInt32LE(directories - 4) > CLI_DIRECTORY;
  const address = has ? bytes.readUInt32LE(directories + 8 * CLI_DIRECTORY) : 0;
  if (address === 0) return { bits, managed: false };
  const sections = { at: optional + bytes.readUInt16LE(header + 20), count: bytes.readUInt16LE(header + 6) };
  const at = fileOffset(bytes, sections, address);
  const flags = at === undefined ? 0 : beginning(path, 20, at).readUInt32LE(16);
  // One for any machine says x86, and runs with 64 bits where Windows has them.
  const any = bits === 'x86' && (flags & IL_ONLY) !== 0 && (flags & REQUIRES_32_BITS) === 0;
  return { bits: any ? 'x64' : bits, managed: true };
}

/** Undefined for a file that is none, or that is cut. @throws an error of the file system */
export function portableExecutable(path: string): PortableExecutable | undefined {
  try {
    return read(path);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
