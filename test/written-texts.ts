/** The texts that are written in a source: literals behind `en:` and `fr:`, or given to a function. */

export interface Written {
  /** From 1. */
  readonly line: number;
  /** What is computed is one sign: `…`. */
  readonly text: string;
}

const COMPUTED = '…';

/** The end of the `${...}` whose first sign stands at `start`. */
function endOfExpression(source: string, start: number): number {
  let depth = 1;
  for (let at = start; at < source.length; at++) {
    const sign = source[at];
    if (sign === '`' || sign === "'" || sign === '"') at = literalAt(source, at).end - 1;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return at + 1;
  }
  return source.length;
}

/** The literal whose quotation mark stands at `start`. */
function literalAt(source: string, start: number): { readonly text: string; readonly end: number } {
  const mark = source[start];
  let text = '';
  for (let at = start + 1; at < source.length; at++) {
    const sign = source[at];
    if (sign === mark) return { text, end: at + 1 };
    if (sign === '\\') text += source[++at] ?? '';
    else if (mark === '`' && sign === '$' && source[at + 1] === '{') {
      at = endOfExpression(source, at + 2) - 1;
      text += COMPUTED;
    } else text += sign;
  }
  return { text, end: source.length };
}

function literalsBehind(source: string, opening: RegExp): Written[] {
  return [...source.matchAll(opening)].map(({ index, 0: found }) => ({
    line: source.slice(0, index).split('\n').length,
    text: literalAt(source, index + found.length - 1).text,
  }));
}

/** The literals that are members of that language: `fr: 'oui'`, also as functions of a table of words. */
export function writtenTexts(source: string, language: string): Written[] {
  return literalsBehind(source, new RegExp(`\\b${language}: (?:\\(.*\\) => )?[\`'"]`, 'g'));
}

/** The literals given to that function as its first argument. */
export function writtenCalls(source: string, name: string): Written[] {
  return literalsBehind(source, new RegExp(`\\b${name}\\(\\s*[\`'"]`, 'g'));
}
