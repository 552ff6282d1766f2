/**
 * Command APDUs as programs send them, with parameters drawn from what the card has and what it has not.
 *
 * Source: ISO/IEC 7816-4:2020, 11; IAS-ECC v1.0.1 (MSE, PSO, GET DATA of an SDO); reference/cps-facts.md (b).
 */
import { ascii, type Bytes, concat, fromHex, hex, NO_BYTES } from '#iso7816/bytes.ts';
import { encodeCommandApdu } from '#iso7816/command-apdu.ts';
import { CPS_COMMANDS as INS } from '#iso7816/commands.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { walkFiles } from '../../simulator/card/profile/walk-files.ts';
import type { Dice } from './dice.ts';

type NonEmpty<T> = readonly [T, ...T[]];

/** No class but 00 is usual: chaining, channels, secure messaging, proprietary, CPS2ter. */
const CLASSES: NonEmpty<number> = [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x01, 0x02, 0x03, 0x0c, 0x80, 0xa0];
const LENGTHS: NonEmpty<number> = [0, 0, 1, 2, 4, 8, 16, 20, 32, 64, 127, 128, 129, 255];
const NE: NonEmpty<number> = [0, 0, 1, 2, 8, 37, 128, 255, 256];
const REFERENCES: NonEmpty<number> = [0x01, 0x02, 0x81, 0x82, 0x03, 0x00];
const CRTS: NonEmpty<number> = [0xa4, 0xb6, 0xb8, 0xaa, 0xb4];
const ALGORITHMS: NonEmpty<number> = [0x02, 0x10, 0x12, 0x1a, 0x40, 0x42, 0x00, 0xff];
type P1P2 = readonly [p1: number, p2: number];
const OPERATIONS: NonEmpty<P1P2> = [
  [0x9e, 0x9a],
  [0x90, 0xa0],
  [0x80, 0x86],
  [0x86, 0x80],
  [0x90, 0x80],
  [0x00, 0xbe],
];
const DATA_OBJECTS: NonEmpty<P1P2> = [
  [0x9f, 0x7f],
  [0x00, 0x42],
  [0x3f, 0xff],
  [0x00, 0x5a],
  [0xdf, 0x30],
];

/** What parameters are drawn from. */
class Draw {
  readonly dice: Dice;
  readonly #card: Card;

  constructor(dice: Dice, card: Card) {
    this.dice = dice;
    this.#card = card;
  }

  path(): Bytes {
    return this.dice.oneIn(8) ? this.dice.bytes(this.dice.below(9)) : this.dice.of(this.#card.paths);
  }

  aid(): Bytes {
    return this.dice.of(this.#card.aids);
  }

  /** A right one, or four digits. */
  code(): Bytes {
    const { dice } = this;
    return ascii(dice.oneIn(4) ? dice.of(this.#card.codes) : String(dice.below(10_000)).padStart(4, '0'));
  }

  data(): Bytes {
    return this.dice.bytes(this.dice.of(LENGTHS));
  }

  ne(): number {
    return this.dice.of(NE);
  }

  /** One time in two something more. */
  perhaps(more: () => Bytes): Bytes {
    return this.dice.oneIn(2) ? more() : NO_BYTES;
  }
}

/** What of a card the grammar knows. */
interface Card {
  readonly paths: NonEmpty<Bytes>;
  readonly aids: NonEmpty<Bytes>;
  readonly codes: NonEmpty<string>;
}

type Rule = (draw: Draw, dice: Dice) => Parameters<typeof encodeCommandApdu>[0];

const FILES: NonEmpty<Rule> = [
  (draw, dice) => ({
    ins: INS.SELECT.ins,
    p1: dice.of([0x08, 0x09, 0x08, 0x03, 0x01, 0x02, 0x00]),
    p2: dice.of([0x0c, 0x04, 0x00]),
    data: draw.path(),
    ne: draw.ne(),
  }),
  (draw) => ({ ins: INS.SELECT.ins, p1: 0x08, p2: 0x0c, data: draw.path().subarray(2) }),
  (draw, dice) => ({ ins: INS.SELECT.ins, p1: 0x04, p2: dice.of([0x0c, 0x04]), data: draw.aid(), ne: draw.ne() }),
  (draw, dice) => ({
    ins: INS.READ_BINARY.ins,
    p1: dice.oneIn(2) ? dice.below(4) : dice.byte(),
    p2: dice.byte(),
    ne: draw.ne(),
  }),
  () => ({ ins: INS.READ_BINARY.ins, p1: 0, p2: 0, ne: 256 }),
  (draw, dice) => ({ ins: INS.UPDATE_BINARY.ins, p1: dice.below(4), p2: dice.byte(), data: draw.data() }),
  (draw) => ({ ins: INS.GET_RESPONSE.ins, p1: 0, p2: 0, ne: draw.ne() }),
];

const CODES: NonEmpty<Rule> = [
  (draw, dice) => ({ ins: INS.VERIFY.ins, p1: 0, p2: dice.of(REFERENCES), data: draw.perhaps(() => draw.code()) }),
  (draw, dice) => ({
    ins: INS.CHANGE_REFERENCE_DATA.ins,
    p1: dice.below(2),
    p2: dice.of(REFERENCES),
    data: concat(
      draw.code(),
      draw.perhaps(() => draw.code()),
    ),
  }),
  (draw, dice) => ({
    ins: INS.RESET_RETRY_COUNTER.ins,
    p1: dice.below(4),
    p2: dice.of(REFERENCES),
    data: concat(
      draw.code(),
      draw.perhaps(() => draw.code()),
    ),
  }),
];

const KEYS: NonEmpty<Rule> = [
  (draw) => ({ ins: INS.GET_CHALLENGE.ins, p1: 0, p2: 0, ne: draw.ne() }),
  (draw, dice) => ({
    ins: INS.MANAGE_SECURITY_ENVIRONMENT.ins,
    p1: dice.of([0x41, 0xf3, 0x81, 0x01]),
    p2: dice.of(CRTS),
    data: concat(
      Uint8Array.of(0x80, 1, dice.of(ALGORITHMS), 0x84, 1, 0x81 + dice.below(4)),
      draw.perhaps(() => draw.data()),
    ),
  }),
  (draw, dice) => {
    const [p1, p2] = dice.of(OPERATIONS);
    return { ins: INS.PERFORM_SECURITY_OPERATION.ins, p1, p2, data: draw.data(), ne: draw.ne() };
  },
  (draw) => ({ ins: INS.INTERNAL_AUTHENTICATE.ins, p1: 0, p2: 0, data: draw.data(), ne: draw.ne() }),
];

/** Extended header list: 4D { 70 { SDO tag { tag asked for, 80 } } }. */
function sdoAskedFor(dice: Dice): Bytes {
  const sdo = [dice.of([0x81, 0x8a, 0x90, 0xa0, 0xfb]), 1 + dice.below(4)];
  return concat(
    hex`4D 08 70 06 BF`,
    Uint8Array.from(sdo),
    hex`02`,
    Uint8Array.of(dice.of([0xa0, 0xa2, 0x7b, 0x9f]), 0x80),
  );
}

const OBJECTS: NonEmpty<Rule> = [
  (draw, dice) => {
    const [p1, p2] = dice.of(DATA_OBJECTS);
    return { ins: INS.GET_DATA.ins, p1, p2, ne: draw.ne() };
  },
  (draw, dice) => ({ ins: INS.GET_DATA_ODD.ins, p1: 0x3f, p2: 0xff, data: sdoAskedFor(dice), ne: draw.ne() }),
  (draw, dice) => ({ ins: dice.byte(), p1: dice.byte(), p2: dice.byte(), data: draw.data(), ne: draw.ne() }),
];

const RULES: NonEmpty<Rule> = [...FILES, ...CODES, ...KEYS, ...OBJECTS];

function nonEmpty<T>(items: readonly T[], otherwise: T): NonEmpty<T> {
  return [items[0] ?? otherwise, ...items.slice(1)];
}

function cardOf(profile: Profile, codes: NonEmpty<string>): Card {
  const nodes = [...walkFiles(profile)];
  const paths = nodes.map(({ path }) => fromHex(path.replace(/^CPS2TER\//, '').replaceAll('/', '')));
  const aids = nodes.flatMap(({ type, node }) => (type === 'df' && node.aid !== undefined ? [fromHex(node.aid)] : []));
  return { paths: nonEmpty(paths, hex`3F00`), aids: nonEmpty(aids, hex`A0000000`), codes };
}

/** @param codes the right ones of the card */
export function apduGrammar(profile: Profile, codes: NonEmpty<string>): (dice: Dice) => Bytes {
  const card = cardOf(profile, codes);
  return (dice) => encodeCommandApdu({ cla: dice.of(CLASSES), ...dice.of(RULES)(new Draw(dice, card), dice) });
}
