/** What is piped into a verb. */
import type { Text } from '#common/language.ts';
import { isUtf16 } from '#common/text-decoding.ts';
import { LineSplitter } from '#files/file-lines.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import { type InputLine, inputLine } from './input-lines.ts';
import { LIMITS, type Refuse, textLine, textOf } from './text-lines.ts';
import { UsageError } from './usage-error.ts';

const SOURCE: Text = { en: 'standard input', fr: 'entrée standard' };

const refuse: Refuse = (line, column, found) =>
  new UsageError({
    en: `${SOURCE.en}, ${line}:${column}: found ${found.en}`,
    fr: `${SOURCE.fr}, ${line}:${column} : trouvé ${found.fr}`,
  });

/**
 * The lines of standard input that say something, as they come.
 * @param most bytes that are taken of all of them
 * @throws UsageError when it is a terminal, empty, or no text; TooLargeError for more than that, or for a line that is too
 *   long
 */
export async function* standardInputLines(example: string, most = Number.POSITIVE_INFINITY): AsyncGenerator<InputLine> {
  if (process.stdin.isTTY)
    throw new UsageError({
      en: `no bytes given: type them behind the verb (${example}) or pipe them in`,
      fr: `aucun octet donné : tapez-les derrière le verbe (${example}) ou envoyez-les par un tube`,
    });
  const splitter = new LineSplitter(SOURCE.en, LIMITS.line);
  let found = false;
  for await (const piece of utf8Pieces(process.stdin, most)) {
    for (const line of piece === undefined ? splitter.end() : splitter.push(piece)) {
      const input = inputLine(textLine(line, refuse), SOURCE);
      if (input === undefined) continue;
      found = true;
      yield input;
    }
  }
  if (found) return;
  throw new UsageError({
    en: `no bytes given and standard input was empty (${example})`,
    fr: `aucun octet donné et l'entrée standard était vide (${example})`,
  });
}

/** As they come, undefined at the end; UTF-16 is taken as a whole first. @throws TooLargeError */
async function* utf8Pieces(pieces: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array | undefined> {
  const wide: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const isWide = wide.length > 0 || (length === 0 && isUtf16(piece));
    length += piece.length;
    const limit = isWide ? Math.min(most, LIMITS.pipe) : most;
    if (length > limit) throw new TooLargeError(SOURCE.en, undefined, limit);
    if (isWide) wide.push(piece);
    else yield piece;
  }
  if (wide.length > 0) yield Buffer.from(textOf(Buffer.concat(wide), refuse));
  yield undefined;
}
