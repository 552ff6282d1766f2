/** One scenario of the report, as far as there is room for it. */
import { html } from 'hono/html';
import type { Language } from '#common/language.ts';
import type { ScenarioResult } from '#trace/event.ts';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import { isFlaky, isGood, titleOf } from '../finished-run.ts';
import type { Baseline } from './baseline.ts';
import { exchangeTable } from './exchange.ts';
import { failure } from './failure.ts';
import { printed } from './printed.ts';
import { type Html, name, tenths } from './shown.ts';
import type { Story } from './stories.ts';
import { GRAIN, type Grain, timeline } from './timeline.ts';
import { toldStory } from './told.ts';
import { REPORT_WORDS, type ReportWords } from './words.ts';

export interface SectionOptions {
  readonly language: Language;
  /** The profile of a card of that scenario file. */
  readonly profileOf: (file: string, card: string) => Profile | undefined;
  readonly baseline?: Baseline | undefined;
}

/** A scenario with all that is known of it, and with less and less; the first is the longest. */
export interface Section {
  readonly result: ScenarioResult;
  readonly versions: readonly string[];
}

/** The word and the class of how it ended. */
export function endOf(result: ScenarioResult): keyof ReportWords['outcomes'] {
  return isFlaky(result) ? 'flaky' : result.outcome;
}

/** An id of the page, inside of what a browser then opens: the place of the scenario in it, from 1. */
export function anchorOf(number: number): string {
  return `s${number}`;
}

function frame(number: number, result: ScenarioResult, language: Language, body: Html): string {
  const [end, words] = [endOf(result), REPORT_WORDS[language]];
  const open = isGood(result) ? '' : html` open`;
  const { file } = result.scenario;
  return String(
    html`<section><details${open}><summary><h2>${name(titleOf(result))}</h2> <span class="${end}">${words.outcomes[end]}</span> <span class="at">${tenths(result.durationMs, language)} ms, ${name(file)}</span></summary><div id="${anchorOf(number)}">${body}</div></details></section>
`,
  );
}

/** @param number from 1, its place in the page */
export function sectionOf(story: Story, number: number, options: SectionOptions): Section {
  const { result, events } = story;
  const { language, baseline } = options;
  const profileOf = (card: string) => options.profileOf(result.scenario.file, card);
  const head = html`${failure(result, language)}${printed(result, language)}${baseline?.difference(story) ?? ''}`;
  const picture = (grain: Grain) => timeline(events, language, grain);
  const coarse = picture(GRAIN.coarse);
  const told = toldStory(events, profileOf, language);
  const exchange = exchangeTable(events, { profileOf, language, whole: !isGood(result) });
  const left = html`<p class="note">${REPORT_WORDS[language].left}</p>`;
  const bodies = [
    html`${head}${picture(GRAIN.fine)}${told}${exchange}`,
    html`${head}${coarse}${exchange === '' ? told : exchange}`,
    html`${head}${coarse}${told}${left}`,
    html`${head}${told}${left}`,
    html`${head}${left}`,
  ];
  return { result, versions: bodies.map((body) => frame(number, result, language, body)) };
}
