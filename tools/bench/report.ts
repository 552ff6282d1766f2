/** One line a case: the ratio that was measured, of what to what, and the bar it should reach. */

export interface Outcome {
  readonly name: string;
  /** What is compared with the bar: a ratio. */
  readonly value: number;
  /** What the value is a multiple of: 'times ...'. */
  readonly unit: string;
  readonly bar: number;
  /** What is aimed at, where the bar is only what holds on a busy machine. */
  readonly aim?: number;
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

/** `29.3 us`, `1.25 ms`, from microseconds. */
export function time(us: number): string {
  if (us < 1000) return `${figure(us)} us`;
  return us < 1e6 ? `${figure(us / 1000)} ms` : `${figure(us / 1e6)} s`;
}

export function line(outcome: Outcome): string {
  const { name, value, unit, bar, aim, sense, details } = outcome;
  const sign = sense === 'least' ? '>=' : '<=';
  const aimed = aim === undefined ? '' : `, aim ${figure(aim)}`;
  return `${reaches(outcome) ? 'ok  ' : 'MISS'} ${name}: ${figure(value)} ${unit} (bar ${sign} ${figure(bar)}${aimed}; ${details})`;
}
