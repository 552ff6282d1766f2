/**
 * Answers of a vpicc, cut anywhere, too many, too late or none, to the reader's side of a connection: each question gets its own
 * answer or is refused.
 *
 * The first byte of an input says what the reader does: questions before the bytes of the rest come, and time that passes
 * or the vpicc's leaving after them.
 *
 * Source: vsmartcard, protocol between vpcd and vpicc.
 */
import type { Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { VirtualClock } from '#common/virtual-clock.ts';
import { type Bytes, concat, hex, toHex, uint16 } from '#iso7816/bytes.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import { frame } from '../../simulator/reader/vpcd/framing.ts';
import { VpiccCard } from '../../simulator/reader/vpcd/vpicc-card.ts';
import type { Dice } from './dice.ts';
import { PlainFrames } from './plain-frames.ts';
import type { Broken, FuzzTarget, Subject } from './target.ts';

const INPUTS = 50;
const ANSWER_TIMEOUT_MS = 2000;
const COMMAND = hex`00 A4 00 00`;
const LENGTHS: readonly [number, ...number[]] = [0, 1, 2, 255, 256, 65535];

/** Bits of the first byte. */
const ASKED = { TRANSMIT: 0x01, POWER_ON: 0x02, SECOND_TRANSMIT: 0x04 } as const;
const TIME_PASSES = 0x08;
/** All of them: a vpicc that left more often would be asked nothing any more. */
const LEAVES = 0xf0;

type Reader = Pick<SmartCard, 'powerOn' | 'transmit'>;
export type Connected = (socket: Socket, clock: VirtualClock) => Reader;

const ours: Connected = (socket, clock) =>
  new VpiccCard(socket, 'fuzz', { answerTimeoutMs: ANSWER_TIMEOUT_MS, clock, ref: false });

function answers(dice: Dice): Bytes {
  const answer = () => {
    const length = dice.oneIn(64) ? dice.of(LENGTHS) : dice.below(8);
    return dice.oneIn(16) ? uint16(dice.of(LENGTHS)) : frame(dice.bytes(length));
  };
  const whole = concat(...Array.from({ length: dice.below(4) }, answer));
  const sent = dice.oneIn(3) ? whole.slice(0, dice.below(Math.min(whole.length, 0xffff) + 1)) : whole;
  return concat(Uint8Array.of(dice.byte()), sent);
}

/** A question, and what became of it as far as is known. */
interface Asked {
  /** Only an ATR is waited for at most so long, and an empty one is none. */
  readonly isForAtr: boolean;
  became: string;
}

const WAITS = 'waits';
const REFUSED = 'refused';

/** What should become of the questions, in the plainest way. */
class Expected {
  asked: Asked[] = [];
  readonly came = new PlainFrames();
  #waiting: Asked[] = [];
  /** Answers to come that nobody waits for. */
  #overdue = 0;
  #hasLeft = false;

  ask(isForAtr: boolean): void {
    const one = { isForAtr, became: this.#hasLeft ? REFUSED : WAITS };
    this.asked.push(one);
    if (!this.#hasLeft) this.#waiting.push(one);
  }

  come(bytes: Bytes): void {
    if (!this.#hasLeft) for (const answer of this.came.come(bytes)) this.#answer(answer);
  }

  #answer(answer: Bytes): void {
    if (this.#overdue > 0) {
      this.#overdue--;
      return;
    }
    const first = this.#waiting.shift();
    if (first !== undefined) first.became = first.isForAtr && answer.length === 0 ? REFUSED : toHex(answer);
  }

  timePasses(): void {
    const [first] = this.#waiting;
    if (first?.isForAtr !== true) return;
    this.#waiting.shift();
    this.#overdue++;
    first.became = REFUSED;
  }

  leave(): void {
    this.#hasLeft = true;
    for (const one of this.#waiting.splice(0)) one.became = REFUSED;
  }
}

const waits = ({ became }: Asked) => became === WAITS;
const told = (asked: readonly Asked[]) => asked.map(({ became }) => became).join(' ');
const turn = () => new Promise((resolve) => setImmediate(resolve));

class ReaderSubject implements Subject {
  isNew = false;
  readonly #clock = new VirtualClock();
  readonly #vpicc: Socket;
  readonly #reader: Reader;
  readonly #expected = new Expected();
  #seen: Asked[] = [];

  constructor(connected: Connected) {
    const [vpicc, socket] = duplexPair() as unknown as [Socket, Socket];
    this.#vpicc = vpicc;
    vpicc.resume();
    const kept = { ref: () => socket, unref: () => socket };
    this.#reader = connected(Object.assign(socket, kept), this.#clock);
  }

  async take(input: Bytes): Promise<Broken | undefined> {
    const deeds = input[0] ?? 0;
    const bytes = input.slice(1);
    for (const bit of Object.values(ASKED)) if ((deeds & bit) !== 0) this.#ask(bit === ASKED.POWER_ON);
    this.#expected.come(bytes);
    if (bytes.length > 0 && this.#vpicc.writable) this.#vpicc.write(bytes);
    await turn();
    if ((deeds & TIME_PASSES) !== 0) {
      this.#expected.timePasses();
      this.#clock.pass(ANSWER_TIMEOUT_MS);
    }
    if ((deeds & LEAVES) === LEAVES) {
      this.#expected.leave();
      this.#vpicc.end();
      await turn();
    }
    await turn();
    this.isNew = this.#expected.came.rest.length > 0;
    const [seen, due] = [this.#seen, this.#expected.asked].map(told);
    this.#seen = this.#seen.filter(waits);
    this.#expected.asked = this.#expected.asked.filter(waits);
    return seen === due ? undefined : { invariant: 'order', details: `questions became ${seen}, expected ${due}` };
  }

  #ask(isForAtr: boolean): void {
    this.#expected.ask(isForAtr);
    const one: Asked = { isForAtr, became: WAITS };
    this.#seen.push(one);
    const answer = isForAtr ? this.#reader.powerOn() : this.#reader.transmit(COMMAND);
    Promise.resolve(answer).then(
      (got) => {
        one.became = toHex(got);
      },
      () => {
        one.became = REFUSED;
      },
    );
  }
}

export function vpiccTarget(connected: Connected = ours): FuzzTarget {
  return { name: 'vpicc', inputsOfOne: INPUTS, grammar: answers, subject: () => new ReaderSubject(connected) };
}
