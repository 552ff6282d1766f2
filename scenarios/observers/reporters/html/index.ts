/**
 * The whole run as one page: a summary, and each scenario with what went wrong, a picture of its time, what happened in
 * sentences and every APDU in words. It loads nothing, runs nothing, and can be read from a disk, by keyboard and on paper.
 */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Language } from '#common/language.ts';
import type { ToldScenario } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { countsOf, type FinishedRun, isGood, notPassedInWords, titleOf, whenFinished } from '../finished-run.ts';
import { anchorOf, endOf, type Section, type SectionOptions, sectionOf } from './section.ts';
import { type Html, name, shown, tenths } from './shown.ts';
import { Stories } from './stories.ts';
import { STYLE } from './style.ts';
import { REPORT_WORDS } from './words.ts';

/** Bytes of a report: what does not fit is left out, the exchange of what passed first. */
const MOST_BYTES = 1_000_000;

/** Nothing but this very style sheet. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

export interface HtmlOptions extends Partial<Omit<SectionOptions, 'language'>> {
  readonly mostBytes?: number;
}

function summary({ results, notRun }: FinishedRun, language: Language): Html {
  const words = REPORT_WORDS[language];
  const rows = results.map((result, i) => {
    const end = endOf(result);
    return html`<tr><td class="${end}">${words.outcomes[end]}<td><a href="#${anchorOf(i + 1)}">${name(titleOf(result))}</a><td>${name(result.scenario.file)}<td class="n">${tenths(result.durationMs, language)}
`;
  });
  const left = notRun.map(
    (scenario: ToldScenario) =>
      html`<tr><td class="notRun">${words.outcomes.notRun}<td>${name(titleOf({ scenario }))}<td>${name(scenario.file)}<td>`,
  );
  return html`<details open><summary><h2>${words.summary}</h2></summary><table><thead><tr><th scope="col">${words.outcome}<th scope="col">${words.scenario}<th scope="col">${words.file}<th scope="col" class="n">ms</thead><tbody>${rows}${left}</tbody></table></details>`;
}

function legend(language: Language): Html {
  const { looks, legend: title, axis } = REPORT_WORDS[language];
  const classes = { good: 'g', bad: 'b', idle: 'i', on: 'o', call: 'c' } as const;
  const items = Object.entries(looks).map(
    ([look, said]) =>
      html`<li><svg width="14" height="18" aria-hidden="true"><path class="${classes[look as keyof typeof looks]}" d="M0 9h14"/></svg> ${said}</li>`,
  );
  return html`<p class="note">${axis}</p><ul class="legend" aria-label="${title}">${items}</ul>`;
}

function header(run: FinishedRun, language: Language): Html {
  const words = REPORT_WORDS[language];
  const { target, start, results, notRun, durationMs } = run;
  const passed = countsOf(results).passed;
  const counts = [
    html`<span class="passed">${passed} ${words.outcomes.passed}</span>`,
    ...notPassedInWords(results, notRun.length, language).map(
      ({ kind, count, text }) => html`, <span class="${count === 0 ? 'at' : kind}">${text}</span>`,
    ),
  ];
  return html`<header><h1>${words.title}</h1><p class="counts">${counts}</p><dl class="facts"><div><dt>${words.on}</dt><dd>${name(target)}</dd></div><div><dt>${words.began}</dt><dd>${shown(start)}</dd></div><div><dt>${words.took}</dt><dd>${tenths(durationMs / 1000, language)} s</dd></div></dl></header>`;
}

/** As long as there is room the longest version of each: first those that passed give way, the largest before the others. */
function fitting(sections: readonly Section[], room: number): string[] {
  const chosen = sections.map(() => 0);
  const sizes = sections.map(({ versions }) => versions.map((text) => Buffer.byteLength(text)));
  let total = sizes.reduce((sum, [first = 0]) => sum + first, 0);
  const rounds = [1, 2, 3, 4].flatMap((version) => [true, false].map((passed) => ({ version, passed })));
  const inOrder = rounds.sort((a, b) => Number(b.passed) - Number(a.passed));
  for (const { version, passed } of inOrder) {
    const giving = sections
      .map((section, i) => ({ i, size: sizes[i]?.[chosen[i] ?? 0] ?? 0, passed: isGood(section.result) }))
      .filter((one) => one.passed === passed)
      .sort((a, b) => b.size - a.size);
    for (const { i, size } of giving) {
      if (total <= room) return sections.map(({ versions }, k) => versions[chosen[k] ?? 0] ?? '');
      chosen[i] = version;
      total += (sizes[i]?.[version] ?? 0) - size;
    }
  }
  return sections.map(({ versions }, k) => versions[chosen[k] ?? 0] ?? '');
}

function page(run: FinishedRun, sections: readonly Section[], language: Language, options: HtmlOptions): string {
  const words = REPORT_WORDS[language];
  const before = String(html`<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="generator" content="cps-sim report"><meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words.title}</title><style>${raw(STYLE)}</style></head>
<body><a class="skip" href="#contents">${words.toContents}</a>${header(run, language)}<main id="contents">${summary(run, language)}${legend(language)}
`);
  const after = String(html`${options.baseline?.gone() ?? ''}</main></body></html>
`);
  const room = (options.mostBytes ?? MOST_BYTES) - Buffer.byteLength(before) - Buffer.byteLength(after);
  return before + fitting(sections, room).join('') + after;
}

export function htmlReporter(
  subscriber: string,
  write: (text: string) => void,
  language: Language = 'en',
  options: HtmlOptions = {},
): TraceSubscriber {
  const sections: Section[] = [];
  const { profileOf = () => undefined, baseline } = options;
  const stories = new Stories((story) => {
    sections.push(sectionOf(story, sections.length + 1, { language, profileOf, baseline }));
  });
  const whole = whenFinished(subscriber, (run) => write(page(run, sections, language, options)));
  return {
    name: subscriber,
    event(event) {
      stories.add(event);
      whole.event(event);
    },
  };
}
