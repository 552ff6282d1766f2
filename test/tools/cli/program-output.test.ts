/** What is kept of a program's words: its beginning and its end, and of no code a part. */
import test from 'ava';
import { ProgramOutput } from '../../../tools/cli/exec/program-output.ts';

function kept(...pieces: readonly string[]): string {
  const output = new ProgramOutput();
  for (const piece of pieces) output.add(piece);
  return output.text;
}

test('little is kept as it is, its codes masked', (t) => {
  t.is(kept('PIN 12', '34\nred\n'), 'PIN ****\nred');
});

test('a line of our own is kept as it is, and no other with it', (t) => {
  const output = new ProgramOutput();
  output.add('pid 1234\n');
  output.addOurs("cps-sim: 'x' has left 'sleep' (73912) running: SIGTERM");
  output.add('73912\n');
  t.is(output.text, "pid ****\ncps-sim: 'x' has left 'sleep' (73912) running: SIGTERM\n****");
});

test('of one long line the beginning and the end are kept', (t) => {
  const text = kept('begins ', 'a'.repeat(5_000_000), '\nends');
  t.true(text.startsWith('begins aaa'), text.slice(0, 20));
  t.true(text.endsWith('aaa\nends'), text.slice(-20));
  t.true(text.length > 63_000 && text.length <= 64_010, `${text.length}`);
});

test('a code that the cut goes through leaves no digit', (t) => {
  const before = 'a'.repeat(31_997);
  const text = kept(`${before}1234567${'b'.repeat(40_000)}8901234${'c'.repeat(31_997)}`);
  t.notRegex(text, /[0-9]/);
  t.true(text.includes('[...]'));
});
