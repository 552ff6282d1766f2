/** What went wrong with a scenario: step, expectation, error, and the lines of the file where it stands. */
import { html } from 'hono/html';
import type { Language } from '#common/language.ts';
import type { ScenarioResult } from '#trace/event.ts';
import { shownSource } from '../../../engine/file/shown-source.ts';
import { failureLines } from '../failure-text.ts';
import { placeOf } from '../finished-run.ts';
import { type Html, name, shown, shownLines } from './shown.ts';
import { REPORT_WORDS } from './words.ts';

function mismatches({ mismatches: found = [] }: ScenarioResult, language: Language): Html | '' {
  if (found.length === 0) return '';
  const words = REPORT_WORDS[language];
  const rows = found.map(
    (one) =>
      html`<tr><th scope="row">${shown(one.name)}</th><td>${shownLines(one.expected)}</td><td>${shownLines(one.found)}</td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">${words.expectation}</th><th scope="col">${words.expected}</th><th scope="col">${words.found}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function source(file: string, line: number, language: Language): Html | '' {
  const lines = shownSource(file, line);
  if (lines.length === 0) return '';
  const rows = lines.map(({ number, text }) => {
    const row = `${String(number).padStart(4)}  ${text}`;
    return number === line ? html`<mark>${shown(row)}</mark>` : html`${shown(row)}\n`;
  });
  return html`<h4>${REPORT_WORDS[language].source}</h4><pre>${rows}</pre>`;
}

function earlier({ earlier: tries = [] }: ScenarioResult, language: Language): Html | '' {
  if (tries.length === 0) return '';
  const items = tries.map((one) => html`<pre>${shownLines(failureLines(one, language).join('\n'))}</pre>`);
  return html`<details><summary>${REPORT_WORDS[language].earlier(tries.length)}</summary>${items}</details>`;
}

/** Nothing for one that passed at once. */
export function failure(result: ScenarioResult, language: Language): Html | '' {
  const { outcome, step, error, reason } = result;
  const words = REPORT_WORDS[language];
  if (outcome === 'passed') return earlier(result, language);
  if (outcome === 'skipped') return html`<p>${shown(reason ?? '')}</p>`;
  const { file, line, column } = placeOf(result);
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const what = step === undefined ? '' : html`<p><strong>${words.stepAt(step.number)}</strong> ${name(step.text)}</p>`;
  const said = error === undefined ? '' : html`<pre>${shownLines(error)}</pre>`;
  const lines = line === undefined ? '' : source(file, line, language);
  return html`<div class="wrong"><h3>${words.failed}</h3>${what}<p><code>${name(place)}</code></p>${mismatches(result, language)}${said}${lines}</div>${earlier(result, language)}`;
}
