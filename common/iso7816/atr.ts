/** The answer to reset, taken apart. Source: ISO/IEC 7816-3:2006, 8.2. */
import type { Bytes } from './bytes.ts';

const CONVENTIONS: readonly (number | undefined)[] = [0x3b, 0x3f];
const NAMES = ['A', 'B', 'C', 'D'] as const;
const TS_AND_T0 = 2;
const LOWER_HALF = 0x0f;

/** One of TA1, TB1, TC1, TD1, TA2 ... */
export interface InterfaceByte {
  readonly name: (typeof NAMES)[number];
  /** The i of TAi: 1 for what T0 announces, i + 1 for what TDi does. */
  readonly block: number;
  /** T of the TD that announces it; undefined in the first block. */
  readonly protocol: number | undefined;
  readonly offset: number;
  /** undefined: announced, but the answer ends before it. */
  readonly value: number | undefined;
}

/** Whether its first byte is TS, and T0 follows. */
export function isAtr(atr: Bytes): boolean {
  return atr.length >= TS_AND_T0 && CONVENTIONS.includes(atr[0]);
}

/** The interface bytes in their order; of a cut answer those that it announces and lacks too. */
export function* interfaceBytes(atr: Bytes): Generator<InterfaceByte> {
  let offset = TS_AND_T0;
  let protocol: number | undefined;
  let announcing = atr[1];
  for (let block = 1; announcing !== undefined; block++) {
    let next: number | undefined;
    for (const [bit, name] of NAMES.entries()) {
      if (((announcing >> (4 + bit)) & 1) === 0) continue;
      const value = atr[offset];
      yield { name, block, protocol, offset: offset++, value };
      if (name === 'D') next = value;
    }
    announcing = next;
    protocol = next === undefined ? undefined : next & LOWER_HALF;
  }
}

/** Offsets of the first historical byte and of what follows the last; beyond the end where the answer is cut. */
export function historicalSpan(atr: Bytes): readonly [start: number, end: number] {
  let start = TS_AND_T0;
  for (const { offset } of interfaceBytes(atr)) start = offset + 1;
  return [start, start + ((atr[1] ?? 0) & LOWER_HALF)];
}

/** The historical bytes: K of them, behind the interface bytes; undefined for what is no answer to reset, or a cut one. */
export function historicalBytes(atr: Bytes): Bytes | undefined {
  const [start, end] = historicalSpan(atr);
  return isAtr(atr) && end <= atr.length ? atr.slice(start, end) : undefined;
}
