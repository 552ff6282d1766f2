/** One line of the doctor: what was found, whether that is well, and what to type when it is not. */
export type Level = 'ok' | 'warn' | 'bad';

export interface Finding {
  readonly level: Level;
  readonly found: string;
  /** Commands, or what to change where. */
  readonly remedy?: readonly string[];
}

export function ok(found: string): Finding {
  return { level: 'ok', found };
}

export function warn(found: string, ...remedy: readonly string[]): Finding {
  return { level: 'warn', found, remedy };
}

export function bad(found: string, ...remedy: readonly string[]): Finding {
  return { level: 'bad', found, remedy };
}
