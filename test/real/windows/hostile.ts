/**
 * Worlds that end under programs, many waits at once: what is left is counted at the server.
 *
 * Not here: programs killed in a call. Wine's server (8.0) now and then keeps the socket of one open, of thirty or so.
 */
import test, { type ExecutionContext } from 'ava';
import { CountedWorld } from './counted-world.ts';
import { falseWorld } from './false-world.ts';
import { card, opened, wine } from './place.ts';

const HOSTILE = wine.compiled('hostile.c');
/** Contexts with a wait each: two connections of the 600 that the door lets in. */
const WAITERS = 200;

async function countedWithCard(t: ExecutionContext) {
  const world = await CountedWorld.open(t);
  const slot = world.manager.plugReader('bureau');
  slot.insert(card());
  return { world, slot };
}

test.serial(`${WAITERS} waiting contexts: a card wakes them all, and all is given back`, async (t) => {
  const { world, slot } = await countedWithCard(t);
  const program = wine.start(HOSTILE, world.environment, String(WAITERS));
  t.is(await program.line(), 'in');
  await world.until(2 * WAITERS);
  slot.remove();
  t.deepEqual(await program.rest(), [`${WAITERS} x 00000000`]);
  await world.until(0);
});

test.serial(`the world ends under ${WAITERS} waits: SCARD_E_SERVICE_STOPPED for each`, async (t) => {
  const { world } = await countedWithCard(t);
  const program = wine.start(HOSTILE, world.environment, String(WAITERS));
  t.is(await program.line(), 'in');
  await world.until(2 * WAITERS);
  await world.close();
  t.deepEqual(await program.rest(), [`${WAITERS} x 8010001E`]);
  t.is(await program.ended, 0);
});

test.serial('another takes the port when the world has ended: it gets no call', async (t) => {
  const world = await opened(t);
  const port = Number(world.environment.CPS_SIM_WINSCARD?.split(':')[0]);
  const program = wine.start(HOSTILE, world.environment);
  t.is(await program.line(), 'in');
  await world.close();
  const heard: Buffer[] = [];
  await using _ = await falseWorld((socket) => {
    socket.on('data', (bytes) => {
      heard.push(bytes);
      socket.write(Buffer.alloc(64));
    });
  }, port);
  program.type('\n');
  t.deepEqual(await program.rest(), ['8010001E']);
  // The greeting with its nonce, and no more: neither a proof nor a call.
  t.is(Buffer.concat(heard).length, 40);
  t.regex(program.log[0] ?? '', /does not know the token/);
});
