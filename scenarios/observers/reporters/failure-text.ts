/** A failed step in words: where, what was expected, what came, the last APDUs. */
import { explainExchange } from '#trace/explain.ts';
import type { ScenarioResult, StepFailure } from '../../engine/events.ts';

/** One line: `CardSignData (...): expected success, found SCARD_W_REMOVED_CARD`. */
export function failureHeadline({ step, mismatches }: StepFailure): string {
  const differences = mismatches.map(({ name, expected, found }) => `${name}: expected ${expected}, found ${found}`);
  return `${step.text}: ${differences.join('; ')}`;
}

/** The lines of a failure, not indented. */
export function failureLines({ scenario, failure }: ScenarioResult): readonly string[] {
  if (failure === undefined) return [];
  const { step, number, mismatches, apdus } = failure;
  const lines = [`step ${number} ${step.text}`, `  at ${scenario.file}:${step.line}:${step.column}`];
  for (const { name, expected, found } of mismatches) {
    lines.push(`  ${name}`, `    expected: ${expected}`, `    found:    ${found}`);
  }
  if (apdus.length > 0) lines.push(`  last ${apdus.length} APDU${apdus.length > 1 ? 's' : ''}:`);
  for (const { command, response, card } of apdus) {
    lines.push(
      ...explainExchange(command, response)
        .split('\n')
        .map((line, i) => `    ${i === 0 ? `[${card}] ` : ''}${line}`),
    );
  }
  return lines;
}
