/** What each command carries and what comes back. Source: reference/pcsclite-protocol.md 2. */
import test from 'ava';
import { PinPad } from '../../../../simulator/reader/pin-pad/pin-pad.ts';
import { ATR_T0, ATR_T0_T1, EchoCard, MuteCard } from '../../reader/test-card.ts';
import { message, READER, SHARED, service, T0, u32 } from './raw-client.ts';

const NO_SMARTCARD = 0x8010000c;
const HEX_ATR = Buffer.from(ATR_T0).toString('hex');

test('the table: an empty reader, a card, a mute card', async (t) => {
  const here = await service(t);
  const empty = { name: READER, counter: 0, state: 2, sharing: 0, atr: '', protocol: 0 };
  const client = await here.client();
  t.deepEqual(await client.readers(), [empty]);
  here.slot.insert(new EchoCard());
  t.deepEqual(await client.readers(), [{ ...empty, counter: 1, state: 0x34, atr: HEX_ATR }]);
  here.slot.remove();
  here.slot.insert(new MuteCard());
  t.deepEqual(await client.readers(), [{ ...empty, counter: 3, state: 0x0c }]);
});

test('the table: handles open, exclusive use, protocol', async (t) => {
  const here = await service(t, new EchoCard('card', ATR_T0_T1));
  const { client, context, card } = await here.connected();
  const second = await client.connect(context);
  t.like((await client.readers())[0], { sharing: 2, protocol: 2 });
  for (const handle of [card, second.card]) t.is(await client.rv(0x06, handle, 0, 0), 0);
  await client.connect(context, READER, 1);
  t.like((await client.readers())[0], { sharing: -1, protocol: 2 });
});

test('sixteen readers fill the table; a name goes up to its NUL', async (t) => {
  const here = await service(t);
  const longest = 'é'.repeat(60);
  for (let i = 0; i < 15; i++) here.manager.plugReader(longest);
  const names = (await (await here.client()).readers()).map(({ name }) => name);
  t.deepEqual(names, here.manager.readers());
  t.is(names.length, 16);
});

test('CONNECT gives a handle and the protocol; DISCONNECT takes it back', async (t) => {
  const here = await service(t, new EchoCard());
  const client = await here.client();
  const context = await client.establish();
  const { card, protocol, rv } = await client.connect(context);
  t.deepEqual([protocol, rv], [T0, 0]);
  t.true(card > 0 && card <= 0x7fffffff);
  t.is(await client.rv(0x0b, card, 0), 0);
  t.is(await client.rv(0x06, card, 0, 0), 0);
  t.is((await client.readers())[0]?.sharing, 0);
});

test('CONNECT refuses a reader that is not there, an unknown share mode, an empty reader, a context of another', async (t) => {
  const here = await service(t);
  const client = await here.client();
  const context = await client.establish();
  t.is((await client.connect(context, 'other 00 00')).rv, 0x80100009);
  t.is((await client.connect(context, READER, 9)).rv, 0x80100011);
  t.is((await client.connect(context)).rv, NO_SMARTCARD);
  const foreign = await (await here.client()).establish();
  t.is((await client.connect(foreign)).rv, 0x80100003);
});

test('CONNECT with a name that fills its field without a NUL', async (t) => {
  const client = await (await service(t)).client();
  const context = await client.establish();
  t.is((await client.connect(context, 'n'.repeat(128))).rv, 0x80100009);
  t.true(await client.inStep());
});

test('RECONNECT gives the protocol and clears the reset', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  t.deepEqual(await client.ask(0x05, card, SHARED, 3, 1, 0, 0), [card, SHARED, 3, 1, T0, 0]);
  t.is(await client.rv(0x0b, card, 0), 0);
});

test('BEGIN and END TRANSACTION; an END too many', async (t) => {
  const { client, card } = await (await service(t, new EchoCard())).connected();
  t.is(await client.rv(0x07, card, 0), 0);
  t.is(await client.rv(0x08, card, 0, 0), 0);
  t.is(await client.rv(0x08, card, 0, 0), 0x80100016);
});

test('TRANSMIT: the response follows only success, its length comes always', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  const { rv, response } = await client.transmit(card, Buffer.from('00a40000', 'hex'));
  t.deepEqual([rv, response.toString('hex')], [0, '00a400009000']);
  t.deepEqual(await client.transmit(card, Buffer.alloc(300), 258), {
    rv: 0x80100008,
    length: 302,
    response: Buffer.alloc(0),
  });
  here.slot.remove();
  t.is((await client.transmit(card, Buffer.alloc(4))).rv, 0x80100069);
  t.true(await client.inStep());
});

for (const length of [0, 1, 4, 255, 256, 1000, 32768, 65535, 65538, 65546]) {
  test(`TRANSMIT of ${length} bytes`, async (t) => {
    const { client, card } = await (await service(t, new EchoCard())).connected();
    const command = Buffer.alloc(length, 0x5a);
    const { rv, response } = await client.transmit(card, command);
    t.is(rv, 0);
    t.deepEqual(response, Buffer.concat([command, Buffer.from('9000', 'hex')]));
  });
}

test('TRANSMIT of 65548 bytes, the longest there is, is answered', async (t) => {
  const { client, card } = await (await service(t, new EchoCard())).connected();
  const { rv, length } = await client.transmit(card, Buffer.alloc(65548));
  t.deepEqual([rv, length], [0x80100008, 65550]);
  t.true(await client.inStep());
});

test('CONTROL and SET_ATTRIB are answered, refused', async (t) => {
  const { client, card } = await (await service(t, new EchoCard())).connected();
  client.write(message(0x0a, u32(card, 0x42000d47, 3, 264, 0, 0), Buffer.from('abc')));
  t.is((await client.read(24)).readUInt32LE(20), 0x8010001f);
  client.write(message(0x10, Buffer.concat([u32(card, 0x00010100), Buffer.alloc(264), u32(4, 0)])));
  t.is((await client.read(280)).readUInt32LE(276), 0x80100016);
  t.true(await client.inStep());
});

test('CONTROL: what the reader answers follows only success, its length comes always', async (t) => {
  const here = await service(t);
  here.manager.plugReader('pad', { pinPad: new PinPad() }).insert(new EchoCard());
  const client = await here.client();
  const { card } = await client.connect(await client.establish(), 'pad 00 00');
  const features = async (room: number) => {
    client.write(message(0x0a, u32(card, 0x42000d48, 0, room, 0, 0)));
    const body = await client.read(24);
    return [body.readUInt32LE(16), body.readUInt32LE(20)];
  };
  t.deepEqual(await features(30), [30, 0]);
  t.is((await client.read(30)).toString('hex', 0, 6), '060442000cea');
  t.deepEqual(await features(29), [30, 0x80100008]);
  t.true(await client.inStep());
});

test('a call that is refused changes nothing', async (t) => {
  const { client, card } = await (await service(t, new EchoCard())).connected();
  t.is(await client.rv(0x06, card, 9, 0), 0x80100011, 'DISCONNECT with a disposition that is none');
  t.is(await client.rv(0x0b, card, 0), 0, 'the handle is still there');
  t.is((await client.ask(0x01, 9, 0, 0))[2], 0x80100011, 'ESTABLISH_CONTEXT with a scope that is none');
  t.is(await client.rv(0x0b, card, 0), 0, 'the context is still there');
});

test('GET_ATTRIB is 280 bytes long, whatever it says', async (t) => {
  const { client, card } = await (await service(t, new EchoCard())).connected();
  const attribute = async (id: number, room: number) => {
    client.write(message(0x0f, Buffer.concat([u32(card, id), Buffer.alloc(264), u32(room, 0)])));
    return client.read(280);
  };
  const atr = await attribute(0x00090303, 264);
  t.is(atr.readUInt32LE(276), 0);
  t.is(atr.toString('hex', 8, 8 + atr.readUInt32LE(272)), HEX_ATR);
  t.is((await attribute(0x00090303, ATR_T0.length)).readUInt32LE(276), 0, 'it just fits');
  const short = await attribute(0x00090303, 4);
  t.deepEqual([short.readUInt32LE(272), short.readUInt32LE(276)], [ATR_T0.length, 0x80100008]);
  t.is((await attribute(0x7fff0003, 264)).toString('utf8', 8, 8 + READER.length), READER);
  t.is((await attribute(0x12345678, 264)).readUInt32LE(276), 0x8010001f);
  t.true(await client.inStep());
});

test('RELEASE_CONTEXT gives back the handles; another client cannot release it', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, context } = await here.connected();
  const other = await here.client();
  t.is(await other.rv(0x02, context, 0), 0x80100003);
  await client.version(6);
  t.is(await client.rv(0x02, context, 0), 0);
  t.is((await other.readers())[0]?.sharing, 0);
  t.is(await other.rv(0x0d, context, 0), 0x80100003, 'nobody has it any more');
});

test('GET_READER_EVENTS counts the readers that came and went, from 1', async (t) => {
  const here = await service(t);
  const client = await here.client();
  const events = async () => {
    client.write(message(0x15, u32()));
    const answer = await client.read(8);
    t.is(answer.readUInt32LE(4), 0);
    return answer.readUInt32LE(0);
  };
  t.is(await events(), 1);
  here.manager.plugReader('guichet');
  t.is(await events(), 2);
  here.slot.insert(new EchoCard());
  t.is(await events(), 2);
  here.manager.unplugReader('guichet');
  t.is(await events(), 3);
});

test('the table of 4:6 has the size announced', async (t) => {
  const client = await (await service(t, new EchoCard())).client();
  await client.version(6);
  client.write(message(0x16, u32()));
  t.is((await client.read(4)).readInt32LE(0), 16);
  client.write(message(0x17, u32()));
  t.is((await client.table())[0]?.name, READER);
  t.true(await client.inStep());
});
