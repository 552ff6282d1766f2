/** Standard output and error whose reader is gone, slow, or full: who watches notices, nobody else does. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test from 'ava';
import { Output } from '../../../tools/cli/output.ts';
import { builtMain } from '../../built.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** A stream whose reader takes each piece only when told to. */
function slowStream(): { readonly stream: NodeJS.WriteStream; take(): void } {
  const taken: (() => void)[] = [];
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void taken.push(done) });
  return { stream: stream as unknown as NodeJS.WriteStream, take: () => taken.shift()?.() };
}

test('a slow reader is waited for as long as it takes something', async (t) => {
  const { stream, take } = slowStream();
  const output = new Output(stream, { stuckMs: 20_000 });
  for (const text of ['a', 'b', 'c']) output.write(text);
  const drained = output.drained();
  for (let piece = 0; piece < 3; piece++) setImmediate(take);
  await t.notThrowsAsync(drained);
});

test('a reader that takes nothing is waited for no longer than its time', async (t) => {
  const { stream } = slowStream();
  const output = new Output(stream, { stuckMs: 1 });
  output.write('a');
  await t.throwsAsync(output.drained());
});

test('more than may wait is refused, from then on', (t) => {
  const { stream } = slowStream();
  const output = new Output(stream, { backlog: 10 });
  output.write('a'.repeat(11));
  t.throws(() => output.write('b'));
  t.throws(() => output.write('c'));
});

test('a reader that is gone is told to whoever writes next', async (t) => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const output = new Output(stream as unknown as NodeJS.WriteStream);
  output.write('a');
  await t.throwsAsync(output.drained());
  t.throws(() => output.write('b'));
});

const DIRECTORY = temporaryDirectory('output-');
const HEAD =
  'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';

function scenario(name: string, steps: string): string {
  const path = join(DIRECTORY, name);
  writeFileSync(path, `scenario: ${name}\n${HEAD}${steps}`);
  return path;
}

const PASSES = scenario('passes.yaml', '');
const FAILS = scenario('fails.yaml', '  - CardReadFile: cardid\n    expect: { length: 1 }\n');

interface Ended {
  readonly exitCode: number;
  readonly stderr: string;
}

/** `line` in a shell, where `$cps` is the command line and `$code` a file for its exit code. */
function shell(line: string): Promise<Ended> {
  const code = join(temporaryDirectory('code-'), 'code');
  const env = { ...process.env, cps: `${process.execPath} ${builtMain()}`, code, PASSES, FAILS };
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { env }, (_error, _stdout, stderr) => {
      resolve({ exitCode: Number(readFileSync(code, 'utf8')), stderr });
    });
  });
}

const runs = test.macro({
  async exec(t, line: string, exitCode: number, words?: RegExp) {
    const ended = await shell(line);
    t.is(ended.exitCode, exitCode, ended.stderr);
    if (words !== undefined) t.regex(ended.stderr, words);
    t.notRegex(ended.stderr, /^ +at /m);
  },
  title: (_, line: string) => line,
});

test(runs, '{ $cps run $FAILS; echo $? >$code; } | true', 1);
test(runs, '{ $cps run $PASSES; echo $? >$code; } | true', 2, /--reporter pretty was cut off/);
test(runs, '{ $cps run $PASSES --reporter tap; echo $? >$code; } | head -n 1', 2, /--reporter tap was cut off/);
test(runs, '$cps run $PASSES >/dev/full; echo $? >$code', 2, /--reporter pretty was cut off.*: no space is left$/m);
test(
  runs,
  '$cps run $PASSES --reporter junit=/dev/full; echo $? >$code',
  2,
  /junit=\/dev\/full was cut off.*: no space is left$/m,
);
test(runs, '$cps run $PASSES --trace /dev/full >/dev/null; echo $? >$code', 2, /--trace \/dev\/full.*no space is left/);
test(runs, '$cps exec --card cps3-medecin --trace /dev/full -- true; echo $? >$code', 0, /no space is left/);
test(runs, '$cps exec --card cps3-medecin --coverage /dev/full -- false; echo $? >$code', 1, /: no space is left$/m);
test(runs, '{ $cps exec --card cps3-medecin --explain --apdus -- sh -c "exit 7"; echo $? >$code; } 2>&1 | true', 7);
test(
  runs,
  '$cps exec --card cps3-medecin --trace x --coverage ./x -- true; echo $? >$code',
  2,
  /--trace x and --coverage \.\/x would both write/,
);
test(runs, '$cps card profiles >/dev/full; echo $? >$code', 2, /standard output cannot be written/);
test(runs, '{ $cps card profiles; echo $? >$code; } | true', 0);
