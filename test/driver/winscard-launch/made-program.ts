/** Headers of Windows programs, byte by byte as Microsoft's PE format and ECMA-335 have them. */
export interface MadeProgram {
  readonly machine: number;
  /** Of the optional header: 0x10b or 0x20b. */
  readonly magic: number;
  /** Flags of the CLI header; without them it is a native program. */
  readonly cli?: number;
}

export const NATIVE_64: MadeProgram = { machine: 0x8664, magic: 0x20b };
export const NATIVE_32: MadeProgram = { machine: 0x14c, magic: 0x10b };

export function madeProgram({ machine, magic, cli }: MadeProgram): Buffer {
  const bytes = Buffer.alloc(0x600);
  const [header, optional] = [0x80, 0x98];
  const optionalLength = magic === 0x20b ? 240 : 224;
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(header, 0x3c);
  bytes.write('PE\0\0', header, 'latin1');
  bytes.writeUInt16LE(machine, header + 4);
  bytes.writeUInt16LE(1, header + 6);
  bytes.writeUInt16LE(optionalLength, header + 20);
  bytes.writeUInt16LE(magic, optional);
  const directories = optional + optionalLength - 16 * 8;
  bytes.writeUInt32LE(16, directories - 4);
  // One section: address 0x2000, 0x200 bytes at 0x400 of the file.
  const section = optional + optionalLength;
  bytes.writeUInt32LE(0x2000, section + 12);
  bytes.writeUInt32LE(0x200, section + 16);
  bytes.writeUInt32LE(0x400, section + 20);
  if (cli !== undefined) {
    bytes.writeUInt32LE(0x2008, directories + 14 * 8);
    bytes.writeUInt32LE(72, directories + 14 * 8 + 4);
    bytes.writeUInt32LE(cli, 0x408 + 16);
  }
  return bytes;
}
