/** Cards for the tests of readers: they answer, late if told to, and remember what was done to them. */
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';

/** ATR of a CPS3, T=0 only. Source: reference/opensc-cpx.md 1. */
export const ATR_T0 = hex`3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00`;
/** ATR of a CPS3 read without contact, T=0 and T=1. Source: reference/opensc-cpx.md 1. */
export const ATR_T0_T1 = hex`3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E`;

/** Answers every command with its own bytes and 9000. */
export class EchoCard implements SmartCard {
  readonly name: string;
  readonly log: string[] = [];
  readonly #atr: Bytes;

  constructor(name = 'echo', atr: Bytes = ATR_T0) {
    this.name = name;
    this.#atr = atr;
  }

  powerOn(): Bytes {
    this.log.push('powerOn');
    return this.#atr;
  }

  powerOff(): void {
    this.log.push('powerOff');
  }

  reset(): Bytes {
    this.log.push('reset');
    return this.#atr;
  }

  getAtr(): Bytes {
    return this.#atr;
  }

  transmit(command: Bytes): Bytes {
    this.log.push(toHex(command));
    return Uint8Array.of(...command, 0x90, 0x00);
  }
}

/** Like EchoCard, but everything is answered only when the test says so. */
export class SlowCard implements SmartCard {
  readonly name: string;
  readonly log: string[] = [];
  readonly #atr: Bytes;
  readonly #started: (() => void)[] = [];
  readonly #answers: (() => void)[] = [];

  constructor(name = 'slow', atr: Bytes = ATR_T0) {
    this.name = name;
    this.#atr = atr;
  }

  async powerOn(): Promise<Bytes> {
    this.log.push('powerOn');
    return this.#atr;
  }

  async powerOff(): Promise<void> {
    this.log.push('powerOff');
  }

  async reset(): Promise<Bytes> {
    this.log.push('reset');
    return this.#atr;
  }

  async getAtr(): Promise<Bytes> {
    return this.#atr;
  }

  transmit(command: Bytes): Promise<Bytes> {
    this.log.push(toHex(command));
    this.#started.shift()?.();
    return new Promise((resolve) => {
      this.#answers.push(() => resolve(Uint8Array.of(...command, 0x90, 0x00)));
    });
  }

  /** Resolves when the next command has come in. */
  commandCame(): Promise<void> {
    return new Promise((resolve) => {
      this.#started.push(resolve);
    });
  }

  /** Lets the oldest command be answered. */
  answer(): void {
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error('no command to answer');
    answer();
  }
}

/** Is there, but never gives an ATR. */
export class MuteCard extends EchoCard {
  override powerOn(): Bytes {
    this.log.push('powerOn');
    throw new Error('no answer to reset');
  }

  override reset(): Bytes {
    return this.powerOn();
  }
}
