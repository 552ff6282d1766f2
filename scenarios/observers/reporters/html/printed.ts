/** What the program beside a scenario printed, and how it ended. */
import { html } from 'hono/html';
import type { Language } from '#common/language.ts';
import type { ScenarioResult } from '#trace/event.ts';
import { type Html, name, shownLines } from './shown.ts';
import { REPORT_WORDS } from './words.ts';

/** Told of a scenario that has started one; what it printed is masked where it is kept. */
interface WithProgram extends ScenarioResult {
  readonly program?: { readonly name: string; readonly exitCode?: number; readonly printed?: string };
}

/** Nothing where no program ran. */
export function printed({ outcome, program }: WithProgram, language: Language): Html | '' {
  if (program === undefined) return '';
  const words = REPORT_WORDS[language];
  const open = outcome === 'passed' ? '' : html` open`;
  const ended = program.exitCode === undefined ? words.notEnded : words.ended(program.exitCode);
  const text = program.printed === undefined ? '' : html`<pre>${shownLines(program.printed)}</pre>`;
  return html`<details${open}><summary><h3>${words.printed}</h3> <code>${name(program.name)}</code> <span class="at">${ended}</span></summary>${text}</details>`;
}
