/** A story in sentences, under the steps in which they happened. */
import { html } from 'hono/html';
import type { Language } from '#common/language.ts';
import type { StampedEvent } from '#trace/event.ts';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import { Narration } from '../../narration/narration.ts';
import { type Html, shown, tenths } from './shown.ts';

/** Sentences that are shown of one step. */
const MOST_SENTENCES = 200;

interface ToldStep {
  readonly number: number | undefined;
  readonly text: string;
  readonly at: number;
  readonly sentences: string[];
  outcome?: string;
}

function stepsOf(events: readonly StampedEvent[], narration: Narration): readonly ToldStep[] {
  const before: ToldStep = { number: undefined, text: '', at: events[0]?.at ?? 0, sentences: [] };
  const steps = [before];
  for (const event of events) {
    const current = steps.at(-1) ?? before;
    if (event.kind !== 'step') current.sentences.push(...narration.add(event));
    else if (event.outcome === 'started') {
      current.sentences.push(...narration.end());
      steps.push({ number: event.place?.step, text: event.step, at: event.at, sentences: [] });
    } else current.outcome = event.outcome;
  }
  (steps.at(-1) ?? before).sentences.push(...narration.end());
  return steps;
}

function sentence(line: string): Html {
  return line.startsWith('!!') ? html`<li class=bad>${shown(line)}` : html`<li>${shown(line)}`;
}

/** @param profileOf the profile of a card, which names its files and keys */
export function toldStory(
  events: readonly StampedEvent[],
  profileOf: (card: string) => Profile | undefined,
  language: Language,
): Html | '' {
  const steps = stepsOf(events, new Narration({ profileOf, language }));
  const start = events[0]?.at ?? 0;
  const items = steps
    .filter(({ number, sentences }) => number !== undefined || sentences.length > 0)
    .map(({ number, text, at, sentences, outcome = 'passed' }) => {
      const lines = sentences.slice(0, MOST_SENTENCES).map(sentence);
      const more = sentences.length > MOST_SENTENCES ? html`<li>(+ ${sentences.length - MOST_SENTENCES})` : '';
      const list = lines.length === 0 ? '' : html`<ul>${lines}${more}</ul>`;
      if (number === undefined) return list;
      const mark = outcome === 'passed' ? '' : html` class=bad`;
      return html`<li value=${number}${mark}>${shown(text)} <span class=at>${tenths(at - start, language)} ms</span>${list}`;
    });
  return items.length === 0 ? '' : html`<ol class="told">${items}</ol>`;
}
