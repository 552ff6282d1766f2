/** One line a case: what was measured, beside what, and the bar it should reach. */

export interface Outcome {
  readonly name: string;
  /** What is compared with the bar. */
  readonly value: number;
  readonly unit: string;
  readonly bar: number;
  /** `least`: the value should reach the bar; `most`: it should stay under it. */
  readonly sense: 'least' | 'most';
  /** The readings the value comes from. */
  readonly details: string;
}

export function reaches({ value, bar, sense }: Outcome): boolean {
  return sense === 'least' ? value >= bar : value <= bar;
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

export function line(outcome: Outcome): string {
  const { name, value, unit, bar, sense, details } = outcome;
  const sign = sense === 'least' ? '>=' : '<=';
  return `${reaches(outcome) ? 'ok  ' : 'MISS'} ${name}: ${figure(value)} ${unit} (bar ${sign} ${figure(bar)}; ${details})`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
