/** `--client`: a program that could not be started has refused nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { cpsSim } from '../cps-sim.ts';

const CELL = ['rehearse', 'mssante', '--flow', 'igcsante', '--interface', 'imap', '--card', 'fort'];
const FILE = join(temporaryDirectory('own-client-'), 'client');
writeFileSync(FILE, '#!/bin/sh\n', { mode: 0o600 });

test('nobody can run it: 2, and no table', async (t) => {
  for (const [client, why] of [
    ['no-such-program --pin 1234', /--client 'no-such-program --pin \*{4}' could not be run \(127: no such program\)/],
    [FILE, /client' could not be run \(126: it may not be executed\)/],
  ] as const) {
    const { exitCode, stdout, stderr } = await cpsSim([...CELL, '--client', client]);
    t.deepEqual([exitCode, stdout], [2, '']);
    t.regex(stderr, why);
  }
});

test('it ends with another code: it is refused, which is told in the table', async (t) => {
  const { exitCode, stdout } = await cpsSim([...CELL, '--client', 'exit 1']);
  t.is(exitCode, 1);
  t.regex(stdout, /! .*: notice: passes .*; played: refused$/m);
});
