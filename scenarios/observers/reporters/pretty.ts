/** The table for people: a line a scenario, progress while it runs, each failure in full. */
import { styleText } from 'node:util';
import type { Reporter, RunSummary } from '../../engine/events.ts';
import { failureLines } from './failure-text.ts';

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

type Style = 'green' | 'red' | 'dim' | 'bold' | 'yellow';

const CLEAR_LINE = '\r\u001b[2K';

/** Whether colours are wanted: a terminal, and neither NO_COLOR nor TERM=dumb; FORCE_COLOR wins. */
export function wantsColour(terminal: Terminal, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  return terminal.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

export function prettyReporter(terminal: Terminal, colour: boolean): Reporter {
  const paint = (style: Style, text: string) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const progress = (text: string) => {
    if (terminal.isTTY) terminal.write(CLEAR_LINE + paint('dim', text.slice(0, (terminal.columns ?? 80) - 1)));
  };
  const line = (text: string) => void terminal.write(`${terminal.isTTY ? CLEAR_LINE : ''}${text}\n`);
  let count = 0;
  let total = 0;
  return {
    runStarted({ target, scenarios }) {
      total = scenarios.length;
      line(`${total} scenario${total === 1 ? '' : 's'} on ${paint('bold', target)}\n`);
    },
    scenarioStarted(scenario) {
      count++;
      progress(`  ${count}/${total} ${scenario.title}`);
    },
    stepStarted(scenario, step, number) {
      progress(`  ${count}/${total} ${scenario.title} [${number}/${scenario.steps.length}] ${step.text}`);
    },
    scenarioFinished(result) {
      const { scenario, durationMs, failure } = result;
      const mark = failure ? paint('red', '✘') : paint('green', '✔');
      line(`  ${mark} ${scenario.title} ${paint('dim', `${Math.round(durationMs)} ms`)}`);
      for (const text of failureLines(result)) line(`      ${text}`);
    },
    runFinished: (summary) => line(`\n${summaryText(summary, paint)}`),
  };
}

function summaryText(
  { results, notRun, durationMs }: RunSummary,
  paint: (style: Style, text: string) => string,
): string {
  const failed = results.filter(({ failure }) => failure).length;
  const counts = [paint('green', `${results.length - failed} passed`)];
  counts.push(failed > 0 ? paint('red', `${failed} failed`) : '0 failed');
  if (notRun > 0) counts.push(paint('yellow', `${notRun} not run`));
  return `${counts.join(', ')} in ${(durationMs / 1000).toFixed(1)} s`;
}
