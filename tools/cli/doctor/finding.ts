/** One line of the doctor: what was found, whether that is well, and what to type when it is not. */
import { sameInEach, type Text } from '#common/language.ts';

/** A command is the same in each language. */
export type Said = Text | string;

function said(remedy: Said): Text {
  return typeof remedy === 'string' ? sameInEach(remedy) : remedy;
}

export type Level = 'ok' | 'warn' | 'bad';

export interface Finding {
  readonly level: Level;
  readonly found: Text;
  /** Commands, or what to change where. */
  readonly remedy?: readonly Text[];
}

export function ok(found: Text): Finding {
  return { level: 'ok', found };
}

export function warn(found: Text, ...remedy: readonly Said[]): Finding {
  return { level: 'warn', found, remedy: remedy.map(said) };
}

export function bad(found: Text, ...remedy: readonly Said[]): Finding {
  return { level: 'bad', found, remedy: remedy.map(said) };
}
