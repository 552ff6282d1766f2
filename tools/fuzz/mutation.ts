/** One input changed a little: what programs send, and what nobody would. */
import { type Bytes, concat } from '#iso7816/bytes.ts';
import type { Dice } from './dice.ts';

/** Around these lengths and signs are mistaken. */
const EDGES: readonly [number, ...number[]] = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0xfe, 0xff];
const LONGEST_PIECE = 8;

type Change = (dice: Dice, input: Bytes, other: Bytes) => Bytes;

function withByte(input: Bytes, at: number, change: (byte: number) => number): Bytes {
  const changed = input.slice();
  if (at < changed.length) changed[at] = change(changed[at] ?? 0);
  return changed;
}

const CHANGES: readonly [Change, ...Change[]] = [
  (dice, input) => withByte(input, dice.below(input.length), (byte) => byte ^ (1 << dice.below(8))),
  (dice, input) => withByte(input, dice.below(input.length), () => dice.byte()),
  (dice, input) => withByte(input, dice.below(input.length), () => dice.of(EDGES)),
  (dice, input) => withByte(input, dice.below(Math.min(6, input.length)), (byte) => byte + (dice.oneIn(2) ? 1 : -1)),
  (dice, input) => input.slice(0, dice.below(input.length + 1)),
  (dice, input) => {
    const at = dice.below(input.length + 1);
    return concat(input.subarray(0, at), dice.bytes(1 + dice.below(LONGEST_PIECE)), input.subarray(at));
  },
  (dice, input) => {
    const at = dice.below(input.length + 1);
    return concat(input.subarray(0, at), input.subarray(at + 1 + dice.below(LONGEST_PIECE)));
  },
  (dice, input, other) =>
    concat(input.subarray(0, dice.below(input.length + 1)), other.subarray(dice.below(other.length + 1))),
];

/** @param other another input, of which a piece may take the place of its end */
export function mutated(dice: Dice, input: Bytes, other: Bytes): Bytes {
  let changed = input;
  for (let times = 1 + dice.below(3); times > 0; times--) changed = dice.of(CHANGES)(dice, changed, other);
  return changed;
}
