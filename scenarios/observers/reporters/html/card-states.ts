/** What a card holds at any time: power, codes, the current file, files that were changed. */
import { colonIn, type Language } from '#common/language.ts';
import { INS } from '#iso7816/ins.ts';
import { SW } from '#iso7816/status-word.ts';
import { triesText } from '#iso7816/status-word-meaning.ts';
import type { PinState, TraceEvent } from '#trace/event.ts';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import { CardNames } from '../../narration/card-names.ts';
import { FileWalk } from '../../narration/file-walk.ts';
import { type WholeExchange, WholeExchanges } from '../../narration/whole-exchange.ts';
import { WORDS } from '../../narration/words.ts';
import { REPORT_WORDS } from './words.ts';

/** `verified`, `not verified, 2 tries remaining`, `blocked`. */
export function pinText({ verified, triesRemaining }: PinState, language: Language): string {
  const { blocked, verified: known } = WORDS[language];
  if (triesRemaining === 0) return blocked;
  const state = verified ? known : REPORT_WORDS[language].notVerified;
  return `${state}, ${triesText(triesRemaining)[language]}`;
}

class CardState {
  readonly #names: CardNames;
  readonly #language: Language;
  readonly #codes = new Map<number, PinState>();
  readonly #changed = new Set<string>();
  #exchanges = new WholeExchanges();
  #walk: FileWalk;

  constructor(profile: Profile | undefined, language: Language) {
    this.#names = new CardNames(profile, language);
    this.#language = language;
    this.#walk = new FileWalk(this.#names, WORDS[language]);
  }

  add(event: TraceEvent): void {
    if (event.kind === 'pin') this.#codes.set(event.reference, event.state);
    if (event.kind === 'power') {
      this.#exchanges = new WholeExchanges();
      this.#walk = new FileWalk(this.#names, WORDS[this.#language]);
    }
    if (event.kind === 'apdu')
      for (const whole of this.#exchanges.add(event.command, event.response)) this.#done(whole);
  }

  #done(whole: WholeExchange): void {
    const { ins } = whole.command;
    if (ins === INS.SELECT) this.#walk.select(whole);
    if (ins === INS.READ_BINARY) this.#walk.read(whole);
    if (ins !== INS.UPDATE_BINARY) return;
    this.#walk.update(whole);
    if (whole.sw === SW.SUCCESS) this.#changed.add(this.#walk.current);
  }

  parts(): readonly string[] {
    const [words, colon] = [REPORT_WORDS[this.#language], colonIn(this.#language)];
    const codes = [...this.#codes].map(
      ([reference, state]) => `${this.#names.code(reference)}${colon} ${pinText(state, this.#language)}`,
    );
    const { current } = this.#walk;
    const file = `→ ${this.#names.file(current)}`;
    const changed = [...this.#changed].map((path) => this.#names.file(path)).join(', ');
    return [...codes, file, ...(changed === '' ? [] : [`${words.changed}${colon} ${changed}`])];
  }
}

export class CardStates {
  readonly #profileOf: (card: string) => Profile | undefined;
  readonly #language: Language;
  readonly #cards = new Map<string, CardState>();

  constructor(profileOf: (card: string) => Profile | undefined, language: Language) {
    this.#profileOf = profileOf;
    this.#language = language;
  }

  add(event: TraceEvent): void {
    if (event.kind === 'pin' || event.kind === 'power' || event.kind === 'apdu') this.#of(event.card).add(event);
  }

  /** After the last event, in words: a sentence for each code, one for the current file, one for what was changed. */
  parts(card: string): readonly string[] {
    return this.#of(card).parts();
  }

  #of(card: string): CardState {
    const state = this.#cards.get(card) ?? new CardState(this.#profileOf(card), this.#language);
    this.#cards.set(card, state);
    return state;
  }
}
