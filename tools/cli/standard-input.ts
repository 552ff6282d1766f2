/** What is piped into a verb. */
import { type InputLine, inputLines } from './input-lines.ts';
import { UsageError } from './usage-error.ts';

/** The lines of standard input that say something. @throws UsageError when it is a terminal or empty */
export async function standardInputLines(example: string): Promise<InputLine[]> {
  if (process.stdin.isTTY)
    throw new UsageError(`no bytes given: type them behind the verb (${example}) or pipe them in`);
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += chunk;
  const lines = inputLines(text, 'standard input');
  if (lines.length === 0) throw new UsageError(`no bytes given and standard input was empty (${example})`);
  return lines;
}
