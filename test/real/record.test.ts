/** A real program is recorded over the real pcscd, and replayed to without card or reader: it says the same. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { cpsSim } from '../tools/cli/cps-sim.ts';
import { pluggedCard, temporaryFolder } from './plugged-card.ts';

const MODULE = 'opensc-pkcs11.so';
const PROGRAM = ['pkcs11-tool', '--module', MODULE, '--login', '--pin', '1234', '--test'];

test.serial('pkcs11-tool --login --test: recorded over pcscd, replayed with the same output', async (t) => {
  using folder = temporaryFolder();
  const [file, scrubbed] = [folder.file('kept.jsonl'), folder.file('scrubbed.jsonl')];
  const card = await pluggedCard('cps3-medecin', 1);
  const recorded = await cpsSim(['record', '--keep-identity', file, '--', ...PROGRAM]);
  t.is(recorded.exitCode, 0, recorded.stderr);
  t.regex(recorded.stdout, /testing key 0 \(CPS_PRIV_SIG\)/);
  t.is((await cpsSim(['record', scrubbed, '--', ...PROGRAM])).exitCode, 0);
  await card[Symbol.asyncDispose]();

  t.notRegex(readFileSync(file, 'utf8'), /31323334/);
  const serial = card.serialNumber();
  t.true(readFileSync(file, 'utf8').includes(serial));
  t.false(readFileSync(scrubbed, 'utf8').includes(serial));
  for (const recording of [file, scrubbed]) {
    const replayed = await cpsSim(['replay', recording, '--', ...PROGRAM]);
    t.is(replayed.exitCode, 0, replayed.stderr);
    t.is(replayed.stdout, recorded.stdout);
    t.regex(replayed.stderr, /answered from the recording: \d+ in its order, \d by header and length/);
    t.regex(replayed.stderr, /1 of them hold a code/);
  }
});

test('opensc-tool before the card of its recording in the fixtures: the same commands in the same order', async (t) => {
  const file = fileURLToPath(new URL('../../fixtures/recordings/opensc-tool.jsonl', import.meta.url));
  const { exitCode, stdout, stderr } = await cpsSim(['replay', file, '--', 'opensc-tool', '--name']);
  t.like({ exitCode, stdout }, { exitCode: 0, stdout: 'IAS-ECC\n' });
  t.regex(stderr, /7 command\(s\) answered from the recording: 7 in its order/);
});
