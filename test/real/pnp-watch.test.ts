/** `cps-sim pnp watch` at the system's readers: a card that is plugged in gets its driver, and loses nothing by it. */
import { join } from 'node:path';
import test from 'ava';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../../tools/pcscd.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { cpsSim, startCpsSim } from '../tools/cli/cps-sim.ts';

const [FIRST] = READER_NAMES;

test.before(ensurePcscd);

test('a card comes, its driver is installed; pnputil in another terminal; Ctrl-C', async (t) => {
  const folder = join(temporaryDirectory('pnp-watch-'), 'computer');
  const on = ['--folder', folder, '--lang', 'fr'];
  const watch = startCpsSim(['pnp', 'watch', ...on]);
  await watch.said(new RegExp(`A5 {2}${FIRST}`));
  const plug = startCpsSim(['plug', 'cps3-medecin', '--reader', `vpcd://127.0.0.1:${VPCD_PORT}`]);
  await watch.said(new RegExp(`A8 {2}${FIRST}`));
  const busy = await cpsSim(['pnp', 'pnputil', '-d', 'oem0.inf', ...on]);
  t.is(busy.exitCode, 1, busy.stdout);
  plug.kill('SIGINT');
  const plugged = await plug.ended;
  t.notRegex(plugged.stdout, /[012] of 3 tries/);
  await watch.said(new RegExp(`A8[\\s\\S]*A5 {2}${FIRST}`));
  t.is((await cpsSim(['pnp', 'pnputil', '-d', 'oem0.inf', ...on])).exitCode, 0);
  watch.kill('SIGINT');
  const { exitCode, stdout, stderr } = await watch.ended;
  t.deepEqual([exitCode, stderr], [0, '']);
  t.regex(stdout, /Patientez pendant[\s\S]*A7/);
});
