/** One structure for each registration, never in the place of another answer. Source: reference/pcsclite-protocol.md 4. */
import test, { type ExecutionContext } from 'ava';
import { EchoCard } from '../../reader/test-card.ts';
import { message, type RawClient, type Service, service, u32 } from './raw-client.ts';

const CANCELLED = 0x80100002;
const INVALID_HANDLE = 0x80100003;
const WAIT = message(0x13, u32());
const STOP = message(0x14, u32());

const ended = async (client: RawClient, rv: number, t: ExecutionContext) =>
  t.deepEqual(await client.read(8), u32(0, rv));

/** A client of 4:4 or 4:5 that has registered and read its table. */
async function waiting(here: Service, minor = 4) {
  const client = await here.client();
  await client.version(minor);
  const context = await client.establish();
  client.write(WAIT);
  const table = await client.table();
  return { client, context, table };
}

for (const minor of [4, 5]) {
  test(`4:${minor}: the table at once, one structure when a card comes in, none for the next event`, async (t) => {
    const here = await service(t);
    const { client, table } = await waiting(here, minor);
    t.is(table[0]?.state, 2);
    here.slot.insert(new EchoCard());
    here.slot.remove();
    await ended(client, 0, t);
    t.true(await client.inStep());
  });
}

const events: Readonly<Record<string, (here: Service) => unknown>> = {
  'a card comes in': ({ slot }) => slot.insert(new EchoCard()),
  'a reader comes': ({ manager }) => manager.plugReader('guichet'),
  'a reader goes': ({ manager }) => manager.unplugReader('bureau'),
  'somebody connects': async ({ slot, connected }) => {
    slot.insert(new EchoCard());
    await connected();
  },
};

for (const [title, happens] of Object.entries(events)) {
  test(`${title}: every client that waits is told`, async (t) => {
    const here = await service(t);
    const clients = await Promise.all([waiting(here), waiting(here), waiting(here, 5)]);
    await happens(here);
    for (const { client } of clients) {
      await ended(client, 0, t);
      t.true(await client.inStep());
    }
  });
}

test('STOP_WAITING is answered while registered, else not at all', async (t) => {
  const here = await service(t);
  const { client } = await waiting(here);
  client.write(STOP);
  await ended(client, 0, t);
  client.write(STOP);
  t.true(await client.inStep());
});

test('STOP_WAITING that crosses an event has no answer of its own', async (t) => {
  const here = await service(t);
  const { client } = await waiting(here);
  here.slot.insert(new EchoCard());
  client.write(STOP);
  await ended(client, 0, t);
  t.true(await client.inStep());
});

test('a client may wait again and again', async (t) => {
  const here = await service(t);
  const { client } = await waiting(here);
  for (let round = 0; round < 5; round++) {
    here.slot.insert(new EchoCard());
    await ended(client, 0, t);
    client.write(WAIT);
    t.is((await client.table())[0]?.counter, 2 * round + 1);
    here.slot.remove();
    await ended(client, 0, t);
    client.write(WAIT);
    await client.table();
  }
  client.write(STOP);
  await ended(client, 0, t);
  t.true(await client.inStep());
});

test('CANCEL from a connection without version or context: the structure first, then the answer', async (t) => {
  const here = await service(t);
  const { client, context } = await waiting(here);
  const canceller = await here.client();
  t.is(await canceller.rv(0x0d, context, 0), 0);
  await canceller.kill();
  await ended(client, CANCELLED, t);
  here.slot.insert(new EchoCard());
  t.true(await client.inStep());
});

test('CANCEL of a context that nobody has', async (t) => {
  const here = await service(t);
  await waiting(here);
  const canceller = await here.client();
  for (const context of [0, 1, 0xffffffff]) t.is(await canceller.rv(0x0d, context, 0), INVALID_HANDLE);
});

for (const [minor, rv] of [
  [4, INVALID_HANDLE],
  [5, 0],
] as const) {
  test(`CANCEL of a context of 4:${minor} that does not wait`, async (t) => {
    const here = await service(t);
    const client = await here.client();
    await client.version(minor);
    const context = await client.establish();
    t.is(await (await here.client()).rv(0x0d, context, 0), rv);
    t.true(await client.inStep());
    client.write(WAIT);
    await client.table();
    here.slot.insert(new EchoCard());
    await ended(client, 0, t);
  });
}

test('a context that is released or whose client dies waits no more', async (t) => {
  const here = await service(t);
  const { client } = await waiting(here);
  await client.kill();
  here.slot.insert(new EchoCard());
  await here.idle();
  t.deepEqual(here.faults, []);
});

/** A client of 4:6 that has registered; its table is still to be asked for. */
async function registered(here: Service) {
  const client = await here.client();
  await client.version(6);
  const context = await client.establish();
  client.write(WAIT);
  return {
    client,
    context,
    async table() {
      client.write(message(0x16, u32()));
      t16(await client.read(4));
      client.write(message(0x17, u32()));
      return client.table();
    },
  };
}

function t16(size: Buffer): void {
  if (size.readUInt32LE(0) !== 16) throw new Error(`size ${size.toString('hex')} in the place of 16`);
}

test('4:6: no answer to the registration; armed by the table', async (t) => {
  const here = await service(t);
  const { client, table } = await registered(here);
  t.is((await table())[0]?.state, 2);
  here.slot.insert(new EchoCard());
  await ended(client, 0, t);
  t.true(await client.inStep());
});

test('4:6: an event between registration and table is in the table, and the next one is told', async (t) => {
  const here = await service(t);
  const { client, table } = await registered(here);
  // The registration has been read when another client has been served.
  await (await here.client()).version(6);
  here.slot.insert(new EchoCard());
  t.is((await table())[0]?.state, 0x34);
  here.slot.remove();
  await ended(client, 0, t);
  t.true(await client.inStep());
});

test('4:6: a cancellation between registration and table is told right behind the table', async (t) => {
  const here = await service(t);
  const { client, context, table } = await registered(here);
  t.is(await (await here.client()).rv(0x0d, context, 0), 0);
  await table();
  await ended(client, CANCELLED, t);
  here.slot.insert(new EchoCard());
  t.true(await client.inStep());
});

test('4:6: STOP_WAITING before the table ends the registration', async (t) => {
  const here = await service(t);
  const { client, table } = await registered(here);
  client.write(STOP);
  await ended(client, 0, t);
  await table();
  here.slot.insert(new EchoCard());
  t.true(await client.inStep());
});
