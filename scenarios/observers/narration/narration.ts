/**
 * A trace told as lines: `--` what a program does with a card, `**` what happens meanwhile around it: the hand that
 * moves cards, the person at the PIN pad, the scenario with commands of its own; `!!` what went wrong in the middle.
 */
import { colonIn, type Language } from '#common/language.ts';
import type { FaultEvent, PcscEvent, TraceEvent } from '#trace/event.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { Narrator } from './narrator.ts';
import { refusedCall } from './refused-calls.ts';
import { Repeats } from './repeats.ts';
import { WORDS, worldSentence } from './words.ts';

export interface NarrationOptions {
  /** The profile of a card of the trace; without one, files and keys are told by their numbers. */
  readonly profileOf: (card: string) => Profile | undefined;
  readonly language: Language;
}

type Mark = '--' | '**';

interface Teller {
  readonly mark: Mark;
  readonly card: string;
  readonly narrator: Narrator;
}

export class Narration {
  readonly #options: NarrationOptions;
  readonly #tellers = new Map<string, Teller>();
  readonly #cards = new Set<string>();
  /** Programs ask again and again for a card that is not there. */
  readonly #refusals: Repeats;
  #mark: Mark = '--';

  constructor(options: NarrationOptions) {
    this.#options = options;
    this.#refusals = new Repeats(WORDS[options.language]);
  }

  #fault({ message, why }: FaultEvent): string {
    return why?.[this.#options.language] ?? message.split('\n', 1)[0] ?? '';
  }

  /** The lines that are complete with this event. */
  add(event: TraceEvent): string[] {
    if (event.kind === 'apdu' || event.kind === 'power') return this.#exchange(event);
    if (event.kind === 'pcsc') return this.#refused(event);
    if (event.kind === 'fault') return [...this.end(), `!! ${this.#fault(event)}`];
    const sentence = worldSentence(event, this.#options.language);
    return sentence === undefined ? [] : [...this.end(), `** ${sentence}`];
  }

  end(): string[] {
    return [...this.#endCards(), ...this.#endRefusals()];
  }

  #endCards(): string[] {
    return [...this.#tellers.values()].flatMap((teller) => this.#lines(teller, teller.narrator.end()));
  }

  #endRefusals(): string[] {
    return this.#refusals.forget().map((line) => this.#repeated(line));
  }

  #refused(event: PcscEvent): string[] {
    const sentence = refusedCall(event, this.#options.language);
    if (sentence === undefined) return [];
    const mark = event.by === undefined ? '--' : '**';
    return [...this.#endCards(), ...this.#refusals.add(`${mark} ${sentence}`).map((line) => this.#repeated(line))];
  }

  #exchange(event: Extract<TraceEvent, { kind: 'apdu' | 'power' }>): string[] {
    const mark = event.kind === 'apdu' && event.by !== undefined ? '**' : '--';
    const before = [...(mark === this.#mark ? [] : this.#endCards()), ...this.#endRefusals()];
    this.#mark = mark;
    const teller = this.#tellerOf(mark, event.card);
    // A card that was powered has forgotten what the scenario had selected.
    if (event.kind === 'power') this.#tellers.delete(`** ${event.card}`);
    return [...before, ...this.#lines(teller, teller.narrator.narrate(event))];
  }

  #tellerOf(mark: Mark, card: string): Teller {
    const key = `${mark} ${card}`;
    const { profileOf, language } = this.#options;
    const teller = this.#tellers.get(key) ?? {
      mark,
      card,
      narrator: new Narrator({ profile: profileOf(card), language }),
    };
    this.#tellers.set(key, teller);
    this.#cards.add(card);
    return teller;
  }

  /** What `Repeats` says itself has no mark. */
  #repeated(line: string): string {
    return line.startsWith('(') ? `-- ${line}` : line;
  }

  /** The card is named as soon as there is more than one. */
  #lines({ mark, card }: Teller, sentences: readonly string[]): string[] {
    const named = this.#cards.size > 1 ? `${card}${colonIn(this.#options.language)} ` : '';
    return sentences.map((sentence) => `${mark} ${named}${sentence}`);
  }
}
