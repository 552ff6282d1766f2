/** Tests of other languages, in a world that they move themselves: the examples of docs/door.md, as they stand. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { tool } from './plugged-card.ts';

const EXAMPLES = fileURLToPath(new URL('../../docs/door/', import.meta.url));

function handExec(...program: readonly string[]) {
  return tool(process.execPath, [builtMain(), 'hand', 'exec', '--', ...program], '');
}

test.serial('Python, with pyscard', async (t) => {
  t.timeout(120_000);
  const { code, stderr } = await handExec('/usr/bin/python3', join(EXAMPLES, 'door.py'));
  t.is(code, 0, stderr);
  t.regex(stderr, /Ran 3 tests/);
});

test.serial('Java, with javax.smartcardio', async (t) => {
  t.timeout(120_000);
  const { code, stdout, stderr } = await handExec('java', join(EXAMPLES, 'Door.java'));
  t.is(code, 0, stderr);
  t.regex(stdout, /Java: well/);
});

test.serial('C, with winscard.h', async (t) => {
  t.timeout(120_000);
  const program = join(temporaryDirectory('door-'), 'door');
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'libpcsclite'], { encoding: 'utf8' }).trim();
  const strict = ['-Wall', '-Wextra', '-Werror'];
  execFileSync('cc', [...strict, join(EXAMPLES, 'door.c'), '-o', program, ...flags.split(' ')]);
  const { code, stdout, stderr } = await handExec(program);
  t.is(code, 0, stderr);
  t.regex(stdout, /C: well/);
});

test.serial('the exit code is that of the program', async (t) => {
  const { code } = await handExec('/bin/sh', '-c', 'exit 7');
  t.is(code, 7);
});
