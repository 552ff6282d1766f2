/** What a verb prints for people: names in it come from cards, certificates and readers. */
import { terminalLines } from '#common/terminal-text.ts';

/** On standard output, no control character of a name raw. */
export function printLines(text: string): void {
  console.log(terminalLines(text));
}

/** Characters that are printed at once. */
const PIECE = 0x10000;

/** Any number of lines, no faster than they are taken; false when there is nobody to take the rest. */
export async function printEach(lines: Iterable<string>): Promise<boolean> {
  let waiting: string[] = [];
  let length = 0;
  const print = () => {
    if (waiting.length > 0) printLines(waiting.join('\n'));
    waiting = [];
    length = 0;
  };
  try {
    for (const line of lines) {
      waiting.push(line);
      length += line.length;
      if (length < PIECE) continue;
      print();
      if (!(await taken())) return false;
    }
    return true;
  } finally {
    print();
  }
}

/** Resolves when what was printed has been taken; to false when there is nobody to take it. */
export function taken(): Promise<boolean> {
  const { stdout } = process;
  if (!stdout.writableNeedDrain || !stdout.writable) return Promise.resolve(stdout.writable);
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ['drain', 'error', 'close']) stdout.off(event, done);
      resolve(stdout.writable);
    };
    for (const event of ['drain', 'error', 'close']) stdout.on(event, done);
  });
}
