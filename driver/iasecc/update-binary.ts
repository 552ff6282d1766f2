/** UPDATE BINARY. Source: ISO/IEC 7816-4:2020, 11.3.5. */
import type { Bytes } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import type { CardChannel } from './card-channel.ts';

/** The size of block seen in traces (reference/cryptolib.md 6.9). */
const CHUNK = 0xf5;

/** Writes `data` into the current EF from `offset`, in blocks of F5 bytes. @throws CardError */
export async function updateBinary(channel: CardChannel, offset: number, data: Bytes): Promise<void> {
  for (let written = 0; written < data.length; written += CHUNK) {
    const at = offset + written;
    const command = {
      ins: INS.UPDATE_BINARY,
      p1: at >> 8,
      p2: at & 0xff,
      data: data.subarray(written, written + CHUNK),
    };
    await channel.command('UPDATE BINARY', command, { en: `offset ${at}`, fr: `position ${at}` });
  }
}
