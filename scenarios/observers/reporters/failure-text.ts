/** What went wrong with a scenario, in words: where, what was expected, what came, the last APDUs. */

import { terminalText } from '#common/terminal-text.ts';
import type { ApduEvent, ScenarioResult } from '#trace/event.ts';
import { explainExchange } from '#trace/explain.ts';

/** One line: `CardSignData (...): result: expected success, found SCARD_W_REMOVED_CARD`. */
export function failureHeadline({ outcome, step, mismatches = [], error }: ScenarioResult): string {
  const differences = mismatches.map(({ name, expected, found }) => `${name}: expected ${expected}, found ${found}`);
  const what = [...differences, ...(error?.split('\n') ?? []), ...(differences.length || error ? [] : [outcome])];
  return terminalText(step === undefined ? what.join('; ') : `${step.text}: ${what.join('; ')}`);
}

/** The lines of a scenario that did not pass, not indented, safe to show; none for one that did. */
export function failureLines({
  scenario,
  outcome,
  step,
  mismatches = [],
  error,
  apdus = [],
}: ScenarioResult): string[] {
  if (outcome === 'passed') return [];
  const lines = outcome === 'interrupted' ? ['interrupted'] : [];
  if (step !== undefined)
    lines.push(`step ${step.number} ${step.text}`, `  at ${scenario.file}:${step.line}:${step.column}`);
  for (const { name, expected, found } of mismatches)
    lines.push(`  ${name}`, `    expected: ${expected}`, `    found:    ${found}`);
  if (error !== undefined) lines.push(...(step === undefined ? [`at ${scenario.file}`] : []), `error: ${error}`);
  return [...lines, ...apduLines(apdus)].flatMap((line) => line.split('\n')).map(terminalText);
}

function apduLines(apdus: readonly ApduEvent[]): string[] {
  if (apdus.length === 0) return [];
  const words = apdus.flatMap(({ command, response, card }) =>
    explainExchange(command, response)
      .split('\n')
      .map((line, i) => `    ${i === 0 ? `[${card}] ` : ''}${line}`),
  );
  return [`  last ${apdus.length} APDU${apdus.length > 1 ? 's' : ''}:`, ...words];
}
