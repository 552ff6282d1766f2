/**
 * A card in a reader, with the faults that rules make: it stands in the place of the card, whose own code knows of none.
 *
 * Commands of class FF are the reader's own and pass.
 */
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { type Bytes, equalBytes, fromHex, NO_BYTES, toHex, uint16 } from '#iso7816/bytes.ts';
import { readCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import type { SmartCard } from '../../card/port.ts';
import { CardWait, goneBeforeItsAnswer } from '../card-wait.ts';
import { alteredAnswer, changedAtr, holdsData, wornAnswer } from './altered-answers.ts';
import type { FaultPinState } from './fault-rule.ts';
import type { FaultOccasion, FaultRules, FiringFault } from './fault-rules.ts';
import type { LeavingAnswer, ToldAnswers } from './told-answers.ts';

/** What only a card that knows itself can say, or undergo. */
export interface KnownCard {
  /** Identifier of the EF that such a command works on. */
  fileOf(command: Bytes): number | undefined;
  pinState(): FaultPinState | undefined;
  /** Does that command and loses its power before or after its first change that lasts, or at its end. */
  losePower(command: Bytes, when: 'before' | 'after'): void;
}

/** The hand that holds card and reader. */
export interface FaultHand {
  /** Name of the reader for people. */
  readonly reader: string | undefined;
  takeOut(): void;
  unplug(): void;
  /** The service dies at once; it comes back after that time, where one is told. */
  killService(backAfterMs: number | undefined): void;
}

export interface FaultyCardOptions {
  readonly rules: FaultRules;
  readonly clock: Clock;
  /** What the card tells passes through it; none for a card that tells nothing. */
  readonly told: ToldAnswers;
  readonly known?: KnownCard | undefined;
  readonly hand: FaultHand;
}

const READER_CLASS = 0xff;
const BY_DF_NAME = 0x04;
const FID_LENGTH = 2;

function altered(fault: FiringFault, own: Bytes): LeavingAnswer {
  const response = alteredAnswer(fault, own);
  if (equalBytes(response, own)) return { response };
  fault.fires();
  return { response, why: fault.text };
}

const unaltered = (response: Bytes): LeavingAnswer => ({ response });

export class FaultyCard implements SmartCard {
  readonly name: string;
  readonly #card: SmartCard;
  readonly #options: FaultyCardOptions;
  /** The ATR that was given last, when it was not the card's own. */
  #atr: Bytes | Promise<Bytes> | undefined;
  /** Answers nothing any more. */
  #mute = false;
  /** The answer of the command before, once a card has answered twice, and why. */
  #owed: (LeavingAnswer & { readonly why: Text }) | undefined;
  readonly #waiting: CardWait;

  constructor(card: SmartCard, options: FaultyCardOptions) {
    this.name = card.name;
    this.#card = card;
    this.#options = options;
    this.#waiting = new CardWait(card.name, options.clock);
  }

  powerOn(): Bytes | Promise<Bytes> {
    this.#begin();
    return this.#answerToReset('powerOn', () => this.#card.powerOn());
  }

  reset(): Bytes | Promise<Bytes> {
    this.#begin();
    return this.#answerToReset('reset', () => this.#card.reset());
  }

  powerOff(): void | Promise<void> {
    this.#begin();
    return this.#card.powerOff();
  }

  getAtr(): Bytes | Promise<Bytes> {
    return this.#atr ?? this.#card.getAtr();
  }

  get mute(): boolean {
    return this.#mute;
  }

  /** @throws CardGoneError when it leaves before it has answered */
  transmit(command: Bytes): Bytes | Promise<Bytes> {
    if (command[0] === READER_CLASS) return this.#card.transmit(command);
    if (this.#mute) return this.#waiting.forever();
    const fault = this.#next('command', command);
    if (fault !== undefined) return this.#fail(fault, command);
    return this.#owed === undefined ? this.#card.transmit(command) : this.#done(command, unaltered);
  }

  /** Nothing of before lasts. */
  #begin(): void {
    this.#mute = false;
    this.#owed = undefined;
    this.#atr = undefined;
    this.#waiting.end();
  }

  #next(moment: FaultOccasion['moment'], command: Bytes): FiringFault | undefined {
    const { rules, known, hand } = this.#options;
    if (!rules.any) return undefined;
    const files = () => filesOf(command, known);
    const pinState = () => known?.pinState();
    return rules.next({ moment, card: this.name, reader: hand.reader, command, files, pinState });
  }

  #answerToReset(moment: 'powerOn' | 'reset', power: () => Bytes | Promise<Bytes>): Bytes | Promise<Bytes> {
    const fault = this.#next(moment, NO_BYTES);
    const atr = power();
    if (fault === undefined) return atr;
    this.#atr = atr instanceof Promise ? atr.then((late) => this.#falseAtr(fault, late)) : this.#falseAtr(fault, atr);
    return this.#atr;
  }

  #falseAtr({ name, value, random, fires }: FiringFault, atr: Bytes): Bytes | Promise<Bytes> {
    if (name === 'atr') {
      const given = fromHex(String(value));
      if (!equalBytes(given, atr)) fires();
      return given;
    }
    if (name === 'changingAtr') return changedAtr(atr, random);
    if (name === 'noAtr') return NO_BYTES;
    if (name === 'leaves') return this.#leaveInReset();
    return this.#waiting.after(Number(value)).then(() => atr);
  }

  #fail(fault: FiringFault, command: Bytes): Bytes | Promise<Bytes> {
    switch (fault.name) {
      case 'mute':
        return this.#becomeMute(fault.value);
      case 'late':
        return this.#waiting.after(Number(fault.value)).then(() => this.#done(command, unaltered));
      case 'sw':
        return this.#refused(fault, command, fromHex(String(fault.value)));
      case 'powerLost':
        return this.#losePower(command, fault.value === 'before' ? 'before' : 'after');
      case 'closed':
      case 'unplugged':
      case 'serviceKilled':
        return this.#leave(fault, command);
      case 'worn':
        return this.#worn(fault, command);
      case 'twice':
        return this.#twice(fault, command);
      default:
        return this.#done(command, (response) => altered(fault, response));
    }
  }

  /** The command is done, and its answer leaves as `leaving` has it; the one before it first, where one is owed. */
  #done(command: Bytes, leaving: (response: Bytes) => LeavingAnswer): Bytes | Promise<Bytes> {
    const owed = this.#owed;
    let left: LeavingAnswer | undefined;
    // Told and given alike: what is drawn is drawn once.
    const leave = (response: Bytes): LeavingAnswer => {
      left ??= leaving(response);
      return left;
    };
    const inOrder = (response: Bytes): LeavingAnswer => {
      const own = leave(response);
      return owed === undefined || own.lost !== undefined ? own : owed;
    };
    const given = (response: Bytes): Bytes => {
      const answer = inOrder(response);
      if (owed !== undefined) this.#owed = { response: leave(response).response, why: owed.why };
      return answer.response;
    };
    const answer = this.#options.told.during(inOrder, () => this.#card.transmit(command));
    return answer instanceof Promise ? answer.then(given) : given(answer);
  }

  /** Nothing is done; the card is not even asked. */
  #refused({ text: why }: FiringFault, command: Bytes, response: Bytes): Bytes {
    this.#options.told.instead(this.name, command, { response, why });
    return response;
  }

  #worn(fault: FiringFault, command: Bytes): Bytes | Promise<Bytes> {
    if (command[1] === INS.UPDATE_BINARY) {
      fault.fires();
      return this.#refused(fault, command, wornAnswer());
    }
    return this.#done(command, (response) => (holdsData(response) ? altered(fault, response) : { response }));
  }

  #twice({ text: why }: FiringFault, command: Bytes): Bytes | Promise<Bytes> {
    const owe = (response: Bytes): Bytes => {
      this.#owed ??= { response, why };
      return response;
    };
    const answer = this.#done(command, (response) => ({ response, why }));
    return answer instanceof Promise ? answer.then(owe) : owe(answer);
  }

  #becomeMute(takenOutAfterMs: FiringFault['value']): Promise<Bytes> {
    this.#mute = true;
    if (takenOutAfterMs === undefined) return this.#waiting.forever();
    const takeOut = () => this.#options.hand.takeOut();
    return this.#waiting.forever(this.#options.clock.after(Number(takenOutAfterMs), takeOut));
  }

  #leaveInReset(): Promise<Bytes> {
    const never = this.#waiting.forever();
    this.#options.hand.takeOut();
    return never;
  }

  /** Torn out: nobody is answered. */
  #losePower(command: Bytes, when: 'before' | 'after'): never {
    this.#options.known?.losePower(command, when);
    queueMicrotask(() => this.#options.hand.takeOut());
    throw goneBeforeItsAnswer(this.name);
  }

  /** The card, its reader or the service goes in the middle of the answer: how much of it has left is known to who waits. */
  #leave({ name, value, text: why }: FiringFault, command: Bytes): Bytes | Promise<Bytes> {
    const whole = value === 'after';
    const part = name === 'closed' && typeof value === 'number';
    let length = 0;
    const leaving = (response: Bytes): LeavingAnswer => {
      length = response.length;
      if (whole) return { response, why };
      return part ? { response: response.slice(0, Number(value)), why, lost: 'partly' } : { response, lost: 'wholly' };
    };
    const go = (response: Bytes): Bytes => {
      const { hand } = this.#options;
      // The card goes on, and nobody is there to pass its answer on.
      if (name === 'serviceKilled') {
        hand.killService(value === undefined ? undefined : Number(value));
        return response;
      }
      if (name === 'unplugged') hand.unplug();
      // First what has left of the answer, then the card.
      else queueMicrotask(() => hand.takeOut());
      if (whole) return response;
      throw goneBeforeItsAnswer(this.name, part ? { part: response, length } : undefined);
    };
    const answer = this.#done(command, leaving);
    return answer instanceof Promise ? answer.then(go) : go(answer);
  }
}

/** The file that a SELECT names by its identifier, or the one that another command works on. */
function filesOf(bytes: Bytes, known: KnownCard | undefined): readonly string[] {
  const command = readCommandApdu(bytes);
  if (typeof command !== 'function' && command.ins === INS.SELECT && command.p1 !== BY_DF_NAME) {
    const { data } = command;
    if (data.length >= FID_LENGTH) return [toHex(data.subarray(-FID_LENGTH))];
  }
  const fid = known?.fileOf(bytes);
  return fid === undefined ? [] : [toHex(uint16(fid))];
}
