/** A card made to be watched: it counts what reaches it. */

import { type Bytes, byteAt, concat, fromHex, uint16At } from '#iso7816/bytes.ts';
import type { SmartCard } from '../../../../simulator/card/port.ts';

/** Smallest ATRs of each kind. Source: ISO/IEC 7816-3:2006, 8.2 (TD1, TD2 and TCK). */
export const ATR = {
  T0: fromHex('3B 02 14 50'),
  OTHER_T0: fromHex('3B 04 49 54 55 52'),
  T1: fromHex('3B 80 01 81'),
  /** Offers T=0 first, then T=1. */
  BOTH: fromHex('3B 80 80 01 01'),
} as const;

const GIVE = 0xca;
const REMEMBER = 0x20;
const REMEMBERED = 0xf2;

/** Command APDUs the card understands. */
export const COMMAND = {
  /** 9000 and nothing else. */
  nothing: fromHex('00 CA 00 00'),
  /** `count` bytes, then 9000. */
  give: (count: number): Bytes => Uint8Array.of(0, GIVE, count >> 8, count & 0xff),
  /** Sets what a reset forgets. */
  remember: fromHex('00 20 00 00'),
  /** 9000 when it is set, else 6985. */
  remembered: fromHex('00 F2 00 00'),
  /** As long as wanted: the card answers 6D00. */
  long: (length: number): Bytes => concat(fromHex('00 00 00 00'), new Uint8Array(length - 4)),
} as const;

export const SUCCESS = fromHex('90 00');

export class ContractCard implements SmartCard {
  readonly name = 'contract card';
  readonly atr: Bytes;
  /** Cold resets, warm resets and losses of power, in their order. */
  readonly powerEvents: ('powerOn' | 'reset' | 'powerOff')[] = [];
  readonly commands: Bytes[] = [];
  /** Called when a command has arrived; the response waits for it. */
  beforeResponse: () => void | Promise<void> = () => {};
  #remembers = false;

  constructor(atr: Bytes = ATR.T0) {
    this.atr = atr;
  }

  powerOn(): Bytes {
    this.powerEvents.push('powerOn');
    this.#remembers = false;
    return this.atr;
  }

  powerOff(): void {
    this.powerEvents.push('powerOff');
    this.#remembers = false;
  }

  reset(): Bytes {
    this.powerEvents.push('reset');
    this.#remembers = false;
    return this.atr;
  }

  getAtr(): Bytes {
    return this.atr;
  }

  async transmit(command: Bytes): Promise<Bytes> {
    this.commands.push(command.slice());
    await this.beforeResponse();
    switch (byteAt(command, 1)) {
      case GIVE:
        return concat(
          Uint8Array.from({ length: uint16At(command, 2) }, (_, i) => i),
          SUCCESS,
        );
      case REMEMBER:
        this.#remembers = true;
        return SUCCESS;
      case REMEMBERED:
        return this.#remembers ? SUCCESS : fromHex('69 85');
      default:
        return fromHex('6D 00');
    }
  }
}
