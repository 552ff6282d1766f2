/** Lines of a scenario file as a report may show them: whatever stands where a code is given is masked. */
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { MASK, withoutPossibleCodes } from '#common/possible-codes.ts';
import { readRegularFile } from '#files/regular-file.ts';
import { isAmongCodes, takesCode, withoutCodes } from './masking.ts';
import { SECRET_KEYS } from './vocabulary.ts';

export interface SourceLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** Lines above and below the one that is meant. */
const ABOVE = 2;
const BELOW = 4;
const LARGEST_FILE = 1_000_000;

type Range = readonly [from: number, to: number];

/** Where codes stand: the values of their keys, of steps that take one without naming it, and of APDUs. */
function secretRanges(text: string): readonly Range[] | undefined {
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: new LineCounter() });
  if (document.errors.length > 0) return undefined;
  const found: Range[] = [];
  const take = (node: unknown) => {
    if (isScalar(node) && node.range) found.push([node.range[0], node.range[1]]);
  };
  visit(document, {
    Pair(_, { key, value }) {
      const word = isScalar(key) ? String(key.value) : '';
      if (takesCode(word)) take(value);
      if (!SECRET_KEYS.has(word) && word !== 'command') return;
      take(value);
      if (typeof value === 'object') visit(value as never, { Scalar: (_place, scalar) => take(scalar) });
    },
  });
  return found;
}

/** Line breaks stay: a code may stand over several lines. */
function masked(text: string, ranges: readonly Range[]): string {
  let [shown, last] = ['', 0];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from < last) continue;
    shown +=
      text.slice(last, from) +
      (text.slice(from, to).includes('\n') ? text.slice(from, to).replace(/[^\n]+/g, MASK) : MASK);
    last = to;
  }
  return shown + text.slice(last);
}

function maskedLines(text: string): string[] {
  const ranges = secretRanges(text);
  const lines = text.split(/\r?\n/);
  if (ranges === undefined) return lines.map((line, i) => withoutCodes(line, isAmongCodes(lines, i)));
  return masked(text, ranges).split(/\r?\n/).map(withoutPossibleCodes);
}

/** The line and those around it; none when the file cannot be read any more. */
export function shownSource(file: string, line: number): readonly SourceLine[] {
  try {
    const lines = maskedLines(readRegularFile(file, LARGEST_FILE).toString('utf8'));
    return lines
      .map((text, i) => ({ number: i + 1, text }))
      .slice(Math.max(0, line - 1 - ABOVE), line + BELOW)
      .filter(({ number, text }) => number <= line || text.trim() !== '');
  } catch {
    return [];
  }
}
