/** Lines of a file, however they are cut into pieces. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { FileLines, LineSplitter } from '#files/file-lines.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const TEXT = 'a\n\nbcé\n  \nlast';
const LINES = [
  [1, 'a', true],
  [3, 'bcé', true],
  [4, '  ', true],
  [5, 'last', false],
];

test('lines in pieces of any size', (t) => {
  const bytes = Buffer.from(TEXT);
  for (let size = 1; size <= bytes.length; size++) {
    const splitter = new LineSplitter('x', 100);
    const found: unknown[] = [];
    const take = (lines: ReturnType<LineSplitter['push']>) => {
      for (const { number, bytes: line, ended } of lines) found.push([number, Buffer.from(line).toString(), ended]);
    };
    for (let at = 0; at < bytes.length; at += size) take(splitter.push(bytes.subarray(at, at + size)));
    take(splitter.end());
    t.deepEqual(found, LINES, `pieces of ${size}`);
  }
});

test('a line that is too long, and where', (t) => {
  const splitter = new LineSplitter('x', 3);
  t.is([...splitter.push(Buffer.from('a\nabc'))].length, 1);
  const error = t.throws(() => [...splitter.push(Buffer.from('d'))], { instanceOf: TooLargeError });
  t.is(error?.message, 'x:2: has more than the 3 bytes that are read');
  t.is(error?.code, 'ERR_TOO_LARGE');
});

test('the lines of a file, as often as they are asked for', (t) => {
  const path = join(temporaryDirectory('lines-'), 'x');
  writeFileSync(path, TEXT);
  const lines = new FileLines(path, { line: 100, pipe: 100 });
  for (let i = 0; i < 2; i++)
    t.deepEqual(
      [...lines].map(({ number }) => number),
      [1, 3, 4, 5],
    );
  t.is(Buffer.from(lines.beginning()).toString(), TEXT);
});
