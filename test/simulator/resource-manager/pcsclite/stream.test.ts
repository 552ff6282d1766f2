/** Requests cut anywhere, and several in one piece. Source: reference/pcsclite-protocol.md 1. */
import test from 'ava';
import fc from 'fast-check';
import { EchoCard, SlowCard } from '../../reader/test-card.ts';
import { message, type RawClient, service, transmitMessage, u32 } from './raw-client.ts';

const COMMAND = Buffer.from('00a4040c05a000000018', 'hex');
const ECHO = '00a4040c05a0000000189000';

/** The second piece leaves when the server has read the first: another client's round trip tells. */
async function inTwoPieces(client: RawClient, other: RawClient, bytes: Buffer, cut: number): Promise<void> {
  client.write(bytes.subarray(0, cut));
  await other.version(4);
  client.write(bytes.subarray(cut));
}

test('a TRANSMIT cut at every position', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  const other = await here.client();
  const bytes = transmitMessage(card, COMMAND);
  for (let cut = 1; cut < bytes.length; cut++) {
    await inTwoPieces(client, other, bytes, cut);
    t.is((await client.transmitted()).response.toString('hex'), ECHO, `cut at ${cut}`);
  }
});

test('the first request of a client cut at every position', async (t) => {
  const here = await service(t);
  const other = await here.client();
  const bytes = message(0x11, u32(4, 4, 0));
  for (let cut = 1; cut < bytes.length; cut++) {
    const client = await here.client();
    await inTwoPieces(client, other, bytes, cut);
    t.deepEqual(await client.read(12), u32(4, 4, 0), `cut at ${cut}`);
    await client.kill();
  }
});

test('a TRANSMIT byte by byte', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  const other = await here.client();
  for (const byte of transmitMessage(card, COMMAND)) {
    client.write(Uint8Array.of(byte));
    await other.version(4);
  }
  t.is((await client.transmitted()).response.toString('hex'), ECHO);
});

test('requests in one piece are answered in their order, also while the card takes its time', async (t) => {
  const slow = new SlowCard();
  const { client, card } = await (await service(t, slow)).connected();
  const came = slow.commandCame();
  client.write(Buffer.concat([transmitMessage(card, COMMAND), message(0x0b, u32(card, 0)), message(0x15, u32())]));
  await came;
  t.is(client.unread, 0);
  slow.answer();
  t.is((await client.transmitted()).response.toString('hex'), ECHO);
  t.deepEqual(await client.read(8), u32(card, 0));
  t.deepEqual(await client.read(8), u32(1, 0));
});

test('any requests, cut anywhere, are answered as if each had come alone', async (t) => {
  const here = await service(t, new EchoCard());
  const { client, card } = await here.connected();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (commands, cuts) => {
        const bytes = Buffer.concat(commands.map((command) => transmitMessage(card, command)));
        const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].toSorted((a, b) => a - b);
        for (let i = 1; i < places.length; i++) client.write(bytes.subarray(places[i - 1], places[i]));
        for (const command of commands) {
          const { response } = await client.transmitted();
          if (!response.equals(Buffer.concat([command, Buffer.from('9000', 'hex')]))) return false;
        }
        return client.unread === 0;
      },
    ),
  );
  t.true(await client.inStep());
});
