/** The last good run, from the events of its recording, and what differs from it. */
import { html } from 'hono/html';
import { z } from 'zod';
import type { Language } from '#common/language.ts';
import type { ScenarioResult, StampedEvent } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';
import { titleOf } from '../finished-run.ts';
import { type Html, name, shown } from './shown.ts';
import { Stories, type Story } from './stories.ts';
import { REPORT_WORDS } from './words.ts';

/** A recording holds what others may have written: what is read of a result. */
const RESULT = z.object({
  scenario: z.object({
    title: z.string(),
    file: z.string(),
    row: z.object({ name: z.string(), line: z.number() }).optional(),
    repetition: z.object({ number: z.number(), of: z.number() }).optional(),
  }),
  outcome: z.enum(['passed', 'failed', 'error', 'interrupted', 'skipped']),
});

type KnownResult = z.infer<typeof RESULT>;

/** A scenario as it was then. */
interface Then {
  readonly title: string;
  readonly outcome: ScenarioResult['outcome'];
  readonly exchange: readonly string[];
}

/** The APDUs in words: random bytes differ from run to run, the words do not. */
function exchangeOf(events: readonly StampedEvent[], language: Language): string[] {
  return events.flatMap((event) =>
    event.kind === 'apdu' ? [`[${event.card}] ${explainExchange(event.command, event.response, language)}`] : [],
  );
}

function keyOf({ scenario }: KnownResult): string {
  const { file, title, row, repetition } = scenario;
  return JSON.stringify([file, title, row?.name ?? '', repetition?.number ?? 1]);
}

export class Baseline {
  readonly #then = new Map<string, Then>();
  readonly #language: Language;

  private constructor(language: Language) {
    this.#language = language;
  }

  /** Undefined when it holds no scenario that has ended. */
  static of(events: Iterable<StampedEvent>, language: Language): Baseline | undefined {
    const baseline = new Baseline(language);
    const stories = new Stories((story) => baseline.#add(story));
    for (const event of events) stories.add(event);
    return baseline.#then.size === 0 ? undefined : baseline;
  }

  #add({ result, events }: Story): void {
    const { data } = RESULT.safeParse(result);
    if (data === undefined) return;
    const told = { ...result, ...data } as ScenarioResult;
    const exchange = exchangeOf(events, this.#language);
    this.#then.set(keyOf(data), { title: titleOf(told), outcome: data.outcome, exchange });
  }

  /** What differs in a scenario of now; told once, and then not missing any more. */
  difference({ result, events }: Story): Html {
    const words = REPORT_WORDS[this.#language];
    const key = keyOf(result as KnownResult);
    const then = this.#then.get(key);
    this.#then.delete(key);
    if (then === undefined) return this.#box(html`<p>${words.newScenario}</p>`);
    const now = exchangeOf(events, this.#language);
    const outcome =
      then.outcome === result.outcome
        ? ''
        : html`<p>${words.outcomeBefore(words.outcomes[then.outcome], words.outcomes[result.outcome])}</p>`;
    const exchange = this.#exchange(then.exchange, now);
    if (outcome === '' && exchange === '') return html`<p class="note">${words.baseline}: ${words.sameAsBaseline}</p>`;
    return this.#box(html`${outcome}${exchange}`);
  }

  /** Scenarios of then that nobody has asked for. */
  gone(): Html | '' {
    if (this.#then.size === 0) return '';
    const items = [...this.#then.values()].map(({ title }) => html`<li>${name(title)}</li>`);
    return html`<h2>${REPORT_WORDS[this.#language].goneScenarios}</h2><ul>${items}</ul>`;
  }

  #box(body: Html): Html {
    return html`<div class="diff"><h3>${REPORT_WORDS[this.#language].baseline}</h3>${body}</div>`;
  }

  #exchange(then: readonly string[], now: readonly string[]): Html | '' {
    const first = now.findIndex((line, i) => line !== then[i]);
    const differs = first >= 0 ? first : now.length;
    if (first < 0 && then.length === now.length) return '';
    const words = REPORT_WORDS[this.#language];
    const row = (head: string, line: string | undefined) =>
      html`<tr><th scope="row">${head}</th><td>${shown(line ?? words.nothing)}</td></tr>`;
    return html`<p>${words.firstDifference(differs + 1)}</p><table><tbody>${row(words.before, then[differs])}${row(words.now, now[differs])}</tbody></table><p>${words.counts(then.length, now.length)}</p>`;
  }
}
