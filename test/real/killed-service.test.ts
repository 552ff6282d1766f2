/** The smart card service is killed: an unmodified libpcsclite client is told by ours what it is told by the system's pcscd. */
import test, { type ExecutionContext } from 'ava';
import { codeName } from '#windows/codes.ts';
import { type World, world } from '../../scenarios/world/index.ts';
import { ensurePcscd, killPcscd } from '../../tools/pcscd.ts';
import { Program } from './two-clients.ts';

const READ = '00B09C0004';
const [SHARED, ANY, LEAVE] = [2, 3, 0];

type Kill = (w: World) => Promise<void>;

/** What the calls of a program give when the service is killed in its SCardTransmit, and then. */
async function told(t: ExecutionContext, target: 'pcsc' | 'private', kill: Kill) {
  const w = await world({ target });
  t.teardown(() => w.close());
  const bureau = w.reader('bureau');
  w.faults.add({ when: { command: 'READ BINARY' }, do: 'mute' });
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const reader = await bureau.pcscName();
  const program = new Program(target === 'private' ? w.environment : {});
  t.teardown(() => program.kill());
  const rv = async (call: string, ...args: (string | number)[]) => codeName((await program.call(call, args)).rv);
  for (const context of ['C', 'D']) t.is(await rv('establish', context), 'SCARD_S_SUCCESS');
  t.is(await rv('connect', 'card', 'C', reader, SHARED, ANY), 'SCARD_S_SUCCESS');
  const fired = firing(w);
  const transmit = rv('transmit', 'card', 1, READ);
  await fired;
  await kill(w);
  const underWay = await transmit;
  const dead = await lost(rv, reader);
  return { w, rv, reader, underWay, dead: { ...dead, establish: await rv('establish', 'E') } };
}

type Asked = (call: string, ...args: (string | number)[]) => Promise<string>;

/** Calls on what was had before. */
async function lost(rv: Asked, reader: string) {
  return {
    transmit: await rv('transmit', 'card', 1, READ),
    status: await rv('status', 'card'),
    begin: await rv('begin', 'card'),
    reconnect: await rv('reconnect', 'card', SHARED, ANY, LEAVE),
    list: await rv('list', 'C'),
    state: await rv('state', 'D', reader, 0),
    connect: await rv('connect', 'other', 'D', reader, SHARED, ANY),
    valid: await rv('valid', 'C'),
  };
}

function firing(w: World): Promise<void> {
  return new Promise((resolve) => {
    w.trace.subscribe({ name: 'fired', event: ({ kind }) => kind === 'fault' && resolve() });
  });
}

test.serial("killed in a command: told as by the system's pcscd; what was had is lost for good", async (t) => {
  await ensurePcscd();
  const theirs = await told(t, 'pcsc', killPcscd);
  const ours = await told(t, 'private', (w) => w.smartCardService.kill());
  t.deepEqual([ours.underWay, theirs.underWay], ['SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR']);
  t.deepEqual(ours.dead, theirs.dead);
  const { w, rv, reader, dead } = ours;
  await w.smartCardService.start();
  const { establish: _, ...before } = dead;
  t.deepEqual(await lost(rv, reader), before);
  t.is(await rv('release', 'C'), 'SCARD_E_NO_SERVICE');
  t.is(await rv('establish', 'C'), 'SCARD_S_SUCCESS');
  t.is(await rv('connect', 'card', 'C', reader, SHARED, ANY), 'SCARD_S_SUCCESS');
  w.faults.clear();
  t.is(await rv('transmit', 'card', 1, READ), 'SCARD_S_SUCCESS');
});
