/** Unmodified programs in a world of TypeScript. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import test from 'ava';
import { world } from '../../../scenarios/world/index.ts';

const PROGRAM = `
  const { statSync } = require('node:fs');
  const { PATH, CPS_SIM_OWN, PCSCLITE_CSOCK_NAME } = process.env;
  console.log(PATH === process.argv[1], CPS_SIM_OWN, statSync(PCSCLITE_CSOCK_NAME).isSocket());
`;
const ARGS = ['-e', PROGRAM, process.env.PATH ?? ''];

test('a program started in a private world finds its readers, and what every program has', async (t) => {
  const w = await world({ target: 'private' });
  t.teardown(() => w.close());
  const child = w.spawn(process.execPath, ARGS, { env: { CPS_SIM_OWN: 'own' } });
  t.is(await text(child.stdout), 'true own true\n');
});

test('the environment of a private world is whole', async (t) => {
  const w = await world({ target: 'private' });
  t.teardown(() => w.close());
  const { stdout } = await promisify(execFile)(process.execPath, ARGS, { env: w.environment });
  t.is(stdout, 'true undefined true\n');
});

for (const target of ['in-process', 'embedded'] as const)
  test(`no program can enter a world of the target ${target}`, async (t) => {
    const w = await world({ target });
    t.teardown(() => w.close());
    const message = `the target ${target} cannot be entered by programs: use the target private`;
    t.throws(() => w.spawn('pcsc_scan'), { code: 'ERR_WORLD', message });
  });

/** A program that says when it is there, and what it does with SIGTERM. */
const LASTS = "console.log('there'); setInterval(() => {}, 1e6);";
const STUBBORN = `process.on('SIGTERM', () => {}); ${LASTS}`;

async function lasting(program: string) {
  const w = await world({ target: 'private' });
  const child = w.spawn(process.execPath, ['-e', program]);
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  return { w, child, exited };
}

test('the world that closes ends the programs it has started', async (t) => {
  const { w, child, exited } = await lasting(LASTS);
  await w.close();
  t.deepEqual(await exited, [null, 'SIGTERM']);
  t.is(child.signalCode, 'SIGTERM');
});

test('a program that does not end when it is asked to is killed', async (t) => {
  const { w, exited } = await lasting(STUBBORN);
  await w.close();
  t.deepEqual(await exited, [null, 'SIGKILL']);
});

test('a program that has ended, and one that was never there, are no concern of the world that closes', async (t) => {
  const w = await world({ target: 'private' });
  await once(w.spawn(process.execPath, ['-e', '']), 'exit');
  const [error] = await once(w.spawn('/nowhere/program'), 'error');
  t.is((error as NodeJS.ErrnoException).code, 'ENOENT');
  await t.notThrowsAsync(w.close());
});
