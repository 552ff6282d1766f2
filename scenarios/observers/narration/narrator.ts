/**
 * What a program is doing, told from its exchange with the card: one sentence for each thing it does, however many
 * commands that takes.
 *
 * Source: ISO/IEC 7816-4:2020, 7816-8:2021; the sequences: reference/opensc-cpx.md 3 to 9,
 * reference/cryptolib.md 3 to 10.
 */
import type { Language } from '#common/language.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import type { TraceEvent } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { CardNames } from './card-names.ts';
import { FileWalk } from './file-walk.ts';
import { KeyUse } from './key-use.ts';
import { Questions } from './questions.ts';
import { codeSentence, dataObjectSentence, questionOf } from './reference-data.ts';
import { Repeats } from './repeats.ts';
import { parsed, type WholeExchange, WholeExchanges } from './whole-exchange.ts';
import { WORDS, type Words } from './words.ts';

export interface NarratorOptions {
  readonly profile?: Profile | undefined;
  readonly language?: Language;
}

export class Narrator {
  readonly #words: Words;
  readonly #language: Language;
  readonly #names: CardNames;
  readonly #repeats: Repeats;
  readonly #questions: Questions;
  #exchanges = new WholeExchanges();
  #walk: FileWalk;
  #keys: KeyUse;
  #random = 0;

  constructor({ profile, language = 'en' }: NarratorOptions = {}) {
    this.#words = WORDS[language];
    this.#language = language;
    this.#names = new CardNames(profile, language);
    this.#repeats = new Repeats(this.#words);
    this.#questions = new Questions(this.#words);
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

  /** What is still to be said when nothing more comes, or something else is going to be told. */
  end(): string[] {
    const told = this.#exchanges.end().flatMap((whole) => this.#whole(whole));
    return [...told, ...this.#looks(...this.#before()), ...this.#repeats.forget()];
  }

  #exchange(command: Bytes, response: Bytes): string[] {
    const told = this.#exchanges.add(command, response).flatMap((whole) => this.#whole(whole));
    if (parsed(command) !== undefined) return told;
    return [...told, ...this.#looks(...this.#before(), explainExchange(command, response, this.#language))];
  }

  #whole(whole: WholeExchange): string[] {
    const { ins } = whole.command;
    if (ins === INS.SELECT) return this.#walked(this.#walk.select(whole));
    if (ins === INS.READ_BINARY) return this.#walked(this.#walk.read(whole));
    if (ins === INS.UPDATE_BINARY) return this.#walked(this.#walk.update(whole));
    const question = questionOf(whole, this.#walk.df, this.#names);
    if (question !== undefined) {
      return this.#looks(...this.#endRandom(), ...this.#walk.end(), ...this.#questions.ask(question));
    }
    if (ins === INS.GET_CHALLENGE && whole.sw === SW.SUCCESS) {
      this.#random += whole.data.length;
      return this.#looks(...this.#questions.end(), ...this.#walk.end());
    }
    return [...this.#looks(...this.#before()), ...this.#deed(whole)];
  }

  /** What a program does that is more than a look: always told, each time. Nothing for what only prepares something. */
  #deed(whole: WholeExchange): string[] {
    switch (whole.command.ins) {
      case INS.VERIFY:
      case INS.CHANGE_REFERENCE_DATA:
      case INS.RESET_RETRY_COUNTER:
        return this.#act(codeSentence(whole, this.#names, this.#words));
      case INS.MANAGE_SECURITY_ENVIRONMENT:
        return this.#act(this.#keys.environment(whole, this.#walk.df) ?? this.#fallback(whole));
      case INS.PERFORM_SECURITY_OPERATION:
      case INS.INTERNAL_AUTHENTICATE:
        return this.#act(this.#keys.operation(whole) ?? this.#fallback(whole));
      case INS.GET_DATA:
        return this.#looks(dataObjectSentence(whole, this.#words) ?? this.#fallback(whole));
      default:
        return this.#looks(this.#fallback(whole));
    }
  }

  /** The command in the words of the standard, for what is no known thing to do. */
  #fallback({ bytes, data, sw }: WholeExchange): string {
    const response = Uint8Array.from([...data, sw >> 8, sw & 0xff]);
    return explainExchange(bytes, response, this.#language) || toHex(bytes);
  }

  #act(sentence: string): string[] {
    return sentence === '' ? [] : [...this.#repeats.forget(), sentence];
  }

  #looks(...sentences: readonly string[]): string[] {
    return sentences.flatMap((sentence) => this.#repeats.add(sentence));
  }

  /** A change of directory by the way does not end what is being asked. */
  #walked(sentences: readonly string[]): string[] {
    return sentences.length === 0 && !this.#walk.busy ? [] : this.#looks(...this.#asked(), ...sentences);
  }

  /** What was going on until now. */
  #before(): string[] {
    return [...this.#asked(), ...this.#walk.end()];
  }

  /** What was asked until now, of codes and of the random generator. */
  #asked(): string[] {
    return [...this.#endRandom(), ...this.#questions.end()];
  }

  #endRandom(): string[] {
    const drawn = this.#random;
    this.#random = 0;
    return drawn === 0 ? [] : [this.#words.drawsRandom(drawn)];
  }
}
