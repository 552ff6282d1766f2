/** Versions of the protocol, and the first bytes of a real library. Source: reference/pcsclite-protocol.md 2, 3. */
import test from 'ava';
import { service } from './raw-client.ts';

const SERVICE_STOPPED = 0x8010001e;

const handshake = test.macro({
  async exec(t, asked: readonly [number, number], answer: readonly [number, number, number]) {
    const client = await (await service(t)).client();
    t.deepEqual(await client.ask(0x11, ...asked, 0), answer);
    t.true(await client.inStep());
  },
  title: (_, asked: readonly number[]) => `version ${asked.join(':')}`,
});

test(handshake, [4, 4], [4, 4, 0]);
test(handshake, [4, 5], [4, 5, 0]);
test(handshake, [4, 6], [4, 6, 0]);
test(handshake, [4, 3], [4, 6, SERVICE_STOPPED]);
test(handshake, [4, 7], [4, 6, SERVICE_STOPPED]);
test(handshake, [3, 4], [4, 6, SERVICE_STOPPED]);
test(handshake, [5, 0], [4, 6, SERVICE_STOPPED]);
test(handshake, [0xffffffff, 0xffffffff], [4, 6, SERVICE_STOPPED]);

test('a client refused may ask again with a version that is served', async (t) => {
  const client = await (await service(t)).client();
  await client.version(7);
  t.deepEqual(await client.version(6), [4, 6, 0]);
});

test('the first messages of libpcsclite 1.9.9', async (t) => {
  const client = await (await service(t)).client();
  client.write(Buffer.from('0c000000110000000400000004000000' + '00000000', 'hex'));
  t.is((await client.read(12)).toString('hex'), '040000000400000000000000');
  client.write(Buffer.from('0c000000010000000200000000000000' + '00000000', 'hex'));
  const answer = await client.read(12);
  t.is(answer.readUInt32LE(0), 2);
  t.true(answer.readInt32LE(4) > 0);
  t.is(answer.readUInt32LE(8), 0);
});

test('contexts and handles are positive, and no two are the same', async (t) => {
  const here = await service(t);
  const clients = await Promise.all(Array.from({ length: 20 }, () => here.client()));
  const contexts = await Promise.all(clients.map((client) => client.establish()));
  t.true(contexts.every((context) => context > 0 && context <= 0x7fffffff));
  t.is(new Set(contexts).size, 20);
});

test('a client that establishes a context again has the second one alone', async (t) => {
  const here = await service(t);
  const client = await here.client();
  const first = await client.establish();
  const second = await client.establish();
  t.not(first, second);
  t.deepEqual(
    [(await here.manager.isValidContext(first)).rv, (await here.manager.isValidContext(second)).rv],
    [0x80100003, 0],
  );
});

test('a context of a scope that does not exist', async (t) => {
  const client = await (await service(t)).client();
  t.is(await client.rv(0x01, 9, 0, 0), 0x80100011);
});
