/** The verbs that need the system's pcscd: plug, apdu, doctor. */
import test, { type ExecutionContext } from 'ava';
import { ensurePcscd, READER_NAMES, VPCD_PORT } from '../../tools/pcscd.ts';
import { cpsSim, type RunningCpsSim, startCpsSim } from '../tools/cli/cps-sim.ts';

const [FIRST, SECOND] = READER_NAMES;

test.before(ensurePcscd);

/** A card of that profile in a slot of vpcd, until the test ends. */
async function plugged(t: ExecutionContext, slot: 0 | 1, ...args: string[]): Promise<RunningCpsSim> {
  const reader = `vpcd://127.0.0.1:${VPCD_PORT + slot}`;
  const plug = startCpsSim(['plug', 'cps3-medecin', '--reader', reader, ...args]);
  t.teardown(async () => {
    plug.kill('SIGINT');
    await plug.ended;
  });
  await plug.said(/in the reader at/);
  await plug.said(/power on/);
  return plug;
}

test.serial('plug: pcscd sees the card; apdu speaks to it; commands appear in words, codes masked', async (t) => {
  const plug = await plugged(t, 0);
  const { exitCode, stdout, stderr } = await cpsSim(['apdu', '00B09C000C', '0020000104 37373737']);
  t.is(exitCode, 1, stderr);
  t.regex(stdout, new RegExp(`-- ${FIRST}\n`));
  t.regex(stdout, /12 bytes, 9000 success[\s\S]*63C2 verification failed, 2 tries remaining/);
  await plug.said(/Code porteur: not verified, 2 of 3 tries/);
  await plug.said(/READ BINARY SFI 1C \(EF\.SN\), offset 0, 12 bytes -> 12 bytes, 9000 success/);
  plug.kill('SIGINT');
  const ended = await plug.ended;
  t.is(ended.exitCode, 0);
  t.regex(ended.stdout, /ejected\n$/);
  t.notRegex(ended.stdout + stdout, /37\s?37|7777/);
});

test.serial('apdu: two cards, no choice; a reader without card; a mistyped reader', async (t) => {
  await plugged(t, 0);
  await plugged(t, 1, '--seed', '2');
  const none = await cpsSim(['apdu', '0084000008']);
  t.is(none.exitCode, 2);
  t.regex(none.stderr, new RegExp(`cards in '${FIRST}', '${SECOND}': choose one with --reader`));
  const chosen = await cpsSim(['apdu', '--reader', SECOND, '0084000008']);
  t.is(chosen.exitCode, 0, chosen.stderr);
  const mistyped = await cpsSim(['apdu', '--reader', SECOND.replace('00 ', '0 '), '0084000008']);
  t.is(mistyped.exitCode, 2);
  t.regex(mistyped.stderr, /did you mean/);
});

test.serial('plug into an occupied slot of vpcd names the next port', async (t) => {
  await plugged(t, 0);
  const { exitCode, stderr } = await cpsSim(['plug', 'cps3-medecin']);
  t.is(exitCode, 2);
  t.regex(stderr, new RegExp(`another card is in it.*${VPCD_PORT + 1}`));
});

test.serial('doctor: nothing is bad on a machine that passes these tests, and the stall is cured', async (t) => {
  const { exitCode, stdout, stderr } = await cpsSim(['doctor']);
  t.is(exitCode, 0, stdout + stderr);
  t.regex(stdout, /ok {4}pcscd answers/);
  t.regex(stdout, new RegExp(`port ${VPCD_PORT}: free`));
  t.regex(stdout, /ok {4}vpcd (does not stall|stalls .* cps-sim cures it)/);
  t.regex(stdout, /ok {4}OpenSC 0\./);
});
