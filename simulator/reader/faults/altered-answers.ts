/** Answers that are not what the card gave. */
import { historicalSpan } from '#iso7816/atr.ts';
import { type Bytes, concat, NO_BYTES, uint16 } from '#iso7816/bytes.ts';
import { SW } from '#iso7816/status-word.ts';
import type { FiringFault } from './fault-rules.ts';

const SW_LENGTH = 2;
/** Part of returned data may be corrupted. Source: ISO/IEC 7816-4:2020, table 6. */
const CORRUPTED = 0x6281;

type Altering = Pick<FiringFault, 'name' | 'value' | 'random'>;

/** The answer that such a fault makes of the card's own; drawn anew at each call. */
export function alteredAnswer({ name, value, random }: Altering, response: Bytes): Bytes {
  switch (name) {
    case 'empty':
      return NO_BYTES;
    case 'short':
      return response.slice(0, Number(value));
    case 'long': {
      const end = Math.max(0, response.length - SW_LENGTH);
      return concat(response.subarray(0, end), random(Number(value)), response.subarray(end));
    }
    case 'garbage':
      return random(value === undefined ? response.length : Number(value));
    case 'worn':
      return withWrongByte(response, random);
    default:
      return response;
  }
}

function withWrongByte(response: Bytes, random: (length: number) => Bytes): Bytes {
  const length = response.length - SW_LENGTH;
  const data = response.slice(0, length);
  const [place = 0, change = 0] = random(2);
  const at = place % length;
  // Any other value than the right one.
  data[at] = (data[at] ?? 0) ^ (1 + (change % 0xff));
  return concat(data, uint16(CORRUPTED));
}

/** What UPDATE BINARY of worn memory answers. Source: ISO/IEC 7816-4:2020, table 6. */
export function wornAnswer(): Bytes {
  return uint16(SW.MEMORY_FAILURE);
}

/** Whether it holds data: what is worn can only be seen in some. */
export function holdsData(response: Bytes): boolean {
  return response.length > SW_LENGTH;
}

/** An ATR of one historical byte. */
const SHORTEST = Uint8Array.of(0x3b, 0x01, 0x00);

/** The same with another last historical byte, TCK put right where there is one. */
export function changedAtr(own: Bytes, random: (length: number) => Bytes): Bytes {
  const [start, end] = historicalSpan(own);
  if (start === end) return changedAtr(SHORTEST, random);
  const atr = own.slice();
  const [drawn = 0] = random(1);
  const change = 1 + (drawn % 0xff);
  for (const at of [end - 1, end]) if (at < atr.length) atr[at] = (atr[at] ?? 0) ^ change;
  return atr;
}
