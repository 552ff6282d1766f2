/** `cps-sim fuzz` as it is typed: the cases of CI, wrong words. */
import test from 'ava';
import { cpsSim } from './cps-sim.ts';

test('200,000 cases: everything holds, and as often as it is played the same', async (t) => {
  t.timeout(300_000);
  const { exitCode, stdout, stderr } = await cpsSim(['fuzz', '--json']);
  t.is(exitCode, 0, stdout + stderr);
  const { seed, outcomes } = JSON.parse(stdout);
  t.is(seed, 1);
  t.deepEqual(outcomes, [
    { target: 'apdu', cases: 160_000 },
    { target: 'vpcd', cases: 20_000 },
    { target: 'vpicc', cases: 10_000 },
    { target: 'pcsclite', cases: 10_000 },
  ]);
});

test('one target, another card, in French', async (t) => {
  const { exitCode, stdout } = await cpsSim([
    '--lang',
    'fr',
    'fuzz',
    'apdu',
    'apdu',
    '--cases',
    '100',
    '--card',
    'cps4-medecin',
  ]);
  t.is(exitCode, 0);
  t.is(stdout, 'apdu : 100 cas, tout tient\n');
});

for (const [args, said] of [
  [['fuzz', 'card'], /apdu, vpcd, vpicc, pcsclite/],
  [['fuzz', '--cases', '0'], /Expected a whole number from 1/],
  [['fuzz', '--cases', '1e3'], /Expected a whole number from 1/],
  [['fuzz', '--card', 'nobody'], /nobody/],
] as const)
  test(`2: ${args.join(' ')}`, async (t) => {
    const { exitCode, stderr } = await cpsSim(args);
    t.is(exitCode, 2);
    t.regex(stderr, said);
  });
