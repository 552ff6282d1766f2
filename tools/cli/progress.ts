/** How far long work is, on standard error: one line written over again on a terminal, a line a tenth elsewhere. */
import type { Text } from '#common/language.ts';
import { say } from './language.ts';

/** @param done of `total`, called with each one more */
export function tellProgress(done: number, total: number, text: Text): void {
  const line = `cps-sim: ${say(text)}`;
  const tenth = (count: number) => Math.floor((count * 10) / total);
  if (process.stderr.isTTY) process.stderr.write(`\r${line}${done === total ? '\n' : ''}`);
  else if (tenth(done) > tenth(done - 1)) process.stderr.write(`${line}\n`);
}
