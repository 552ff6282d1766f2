/** READ BINARY. Source: ISO/IEC 7816-4:2020, 11.3.3; chunk size: reference/cryptolib.md 3. */
import { type Bytes, concat, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import { AnswerError } from './answer-error.ts';
import type { CardChannel } from './card-channel.ts';
import { CardError } from './card-error.ts';
import { selectFile } from './select.ts';

/** Largest Le a CPS3 is asked for. */
const CHUNK = 0xe7;
/** P1 with bit 8 names a short EF identifier. */
const SHORT_EF_IDENTIFIER = 0x80;

/**
 * Up to `ne` bytes of the current EF from `offset` (0 to 7FFF); fewer at the end of the file.
 * @throws CardError
 */
export async function readBinary(channel: CardChannel, offset: number, ne: number): Promise<Bytes> {
  const { data, sw } = await channel.send({ ins: INS.READ_BINARY, p1: offset >> 8, p2: offset & 0xff, ne });
  if (sw === SW.SUCCESS || sw === SW.END_OF_FILE) return data;
  throw new CardError('READ BINARY', sw, { en: `offset ${offset}`, fr: `position ${offset}` });
}

/** First bytes (at most E7) of the EF with that short EF identifier (1 to 30) in the current DF. @throws CardError */
export async function readBinaryBySfi(channel: CardChannel, sfi: number): Promise<Bytes> {
  const { data, sw } = await channel.send({ ins: INS.READ_BINARY, p1: SHORT_EF_IDENTIFIER | sfi, ne: CHUNK });
  if (sw === SW.SUCCESS || sw === SW.END_OF_FILE) return data;
  throw new CardError('READ BINARY', sw, { en: `short EF identifier ${sfi}`, fr: `SFI ${sfi}` });
}

/**
 * Selects the EF at `path` and reads all of it, in chunks of E7 bytes.
 * @returns undefined when there is no such file
 * @throws CardError, among them 6982 when reading needs the PIN; AnswerError when the path leads to no EF
 */
export async function readFile(channel: CardChannel, path: Bytes): Promise<Bytes | undefined> {
  const fcp = await selectFile(channel, path);
  if (fcp === undefined) return undefined;
  const { size } = fcp;
  if (size === undefined)
    throw new AnswerError('SELECT', {
      en: `${toHex(path)} has no size (tag 80 or 81), expected an EF`,
      fr: `${toHex(path)} n'a pas de taille (étiquette 80 ou 81), attendu : un EF`,
    });
  const chunks: Bytes[] = [];
  for (let offset = 0; offset < size; ) {
    const chunk = await readBinary(channel, offset, Math.min(CHUNK, size - offset));
    if (chunk.length === 0) break;
    chunks.push(chunk);
    offset += chunk.length;
  }
  return concat(...chunks);
}
