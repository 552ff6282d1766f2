/** Clients that lie, send rubbish, or die: the others notice nothing. Source: reference/pcsclite-protocol.md 2, 8. */
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { EchoCard, SlowCard } from '../../reader/test-card.ts';
import { message, READER, type Service, SHARED, service, transmitMessage, u32 } from './raw-client.ts';

const COMMAND = Buffer.from('00a40000', 'hex');
const NO_SUCH_CARD = 0x12345678;

interface Party {
  readonly context: number;
  readonly card: number;
}

/** The client that must notice nothing: it works before, and after. */
async function witness(t: ExecutionContext, here: Service): Promise<() => Promise<void>> {
  const { client, card } = await here.connected();
  await client.version(4);
  return async () => {
    t.is((await client.transmit(card, COMMAND)).rv, 0);
    t.true(await client.inStep());
    t.is(await client.rv(0x06, card, 0, 0), 0);
    await client.kill();
    await here.idle();
    t.is([...here.manager.readerTable()][0]?.sharing, 0, 'no handle is left');
  };
}

function attribute(card: number, length: number): Buffer {
  return Buffer.concat([u32(card, 0x00090303), Buffer.alloc(264), u32(length, 0)]);
}

const CUT_OFF: Readonly<Record<string, (party: Party) => Uint8Array>> = {
  'command 0': () => message(0, u32()),
  'command 3, that no client sends': () => message(3, u32(0, 0)),
  'command 0C, that no client sends': () => message(0x0c, u32(0, 0)),
  'command 0E, that no client sends': () => message(0x0e, u32(0, 0)),
  'command 18': () => message(0x18, u32()),
  'command FFFFFFFF': () => message(0xffffffff, u32()),
  'a body one byte short': ({ card }) => message(0x0b, u32(card, 0).subarray(1)),
  'a body one byte long': ({ card }) => message(0x0b, Buffer.concat([u32(card, 0), Buffer.alloc(1)])),
  'a body of 4 GB': () => u32(0xffffffff, 0x09),
  'no body where one belongs': () => message(0x04, u32()),
  'a body where none belongs': () => message(0x12, u32(0)),
  'a command of 65549 bytes': ({ card }) => message(0x09, u32(card, 1, 8, 65549, 0, 0, 258, 0)),
  'a command of 4 GB': ({ card }) => message(0x09, u32(card, 1, 8, 0xffffffff, 0, 0, 258, 0)),
  'control data of 65549 bytes': ({ card }) => message(0x0a, u32(card, 0x42000d48, 65549, 264, 0, 0)),
  'an attribute of 265 bytes, read': ({ card }) => message(0x0f, attribute(card, 265)),
  'an attribute of 265 bytes, written': ({ card }) => message(0x10, attribute(card, 265)),
};

const HANDLES: Readonly<Record<string, (card: number) => Uint8Array>> = {
  RECONNECT: (card) => message(0x05, u32(card, SHARED, 3, 0, 0, 0)),
  DISCONNECT: (card) => message(0x06, u32(card, 1, 0)),
  BEGIN_TRANSACTION: (card) => message(0x07, u32(card, 0)),
  END_TRANSACTION: (card) => message(0x08, u32(card, 0, 0)),
  TRANSMIT: (card) => transmitMessage(card, COMMAND),
  CONTROL: (card) => message(0x0a, u32(card, 0x42000d48, 0, 264, 0, 0)),
  STATUS: (card) => message(0x0b, u32(card, 0)),
  GET_ATTRIB: (card) => message(0x0f, attribute(card, 264)),
  SET_ATTRIB: (card) => message(0x10, attribute(card, 4)),
};

/** What is told of a client whose request cannot be one: never a fault of ours. */
const REASONS: readonly (string | undefined)[] = ['command', 'body', 'handle', 'data', 'attribute'];

const cutOff = test.macro(async (t, bytes: (party: Party, other: Party) => Uint8Array) => {
  const here = await service(t, new EchoCard());
  const other = await here.connected();
  const party = await here.connected();
  party.client.write(bytes(party, other));
  await party.client.closed;
  t.is(party.client.unread, 0);
  t.is(here.faults.length, 1);
  t.true(REASONS.includes(here.faults[0]), here.faults[0]);
  t.is((await other.client.transmit(other.card, COMMAND)).rv, 0);
  t.true(await other.client.inStep());
  await other.client.kill();
  await here.idle();
  t.is([...here.manager.readerTable()][0]?.sharing, 0);
});

for (const [title, bytes] of Object.entries(CUT_OFF)) test(`cut off without an answer: ${title}`, cutOff, bytes);
for (const [name, bytes] of Object.entries(HANDLES)) {
  test(`cut off: ${name} with another's handle`, cutOff, (_, { card }) => bytes(card));
  test(`cut off: ${name} with a handle that nobody has`, cutOff, () => bytes(NO_SUCH_CARD));
}

test('cut off: a handle that was given back', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  t.is(await client.rv(0x06, card, 0, 0), 0);
  client.write(message(0x0b, u32(card, 0)));
  await client.closed;
  t.is(client.unread, 0);
});

/** Every message that a client sends, with what must have been sent before it. */
const MESSAGES: Readonly<Record<string, (party: Party) => Uint8Array>> = {
  VERSION: () => message(0x11, u32(4, 4, 0)),
  ESTABLISH_CONTEXT: () => message(0x01, u32(2, 0, 0)),
  RELEASE_CONTEXT: ({ context }) => message(0x02, u32(context, 0)),
  CONNECT: ({ context }) => {
    const name = Buffer.alloc(128);
    name.write(READER);
    return message(0x04, Buffer.concat([u32(context), name, u32(SHARED, 3, 0, 0, 0)]));
  },
  ...Object.fromEntries(Object.entries(HANDLES).map(([name, bytes]) => [name, ({ card }: Party) => bytes(card)])),
  CANCEL: ({ context }) => message(0x0d, u32(context, 0)),
  GET_READERS_STATE: () => message(0x12, u32()),
  WAIT_READER_STATE_CHANGE: () => message(0x13, u32()),
  STOP_WAITING: () => message(0x14, u32()),
  GET_READER_EVENTS: () => message(0x15, u32()),
  GET_READERS_STATE_SIZE: () => message(0x16, u32()),
  GET_READERS_STATE_ARRAY: () => message(0x17, u32()),
};

for (const [name, bytes] of Object.entries(MESSAGES)) {
  test(`killed in the middle of ${name}, right behind it, and with the card locked`, async (t) => {
    const here = await service(t, new EchoCard());
    const witness = await here.client();
    for (const length of [1, 4, 8, 9, 12, Number.POSITIVE_INFINITY]) {
      for (const locks of [false, true]) {
        const party = await here.connected();
        if (locks) await party.client.rv(0x07, party.card, 0);
        party.client.write(bytes(party).subarray(0, length));
        await party.client.kill();
        while (here.server.clients > 1) await new Promise((resolve) => setImmediate(resolve));
        t.is((await witness.readers())[0]?.sharing, 0, `${length} bytes`);
      }
    }
    t.deepEqual(here.faults, []);
    const { card } = await witness.connect(await witness.establish());
    t.is((await witness.transmit(card, COMMAND)).rv, 0);
  });
}

test('killed while the card works: the next one gets a card that is reset and free', async (t) => {
  const slow = new SlowCard();
  const here = await service(t, slow);
  const party = await here.connected();
  await party.client.rv(0x07, party.card, 0);
  const came = slow.commandCame();
  party.client.write(transmitMessage(party.card, COMMAND));
  await came;
  await party.client.kill();
  slow.answer();
  await here.idle();
  t.is(slow.log.at(-1), 'reset');
  t.is((await here.connected()).card > 0, true);
});

test('a client that sends ahead without end is cut off while it waits', async (t) => {
  const here = await service(t, new SlowCard());
  const unharmed = await here.client();
  const { client, card } = await here.connected();
  for (let i = 0; i < 6; i++) client.write(transmitMessage(card, Buffer.alloc(65548)));
  await client.closed;
  t.is((await unharmed.readers()).length, 1);
  t.deepEqual(here.faults, ['sentAhead']);
});

test('a client four commands ahead is none of them', async (t) => {
  const slow = new SlowCard();
  const here = await service(t, slow);
  const { client, card } = await here.connected();
  let came = slow.commandCame();
  for (let i = 0; i < 4; i++) client.write(transmitMessage(card, Buffer.alloc(65546)));
  for (let i = 0; i < 4; i++) {
    await came;
    came = slow.commandCame();
    slow.answer();
    t.is((await client.transmitted()).length, 65548);
  }
  t.deepEqual(here.faults, []);
});

test('a client that never reads its answers is cut off', async (t) => {
  const here = await service(t, new EchoCard());
  const unharmed = await here.client();
  const { client } = await here.connected();
  client.socket.pause();
  const asks = Buffer.concat(Array.from({ length: 5000 }, () => message(0x12, u32())));
  client.write(asks);
  while (here.faults.length === 0) await unharmed.version(4);
  t.deepEqual(here.faults, ['notRead']);
  t.is((await unharmed.readers()).length, 1);
});

test('the 201st client is turned away, the others are served', async (t) => {
  const here = await service(t);
  const clients = await Promise.all(Array.from({ length: 200 }, () => here.client()));
  await Promise.all(clients.map((client) => client.version(4)));
  await (await here.client()).closed;
  for (const client of clients) t.deepEqual(await client.version(4), [4, 4, 0]);
});

test('any bytes at all', async (t) => {
  const here = await service(t, new EchoCard());
  const unharmed = await witness(t, here);
  const word = fc.oneof(fc.nat({ max: 0x20 }), fc.constantFrom(8, 12, 24, 32, 152, 280, 0xffffffff), fc.nat());
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.array(word, { maxLength: 60 }).map((words) => u32(...words)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (rubbish) => {
      const client = await here.client();
      client.write(rubbish);
      client.socket.end();
      client.socket.resume();
      await client.closed;
    }),
    { numRuns: 300 },
  );
  await unharmed();
});

test('any messages of three clients in any order, then all are killed: nothing is left behind', async (t) => {
  const here = await service(t, new EchoCard());
  const messages = Object.values(MESSAGES);
  const disposals = [0, 1, 2].map((disposition) => (party: Party) => message(0x08, u32(party.card, disposition, 0)));
  const reconnects = [1, 2, 3].map((mode) => (party: Party) => message(0x05, u32(party.card, mode, 3, mode - 1, 0, 0)));
  const move = fc.record({
    who: fc.nat({ max: 2 }),
    what: fc.constantFrom(...messages, ...disposals, ...reconnects),
    swap: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (moves) => {
      const parties = [await here.connected(), await here.connected(), await here.connected()];
      for (const { who, what, swap } of moves) {
        const party = parties[who];
        party?.client.write(what(party));
        if (!swap) continue;
        here.slot.remove();
        here.slot.insert(new EchoCard());
      }
      for (const { client } of parties) await client.kill();
      await here.idle();
      const gone = await Promise.all(parties.map(({ context }) => here.manager.isValidContext(context)));
      const heir = await here.connected();
      const exclusive = await heir.client.rv(0x05, heir.card, 1, 3, 0, 0, 0);
      await heir.client.kill();
      await here.idle();
      return gone.every(({ rv }) => rv !== 0) && exclusive === 0;
    }),
    { numRuns: 200 },
  );
  t.deepEqual(
    here.faults.filter((reason) => reason !== 'handle'),
    [],
  );
});
