/** What is piped into a verb. */
import { decodeText } from '#common/text-decoding.ts';
import { type InputLine, inputLines } from './input-lines.ts';
import { UsageError } from './usage-error.ts';

function textOf(bytes: Uint8Array): string {
  const { text, fault } = decodeText(bytes);
  if (fault === undefined) return text;
  const { line, column, message } = fault;
  throw new UsageError({
    en: `standard input, ${line}:${column}: found ${message.en}`,
    fr: `entrée standard, ${line}:${column} : trouvé ${message.fr}`,
  });
}

/** The lines of standard input that say something. @throws UsageError when it is a terminal or empty */
export async function standardInputLines(example: string): Promise<InputLine[]> {
  if (process.stdin.isTTY)
    throw new UsageError({
      en: `no bytes given: type them behind the verb (${example}) or pipe them in`,
      fr: `aucun octet donné : tapez-les derrière le verbe (${example}) ou envoyez-les par un tube`,
    });
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const lines = inputLines(textOf(Buffer.concat(chunks)), { en: 'standard input', fr: 'entrée standard' });
  if (lines.length === 0)
    throw new UsageError({
      en: `no bytes given and standard input was empty (${example})`,
      fr: `aucun octet donné et l'entrée standard était vide (${example})`,
    });
  return lines;
}
