/** Tables of cases: one line each, with its source, what it does on a bench, and what that must come to. */

export interface Case<B> {
  /** Where it comes from: `A3 7.4`, `G21`. */
  readonly source: string;
  readonly title: string;
  run(bench: B): Promise<unknown> | unknown;
  /** A value, or what a refusal is called: `SCARD_W_WRONG_CHV 2`. */
  readonly expected: unknown;
}

export type Row<B> = readonly [source: string, title: string, run: Case<B>['run'], expected: unknown];

export function casesOf<B>(rows: readonly Row<B>[]): readonly Case<B>[] {
  return rows.map(([source, title, run, expected]) => ({ source, title, run, expected }));
}
