/**
 * A PIN pad: the code is typed at the reader and never reaches the program.
 *
 * Its answers come from a list; when that is empty, from whoever is at its keys. When nobody is the entry is cancelled, so
 * that a program that asks again and again cannot block a card by itself.
 *
 * Source: PC/SC part 10, revision 2.02.09; status words: USB CCID 1.1, 6.1.11.
 */

import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { CodedError } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';
import { Turn } from '#common/turn.ts';
import { type Bytes, concat, NO_BYTES, uint16 } from '#iso7816/bytes.ts';
import { CONFIRM_PIN, FEATURE, PIN_PAD_SW, VALIDATION } from '#pcsc/part10.ts';
import type { TraceSink } from '#trace/event.ts';
import { shielded } from '#trace/shielded.ts';
import type { CodeWatch } from '#trace/told-exchanges.ts';
import { CONTROL_CODES, readerControl } from '../features.ts';
import type { PinPadAnswer } from './answers.ts';
import { KeyedEntry, type PinPadPrompt } from './keyed-entry.ts';
import { modifyCommand, verifyCommand } from './pin-command.ts';
import { type PinEntry, PinStructureError, parseModifyStructure, parseVerifyStructure } from './pin-structure.ts';

const NEVER = new AbortController().signal;

/** The card in the reader, for one program. */
export interface PinPadCard {
  /** Rejects when the card has gone. */
  readonly send: (command: Bytes) => Promise<Bytes>;
  /** Ends the entry: the card has left, or the program; an entry that has not begun rejects with its reason. */
  readonly gone?: AbortSignal;
}

/** Where the data field of a short command begins. */
const DATA = 5;

/** Who is at the keys is given each entry for which no answer is prepared; false when nobody is there. */
export type PinPadKeys = (entry: KeyedEntry) => boolean;

/** An entry that ended without digits. */
class EntryEnded extends CodedError {
  override readonly name = 'EntryEnded';
  readonly code = 'ERR_PIN_ENTRY_ENDED';
  readonly sw: number;

  constructor(sw: number) {
    super(englishOnly('entry ended'));
    this.sw = sw;
  }
}

function swBytes(sw: number): Bytes {
  return uint16(sw);
}

export interface PinPadOptions {
  readonly answers?: Iterable<PinPadAnswer>;
  readonly trace?: TraceSink;
  /** How long a code takes to be typed; it is there at once by default. */
  readonly typingMs?: number;
  readonly clock?: Clock;
  readonly keys?: PinPadKeys | undefined;
  /** Of a recording: no code that is typed here may stand elsewhere in it. */
  readonly codes?: CodeWatch | undefined;
}

export class PinPad {
  readonly #trace: TraceSink | undefined;
  readonly #answers: PinPadAnswer[];
  readonly #typingMs: number;
  readonly #clock: Clock;
  readonly #keys: PinPadKeys | undefined;
  readonly #codes: CodeWatch | undefined;
  #asked = 0;
  /** Of the entries: there is one pad, whatever number of programs ask for it. */
  readonly #turn = new Turn();
  /** Ends the entry that waits, with that status word. */
  #interrupt: ((sw: number) => void) | undefined;
  /** The entry that somebody types. */
  #keyed: KeyedEntry | undefined;

  constructor({ answers = [], trace, typingMs = 0, clock = SYSTEM_CLOCK, keys, codes }: PinPadOptions = {}) {
    this.#answers = [...answers];
    this.#typingMs = typingMs;
    this.#clock = clock;
    this.#keys = keys;
    this.#codes = codes;
    this.#trace = trace && shielded(trace, 'trace of the PIN pad');
  }

  /** Entries asked for since the pad was made. */
  get asked(): number {
    return this.#asked;
  }

  /** Replaces the answers still to be given; the entry that somebody types takes the first of them. */
  prepare(answers: Iterable<PinPadAnswer>): void {
    this.#answers.splice(0, this.#answers.length, ...answers);
    const first = this.#keyed && this.#answers.shift();
    if (first !== undefined) this.#keyed?.end(first);
  }

  /**
   * SCardControl of this reader. Resolves to its output, undefined for a control code the reader does not know.
   * Rejects when the card is gone. An entry waits until those before it have ended.
   */
  async control(reader: string, controlCode: number, input: Bytes, card: PinPadCard): Promise<Bytes | undefined> {
    switch (controlCode) {
      case CONTROL_CODES[FEATURE.IFD_PIN_PROPERTIES]:
        return concat(uint16(0), Uint8Array.of(VALIDATION.MAX_SIZE | VALIDATION.KEY | VALIDATION.TIMEOUT, 0));
      case CONTROL_CODES[FEATURE.ABORT]:
        this.#interrupt?.(PIN_PAD_SW.CANCELLED);
        return NO_BYTES;
      case CONTROL_CODES[FEATURE.VERIFY_PIN_DIRECT]:
        return this.#entered((gone) => this.#verify(reader, input, gone), card);
      case CONTROL_CODES[FEATURE.MODIFY_PIN_DIRECT]:
        return this.#entered((gone) => this.#modify(reader, input, gone), card);
      default:
        return readerControl(controlCode, { pinPad: true });
    }
  }

  /** The card's answer to the command made, or the reader's own status word. */
  #entered(make: (gone: AbortSignal) => Promise<Bytes>, card: PinPadCard): Promise<Bytes> {
    const { send, gone = NEVER } = card;
    return this.#turn.run(async () => {
      let command: Bytes;
      try {
        command = await make(gone);
      } catch (error) {
        if (error instanceof EntryEnded) return swBytes(error.sw);
        if (error instanceof PinStructureError) return swBytes(PIN_PAD_SW.INVALID_STRUCTURE);
        throw error;
      }
      this.#codes?.(command.subarray(DATA));
      return send(command);
    }, gone);
  }

  async #verify(reader: string, input: Bytes, gone: AbortSignal): Promise<Bytes> {
    const entry = parseVerifyStructure(input);
    return verifyCommand(entry, await this.#digits(reader, entry, 'current', gone));
  }

  async #modify(reader: string, input: Bytes, gone: AbortSignal): Promise<Bytes> {
    const entry = parseModifyStructure(input);
    const digits = (prompt: PinPadPrompt) => this.#digits(reader, entry, prompt, gone);
    const current = entry.confirm & CONFIRM_PIN.CURRENT ? await digits('current') : '';
    const renewed = await digits('new');
    if (entry.confirm & CONFIRM_PIN.NEW_TWICE) {
      const again = await digits('confirm');
      if (again !== renewed) throw new EntryEnded(PIN_PAD_SW.NEW_CODES_DIFFER);
    }
    return modifyCommand(entry, current, renewed);
  }

  async #digits(reader: string, entry: PinEntry, prompt: PinPadPrompt, gone: AbortSignal): Promise<string> {
    if (gone.aborted) throw new EntryEnded(PIN_PAD_SW.CANCELLED);
    this.#asked++;
    this.#tell(reader, prompt, 'asked');
    const prepared = this.#answers.shift();
    const answer = prepared ?? (await this.#atKeys(entry, prompt, gone));
    this.#tell(reader, prompt, typeof answer === 'string' ? answer : 'typed');
    if (answer === 'wait') throw new EntryEnded((await this.#interrupted(gone)) ?? PIN_PAD_SW.CANCELLED);
    if (answer === 'cancel') throw new EntryEnded(PIN_PAD_SW.CANCELLED);
    if (answer === 'timeout') throw new EntryEnded(PIN_PAD_SW.TIMEOUT);
    const { minLength, maxLength, validation } = entry;
    const { length } = answer.digits;
    if (length < minLength || length > maxLength) throw new EntryEnded(PIN_PAD_SW.WRONG_LENGTH);
    // Without a validation key, and without a time that validates, the entry of a shorter code never ends.
    if (length < maxLength && !(validation & (VALIDATION.KEY | VALIDATION.TIMEOUT)))
      throw new EntryEnded(PIN_PAD_SW.TIMEOUT);
    const interrupted =
      prepared !== undefined && this.#typingMs > 0 ? await this.#interrupted(gone, this.#typingMs) : undefined;
    if (interrupted !== undefined) throw new EntryEnded(interrupted);
    this.#codes?.(new TextEncoder().encode(answer.digits));
    return answer.digits;
  }

  /** What is done at the keys; `cancel` when nobody is there, and when the card leaves or the program gives up. */
  async #atKeys(entry: PinEntry, prompt: PinPadPrompt, gone: AbortSignal): Promise<PinPadAnswer> {
    if (this.#keys === undefined) return 'cancel';
    const keyed = new KeyedEntry(entry, prompt, this.#clock);
    const end = () => keyed.end('cancel');
    this.#keyed = keyed;
    this.#interrupt = end;
    gone.addEventListener('abort', end);
    if (!this.#keys(keyed)) end();
    try {
      return await keyed.ended;
    } finally {
      this.#keyed = undefined;
      this.#interrupt = undefined;
      gone.removeEventListener('abort', end);
    }
  }

  /** @param withinMs for ever by default @returns the status word; undefined when nobody has interrupted the entry */
  #interrupted(gone: AbortSignal, withinMs?: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      const leave = () => this.#interrupt?.(PIN_PAD_SW.CANCELLED);
      const ended = (sw?: number) => {
        this.#interrupt = undefined;
        gone.removeEventListener('abort', leave);
        untimed();
        resolve(sw);
      };
      const untimed = withinMs === undefined ? () => {} : this.#clock.after(withinMs, () => ended());
      gone.addEventListener('abort', leave);
      this.#interrupt = ended;
    });
  }

  #tell(reader: string, prompt: PinPadPrompt, action: 'asked' | 'typed' | 'cancel' | 'timeout' | 'wait'): void {
    this.#trace?.({ kind: 'pin-pad', origin: 'reader', reader, prompt, action });
  }
}
