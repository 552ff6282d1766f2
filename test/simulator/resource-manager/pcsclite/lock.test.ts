/** Answers put off while the card belongs to another, and what a dead owner leaves. Source: reference/pcsclite-protocol.md 5. */
import test, { type ExecutionContext } from 'ava';
import { EchoCard } from '../../reader/test-card.ts';
import { type RawClient, READER, SHARED, service } from './raw-client.ts';

const SHARING_VIOLATION = 0x8010000b;
const RESET_CARD = 0x80100068;
const REMOVED_CARD = 0x80100069;
const COMMAND = Buffer.from('00b0000000', 'hex');
/** More than an answer that is not put off would need. */
const ROUND_TRIPS = 20;

interface Party {
  readonly client: RawClient;
  readonly context: number;
  readonly card: number;
}

/** Every command that waits for a locked card. */
const WAITING: Readonly<Record<string, (party: Party) => Promise<number>>> = {
  BEGIN_TRANSACTION: ({ client, card }) => client.rv(0x07, card, 0),
  STATUS: ({ client, card }) => client.rv(0x0b, card, 0),
  TRANSMIT: async ({ client, card }) => (await client.transmit(card, COMMAND)).rv,
  RECONNECT: ({ client, card }) => client.rv(0x05, card, SHARED, 3, 0, 0, 0),
  CONNECT: async ({ client, context }) => (await client.connect(context)).rv,
  'CONNECT direct': async ({ client, context }) => (await client.connect(context, READER, 3)).rv,
  'DISCONNECT with reset': ({ client, card }) => client.rv(0x06, card, 1, 0),
};

/** Asserts that `blocked` is answered after `release` only, while the owner's calls go through. */
async function answeredAfter(t: ExecutionContext, blocked: Promise<number>, owner: Party, release: () => unknown) {
  const order: string[] = [];
  const answered = blocked.then((rv) => {
    order.push('answered');
    return rv;
  });
  for (let i = 0; i < ROUND_TRIPS; i++) t.is((await owner.client.transmit(owner.card, COMMAND)).rv, 0);
  order.push('released');
  await release();
  const rv = await answered;
  t.deepEqual(order, ['released', 'answered']);
  return rv;
}

for (const [name, call] of Object.entries(WAITING)) {
  test(`${name} waits for the end of another's transaction`, async (t) => {
    const here = await service(t, new EchoCard());
    const [owner, other] = [await here.connected(), await here.connected()];
    await owner.client.rv(0x07, owner.card, 0);
    const end = () => owner.client.rv(0x08, owner.card, 0, 0);
    t.is(await answeredAfter(t, call(other), owner, end), 0);
  });
}

for (const name of ['BEGIN_TRANSACTION', 'STATUS', 'TRANSMIT', 'RECONNECT']) {
  test(`${name} of a client that owns the transaction with another handle is refused at once`, async (t) => {
    const here = await service(t, new EchoCard());
    const { client, context, card } = await here.connected();
    const second = await client.connect(context);
    await client.rv(0x07, card, 0);
    const call = WAITING[name] as (party: Party) => Promise<number>;
    t.is(await call({ client, context, card: second.card }), SHARING_VIOLATION);
    t.is(await client.rv(0x08, card, 0, 0), 0);
    t.is(await call({ client, context, card: second.card }), 0);
  });
}

test('RECONNECT to exclusive use is refused at once while the same client has another handle', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, context, card } = await here.connected();
  const second = await client.connect(context);
  t.is(await client.rv(0x05, card, 1, 3, 0, 0, 0), SHARING_VIOLATION);
  t.is(await client.rv(0x06, second.card, 0, 0), 0);
  t.is(await client.rv(0x05, card, 1, 3, 0, 0, 0), 0);
});

test('those who wait are served in the order of their arrival', async (t) => {
  const here = await service(t, new EchoCard());
  const owner = await here.connected();
  const others = [await here.connected(), await here.connected(), await here.connected()];
  await owner.client.rv(0x07, owner.card, 0);
  const served: number[] = [];
  const all = others.map(async ({ client, card }, i) => {
    const answer = client.rv(0x07, card, 0);
    t.is(await answer, 0);
    served.push(i);
    t.is(await client.rv(0x08, card, 0, 0), 0);
  });
  await owner.client.rv(0x0b, owner.card, 0);
  await owner.client.rv(0x08, owner.card, 0, 0);
  await Promise.all(all);
  t.deepEqual(served, [0, 1, 2]);
});

test('END with reset: the others are told, the caller too', async (t) => {
  const card = new EchoCard();
  const here = await service(t, card);
  const [owner, other] = [await here.connected(), await here.connected()];
  await owner.client.rv(0x07, owner.card, 0);
  t.is(await owner.client.rv(0x08, owner.card, 1, 0), 0);
  for (const { client, card: handle } of [owner, other]) t.is(await client.rv(0x0b, handle, 0), RESET_CARD);
  t.is(card.log.at(-1), 'reset');
});

test('a killed owner: the card is reset, the one who waits is told', async (t) => {
  const card = new EchoCard();
  const here = await service(t, card);
  const [owner, other] = [await here.connected(), await here.connected()];
  await owner.client.rv(0x07, owner.card, 0);
  const blocked = other.client.rv(0x07, other.card, 0);
  t.is(await answeredAfter(t, blocked, owner, () => owner.client.kill()), RESET_CARD);
  t.is(card.log.at(-1), 'reset');
  t.is(await other.client.rv(0x05, other.card, SHARED, 3, 0, 0, 0), 0);
  t.is(await other.client.rv(0x07, other.card, 0), 0);
});

test('a client killed without the lock leaves the card as it is', async (t) => {
  const card = new EchoCard();
  const here = await service(t, card);
  const [gone, other] = [await here.connected(), await here.connected()];
  await gone.client.kill();
  while ((await other.client.readers())[0]?.sharing !== 1);
  t.false(card.log.includes('reset'));
  t.is(await other.client.rv(0x0b, other.card, 0), 0);
});

test('a card removed frees those who wait', async (t) => {
  const here = await service(t, new EchoCard());
  const [owner, other] = [await here.connected(), await here.connected()];
  await owner.client.rv(0x07, owner.card, 0);
  const blocked = other.client.rv(0x07, other.card, 0);
  t.is(await answeredAfter(t, blocked, owner, () => here.slot.remove()), REMOVED_CARD);
});

test('a client killed while it waits never gets the lock', async (t) => {
  const here = await service(t, new EchoCard());
  const [owner, dead, heir] = [await here.connected(), await here.connected(), await here.connected()];
  await owner.client.rv(0x07, owner.card, 0);
  const never = t.throwsAsync(dead.client.rv(0x07, dead.card, 0));
  await owner.client.rv(0x0b, owner.card, 0);
  const inherits = heir.client.rv(0x07, heir.card, 0);
  await dead.client.kill();
  await never;
  while (here.server.clients > 2) await owner.client.rv(0x0b, owner.card, 0);
  await owner.client.rv(0x08, owner.card, 0, 0);
  t.is(await inherits, 0);
});

test('the limits: 200 handles for one context', async (t) => {
  const { client, context } = await (await service(t, new EchoCard())).connected();
  for (let i = 1; i < 200; i++) t.is((await client.connect(context)).rv, 0);
  t.is((await client.connect(context)).rv, 0x80100006);
});
