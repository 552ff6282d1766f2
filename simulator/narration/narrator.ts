/**
 * What a program is doing, told from its exchange with the card: one sentence for each thing it does, however many
 * commands that takes.
 *
 * Source: ISO/IEC 7816-4:2020, 7816-8:2021; the sequences: opensc-cpx.md 3 to 9, cryptolib.md 3 to 10.
 */
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { explainExchange } from '#iso7816/explain.ts';
import type { TraceEvent } from '#iso7816/trace-event.ts';
import type { Profile } from '../card/profile/schema.ts';
import { CardNames } from './card-names.ts';
import { FileWalk } from './file-walk.ts';
import { KeyUse } from './key-use.ts';
import { codeSentence, dataObjectSentence } from './reference-data.ts';
import { type WholeExchange, WholeExchanges } from './whole-exchange.ts';
import { type Language, WORDS, type Words } from './words.ts';

const INS = {
  VERIFY: 0x20,
  MANAGE_SECURITY_ENVIRONMENT: 0x22,
  CHANGE_REFERENCE_DATA: 0x24,
  PERFORM_SECURITY_OPERATION: 0x2a,
  RESET_RETRY_COUNTER: 0x2c,
  GET_CHALLENGE: 0x84,
  INTERNAL_AUTHENTICATE: 0x88,
  SELECT: 0xa4,
  READ_BINARY: 0xb0,
  GET_DATA: 0xca,
  GET_DATA_ODD: 0xcb,
  UPDATE_BINARY: 0xd6,
} as const;

export interface NarratorOptions {
  readonly profile?: Profile | undefined;
  readonly language?: Language;
}

export class Narrator {
  readonly #words: Words;
  readonly #names: CardNames;
  #exchanges = new WholeExchanges();
  #walk: FileWalk;
  #keys: KeyUse;
  #random = 0;

  constructor({ profile, language = 'en' }: NarratorOptions = {}) {
    this.#words = WORDS[language];
    this.#names = new CardNames(profile, language);
    this.#walk = new FileWalk(this.#names, this.#words);
    this.#keys = new KeyUse(this.#names, this.#words);
  }

  /** The sentences that are complete with this event, in their order; events of other kinds say nothing. */
  narrate(event: TraceEvent): string[] {
    if (event.kind === 'apdu') return this.#exchange(event.command, event.response);
    if (event.kind !== 'power') return [];
    const told = this.end();
    this.#walk = new FileWalk(this.#names, this.#words);
    this.#keys = new KeyUse(this.#names, this.#words);
    this.#exchanges = new WholeExchanges();
    const { powersOn, powersOff, resets } = this.#words;
    return [...told, { powerOn: powersOn, powerOff: powersOff, reset: resets }[event.action]];
  }

  /** What is still to be said when nothing more comes. */
  end(): string[] {
    return [...this.#exchanges.end().flatMap((whole) => this.#whole(whole)), ...this.#walk.end(), ...this.#endRandom()];
  }

  #exchange(command: Bytes, response: Bytes): string[] {
    return this.#exchanges.add(command, response).flatMap((whole) => this.#whole(whole));
  }

  #whole(whole: WholeExchange): string[] {
    const { ins } = whole.command;
    if (ins === INS.GET_CHALLENGE && whole.sw === 0x9000) {
      this.#random += whole.data.length;
      return this.#walk.end();
    }
    const before = this.#endRandom();
    if (ins === INS.SELECT) return [...before, ...this.#walk.select(whole)];
    if (ins === INS.READ_BINARY) return [...before, ...this.#walk.read(whole)];
    if (ins === INS.UPDATE_BINARY) return [...before, ...this.#walk.update(whole)];
    const sentence = this.#sentence(whole);
    return [...before, ...this.#walk.end(), ...(sentence === '' ? [] : [sentence])];
  }

  /** Empty for what only prepares something. */
  #sentence(whole: WholeExchange): string {
    switch (whole.command.ins) {
      case INS.VERIFY:
      case INS.CHANGE_REFERENCE_DATA:
      case INS.RESET_RETRY_COUNTER:
        return codeSentence(whole, this.#names, this.#words);
      case INS.GET_DATA:
      case INS.GET_DATA_ODD:
        return dataObjectSentence(whole, this.#walk.df, this.#names, this.#words) ?? fallback(whole);
      case INS.MANAGE_SECURITY_ENVIRONMENT:
        return this.#keys.environment(whole, this.#walk.df) ?? fallback(whole);
      case INS.PERFORM_SECURITY_OPERATION:
      case INS.INTERNAL_AUTHENTICATE:
        return this.#keys.operation(whole) ?? fallback(whole);
      default:
        return fallback(whole);
    }
  }

  #endRandom(): string[] {
    const drawn = this.#random;
    this.#random = 0;
    return drawn === 0 ? [] : [this.#words.drawsRandom(drawn)];
  }
}

/** The command in the words of the standard, for what is no known thing to do. */
function fallback({ bytes, data, sw }: WholeExchange): string {
  const response = Uint8Array.from([...data, sw >> 8, sw & 0xff]);
  return explainExchange(bytes, response) || toHex(bytes);
}
