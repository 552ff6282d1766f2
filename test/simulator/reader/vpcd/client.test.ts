import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import { blockingSocket } from '../../../../driver/pcsc/blocking-socket.ts';
import { quickAck } from '../../../../driver/pcsc/quick-ack.ts';
import type { SmartCard } from '../../../../simulator/card/port.ts';
import { VpcdClient, type VpcdClientOptions } from '../../../../simulator/reader/vpcd/client.ts';
import { FrameDecoder } from '../../../../simulator/reader/vpcd/framing.ts';
import { VpcdError } from '../../../../simulator/reader/vpcd/vpcd-error.ts';
import { ATR_T0, EchoCard, SlowCard } from '../test-card.ts';

/** A vpcd written as the protocol says: the test is the reader. */
class RawVpcd {
  readonly port: number;
  readonly socket: Socket;
  readonly client: VpcdClient;
  readonly #decoder = new FrameDecoder();
  readonly #answers: Bytes[] = [];

  constructor(client: VpcdClient, socket: Socket, port: number) {
    this.client = client;
    this.socket = socket;
    this.port = port;
    socket.on('data', (chunk) => this.#answers.push(...this.#decoder.push(chunk)));
  }

  send(text: string): void {
    this.socket.write(hex`${hexBytes(text)}`);
  }

  async answer(): Promise<string> {
    while (this.#answers.length === 0) await once(this.socket, 'data');
    return toHex(this.#answers.shift() ?? new Uint8Array(0));
  }

  get unread(): number {
    return this.#answers.length;
  }
}

function hexBytes(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

const GET_ATR = '0001 04';

/** A listening port and what connects to it; closed after the test. */
async function listening(t: ExecutionContext) {
  const server = createServer({ noDelay: true });
  const sockets: Socket[] = [];
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function plugged(t: ExecutionContext, card: SmartCard, options: Partial<VpcdClientOptions> = {}) {
  const { server, port } = await listening(t);
  const client = new VpcdClient({ card, port, ...options });
  t.teardown(() => client.eject());
  const connected = client.connect();
  const [socket] = (await once(server, 'connection')) as [Socket];
  const vpcd = new RawVpcd(client, socket, port);
  vpcd.send(GET_ATR);
  await connected;
  t.is(await vpcd.answer(), toHex(ATR_T0));
  return { vpcd, client, server };
}

test('only the ATR and command APDUs are answered', async (t) => {
  const echo = new EchoCard();
  const { vpcd } = await plugged(t, echo);
  vpcd.send('0001 01 0001 02 0005 0084000008 0001 00 0001 04');
  t.is(await vpcd.answer(), '00840000089000');
  t.is(await vpcd.answer(), toHex(ATR_T0));
  t.is(vpcd.unread, 0);
  t.deepEqual(echo.log, ['powerOn', 'reset', '0084000008', 'powerOff']);
});

/** Messages of the reader that are no control: they reach the card as they are. */
const commands = ['', '03', '05', '0084', '00'.repeat(255), '00'.repeat(256), 'AB'.repeat(65533)];
for (const command of commands) {
  test(`a command of ${command.length / 2} bytes '${command.slice(0, 4)}' is answered by the card`, async (t) => {
    const { vpcd } = await plugged(t, new EchoCard());
    const length = (command.length / 2).toString(16).padStart(4, '0');
    vpcd.send(length + command);
    t.is(await vpcd.answer(), `${command}9000`);
  });
}

test('a response that no message can carry becomes 6F00', async (t) => {
  const { vpcd } = await plugged(t, new EchoCard());
  vpcd.send(`FFFF${'00'.repeat(65535)}`);
  t.is(await vpcd.answer(), '6F00');
});

test('the ATR is answered while the card computes, the rest in its turn', async (t) => {
  const slow = new SlowCard();
  const { vpcd } = await plugged(t, slow);
  const came = slow.commandCame();
  vpcd.send('0002 AABB 0001 02 0002 CCDD 0001 04');
  await came;
  t.is(await vpcd.answer(), toHex(ATR_T0));
  t.deepEqual(slow.log, ['AABB']);
  const next = slow.commandCame();
  slow.answer();
  t.is(await vpcd.answer(), 'AABB9000');
  await next;
  t.deepEqual(slow.log, ['AABB', 'reset', 'CCDD']);
  slow.answer();
  t.is(await vpcd.answer(), 'CCDD9000');
});

test('header and command in two pieces, as vpcd 3.3 sends them', async (t) => {
  const { vpcd } = await plugged(t, new EchoCard());
  vpcd.send('0005');
  await new Promise((resolve) => setImmediate(resolve));
  vpcd.send('0084000008');
  t.is(await vpcd.answer(), '00840000089000');
});

test('acknowledgement is asked for after every answer, late ones too', async (t) => {
  const echo = new EchoCard();
  const seen: string[] = [];
  const { vpcd } = await plugged(t, echo, {
    acknowledge: (fd) => seen.push(`${fd > 2} after ${echo.log.length}`),
  });
  seen.length = 0;
  vpcd.send('0005 0084000008');
  await vpcd.answer();
  t.deepEqual(seen, ['true after 1']);
  echo.transmit = ((command: Bytes) => Promise.resolve(command)) as never;
  vpcd.send('0005 0084000009');
  await vpcd.answer();
  t.is(seen.length, 2);
});

test('a card that is taken out loses its power before its reader can know, and once', async (t) => {
  const echo = new EchoCard();
  const { client } = await plugged(t, echo);
  const out = client.eject();
  await Promise.resolve();
  t.deepEqual(echo.log, ['powerOff']);
  await out;
  t.deepEqual(echo.log, ['powerOff']);
});

test('a reader that sends the length apart is told of, once; one that does not is not', async (t) => {
  const { vpcd, client } = await plugged(t, new EchoCard());
  let told = 0;
  client.on('split', () => told++);
  vpcd.send('0005 0084000008');
  await vpcd.answer();
  t.is(told, 0);
  for (const body of ['0084000008', '0084000009']) {
    const split = told === 0 ? once(client, 'split') : undefined;
    vpcd.send('0005');
    await split;
    vpcd.send(body);
    await vpcd.answer();
  }
  t.is(told, 1);
});

test('a command with a PIN is told without it', async (t) => {
  const { vpcd, client } = await plugged(t, new EchoCard());
  const told: string[] = [];
  client.on('apdu', (command, response) => told.push(toHex(command), toHex(response.subarray(-2))));
  vpcd.send('0009 0020000104 31323334');
  await vpcd.answer();
  t.deepEqual(told, ['00200001042A2A2A2A', '9000']);
});

test('power and reset are told', async (t) => {
  const { vpcd, client } = await plugged(t, new EchoCard());
  const told: string[] = [];
  client.on('powered', (action) => told.push(action));
  vpcd.send('0001 01 0001 02 0001 00 0001 04');
  await vpcd.answer();
  t.deepEqual(told, ['powerOn', 'reset', 'powerOff']);
});

test('eject closes the connection, takes the power and does not come back', async (t) => {
  const echo = new EchoCard();
  const { vpcd, client, server } = await plugged(t, echo);
  const gone = once(vpcd.socket, 'close');
  const told = once(client, 'disconnected');
  await client.eject();
  t.deepEqual(await told, [undefined]);
  await gone;
  t.deepEqual(echo.log, ['powerOff']);
  server.on('connection', () => t.fail());
  client.on('waiting', () => t.fail());
  await client.eject();
});

test('a lost reader is found again', async (t) => {
  const echo = new EchoCard();
  const { vpcd, client, server } = await plugged(t, echo);
  const lost = once(client, 'disconnected');
  const back = once(server, 'connection');
  vpcd.socket.destroy();
  const [error] = await lost;
  t.is(error.code, 'ERR_VPCD_DISCONNECTED');
  t.deepEqual(echo.log, ['powerOff']);
  const [socket] = (await back) as [Socket];
  const again = new RawVpcd(client, socket, vpcd.port);
  const connected = once(client, 'connected');
  again.send(GET_ATR);
  await connected;
  t.is(await again.answer(), toHex(ATR_T0));
});

test('a reader that stays away is asked less and less often', async (t) => {
  const { vpcd, client, server } = await plugged(t, new EchoCard());
  server.close();
  const delays: number[] = [];
  const enough = new Promise<void>((resolve) => {
    client.on('waiting', (_, delayMs) => {
      delays.push(delayMs);
      if (delays.length === 3) resolve();
    });
  });
  vpcd.socket.destroy();
  await enough;
  t.deepEqual(delays, [100, 200, 400]);
});

test('eject ends the search for a lost reader', async (t) => {
  const { vpcd, client, server } = await plugged(t, new EchoCard());
  server.close();
  await lost({ vpcd, client });
  const before = timeouts();
  const ejected = client.eject();
  t.is(timeouts(), before - 1);
  await ejected;
});

/** Drops the connection; resolves when the client waits to connect again. */
async function lost({ vpcd, client }: { readonly vpcd: RawVpcd; readonly client: VpcdClient }): Promise<void> {
  const waiting = once(client, 'waiting');
  vpcd.socket.destroy();
  await waiting;
}

const timeouts = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test.serial('connected by hand while it waits to connect again: one connection, which can be ejected', async (t) => {
  const here = await plugged(t, new EchoCard());
  await lost(here);
  const { client, server } = here;
  const waitingToRetry = timeouts();
  const connected = client.connect();
  const [socket] = (await once(server, 'connection')) as [Socket];
  new RawVpcd(client, socket, client.port).send(GET_ATR);
  await connected;
  t.is(timeouts(), waitingToRetry - 1);
  const closed = once(socket, 'close');
  await client.eject();
  await closed;
});

test.serial('connected by hand by whoever is told that it waits', async (t) => {
  const { vpcd, client, server } = await plugged(t, new EchoCard());
  const connected = new Promise<void>((resolve, reject) =>
    client.once('waiting', () => client.connect().then(resolve, reject)),
  );
  const idle = timeouts();
  const back = once(server, 'connection');
  vpcd.socket.destroy();
  const [socket] = (await back) as [Socket];
  new RawVpcd(client, socket, client.port).send(GET_ATR);
  await connected;
  t.is(timeouts(), idle);
});

test('without reconnect a lost reader is lost', async (t) => {
  const { vpcd, client } = await plugged(t, new EchoCard(), { reconnect: false });
  client.on('waiting', () => t.fail());
  const lost = once(client, 'disconnected');
  vpcd.socket.destroy();
  t.is((await lost)[0].code, 'ERR_VPCD_DISCONNECTED');
});

test('a stream cut inside a message is told', async (t) => {
  const { vpcd, client } = await plugged(t, new EchoCard(), { reconnect: false });
  const lost = once(client, 'disconnected');
  vpcd.socket.end(hex`0005 00`);
  const [error] = await lost;
  t.is(error.code, 'ERR_VPCD_DISCONNECTED');
  t.is((error.cause as { code?: string }).code, 'ERR_VPCD_MESSAGE_CUT');
});

test('a card that fails is taken out, and stays out', async (t) => {
  const broken = new EchoCard();
  broken.transmit = () => {
    throw new Error('no contact');
  };
  const { vpcd, client } = await plugged(t, broken);
  client.on('waiting', () => t.fail());
  const lost = once(client, 'disconnected');
  vpcd.send('0005 0084000008');
  t.is((await lost)[0].code, 'ERR_VPCD_CARD');
});

test('nobody listens', async (t) => {
  const { server, port } = await listening(t);
  server.close();
  await once(server, 'close');
  const client = new VpcdClient({ card: new EchoCard(), port });
  const error = await t.throwsAsync(client.connect(), { instanceOf: VpcdError });
  t.is(error?.code, 'ERR_VPCD_NOT_LISTENING');
  t.regex(error?.message ?? '', new RegExp(`^no vpcd at 127.0.0.1:${port}: is pcscd running with vsmartcard-vpcd\\?`));
});

test('a reader that asks nothing serves another card', async (t) => {
  const { port } = await listening(t);
  const client = new VpcdClient({ card: new EchoCard(), port, firstPollTimeoutMs: 20 });
  const error = await t.throwsAsync(client.connect(), { instanceOf: VpcdError });
  t.is(error?.code, 'ERR_VPCD_PORT_TAKEN');
});

test('the patience of a card and its next try go by its clock', async (t) => {
  const { server, port } = await listening(t);
  const clock = new VirtualClock();
  const client = new VpcdClient({ card: new EchoCard(), port, clock });
  t.teardown(() => client.eject());
  const refused = t.throwsAsync(client.connect(), { instanceOf: VpcdError });
  await once(server, 'connection');
  clock.pass(1500);
  t.is((await refused)?.code, 'ERR_VPCD_PORT_TAKEN');

  const again = client.connect();
  const [socket] = (await once(server, 'connection')) as [Socket];
  new RawVpcd(client, socket, port).send(GET_ATR);
  await again;
  const waiting = once(client, 'waiting');
  socket.destroy();
  await waiting;
  const returned = once(server, 'connection');
  clock.pass(100);
  await returned;
});

test('a reader that closes at once serves another card', async (t) => {
  const { server, port } = await listening(t);
  server.on('connection', (socket) => socket.destroy());
  const client = new VpcdClient({ card: new EchoCard(), port });
  const error = await t.throwsAsync(client.connect(), { instanceOf: VpcdError });
  t.is(error?.code, 'ERR_VPCD_PORT_TAKEN');
});

test('one card is in one reader once', async (t) => {
  const { client } = await plugged(t, new EchoCard());
  const error = await t.throwsAsync(client.connect(), { instanceOf: VpcdError });
  t.is(error?.code, 'ERR_VPCD_CARD');
});

for (const host of ['192.0.2.1', 'reader.example', '0.0.0.0', '127.0.0.1.example']) {
  test(`${host} is not this machine`, (t) => {
    const error = t.throws(() => new VpcdClient({ card: new EchoCard(), host }), { instanceOf: VpcdError });
    t.is(error.code, 'ERR_VPCD_HOST');
  });
}

/** A vpcd on a thread of its own, since the card's stands still while it waits: asks COUNT times, each length apart. */
const BUSY_READER = `
const { parentPort, workerData } = require('node:worker_threads');
const { createServer } = require('node:net');
const command = Buffer.from('0084000008', 'hex');
const server = createServer({ noDelay: true }, (socket) => {
  let answered = 0;
  let received = Buffer.alloc(0);
  const ask = () => {
    socket.write(Buffer.from([0, command.length]));
    setImmediate(() => socket.write(command));
  };
  socket.on('error', () => {}).on('close', () => parentPort.postMessage({ answered, closed: true }));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 9) return;
    if (received.toString('hex') !== '000700840000089000') throw new Error(received.toString('hex'));
    received = Buffer.alloc(0);
    answered++;
    if (answered < workerData) return ask();
    parentPort.postMessage({ answered });
  });
  ask();
}).listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
`;

async function besideBusyReader(t: ExecutionContext, card: SmartCard, count: number) {
  const reader = new Worker(BUSY_READER, { eval: true, workerData: count });
  t.teardown(() => reader.terminate());
  const [{ port }] = (await once(reader, 'message')) as [{ port: number }];
  const client = new VpcdClient({ card, port, acknowledge: quickAck, blocking: blockingSocket, reconnect: false });
  t.teardown(() => client.eject());
  return { reader, client };
}

test('blocking: a reader at work is answered as ever, and the event loop has its turns', async (t) => {
  const { reader, client } = await besideBusyReader(t, new EchoCard(), 5000);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  t.teardown(() => clearInterval(timer));
  const done = once(reader, 'message');
  await client.connect();
  t.deepEqual(await done, [{ answered: 5000 }]);
  t.true(turns > 2, `${turns} turns`);
});

test('blocking: a card is taken out of a reader at work', async (t) => {
  const { reader, client } = await besideBusyReader(t, new EchoCard(), Number.POSITIVE_INFINITY);
  const closed = once(reader, 'message');
  const out = once(client, 'disconnected');
  await client.connect();
  await client.eject();
  t.deepEqual(await out, [undefined]);
  t.like((await closed)[0], { closed: true });
});

test('blocking: a card that takes itself out while it answers ends the connection', async (t) => {
  const echo = new EchoCard();
  const { reader, client } = await besideBusyReader(t, echo, Number.POSITIVE_INFINITY);
  const closed = once(reader, 'message');
  const transmit = echo.transmit.bind(echo);
  let commands = 0;
  echo.transmit = (command) => {
    if (++commands === 50) void client.eject();
    return transmit(command);
  };
  await client.connect();
  await closed;
  t.is(commands, 50);
});

test('blocking: a card that fails while it answers is told as ever', async (t) => {
  const echo = new EchoCard();
  const { client } = await besideBusyReader(t, echo, Number.POSITIVE_INFINITY);
  const transmit = echo.transmit.bind(echo);
  let commands = 0;
  echo.transmit = (command) => {
    if (++commands === 50) throw new Error('broken');
    return transmit(command);
  };
  const out = once(client, 'disconnected');
  await client.connect();
  const [error] = (await out) as [VpcdError];
  t.is(error.code, 'ERR_VPCD_CARD');
});

test('blocking: a card that takes its time is waited for by the event loop', async (t) => {
  const echo = new EchoCard();
  const { reader, client } = await besideBusyReader(t, echo, 20);
  const transmit = echo.transmit.bind(echo);
  echo.transmit = (async (command: Bytes) => {
    await new Promise((resolve) => setImmediate(resolve));
    return transmit(command);
  }) as never;
  const done = once(reader, 'message');
  await client.connect();
  t.deepEqual(await done, [{ answered: 20 }]);
});

/** Answers of 30 kB to commands of five bytes. */
class LoudCard extends EchoCard {
  commands = 0;

  override transmit(): Bytes {
    this.commands++;
    return new Uint8Array(30_000);
  }
}

const FLOOD = Buffer.from('0005 0084000008'.replace(' ', '').repeat(2000), 'hex');

/** Resolves when `value` has stayed the same for some turns of the event loop and some of the kernel. */
async function settled(value: () => number): Promise<number> {
  for (let [last, same] = [value(), 0]; ; same = value() === last ? same + 1 : 0, last = value()) {
    if (same === 200) return last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// Where the kernel is not waited in, both are one.
for (const blocking of new Set([undefined, blockingSocket]))
  test(`a reader that asks and never reads is not answered for ever${blocking ? ', in the kernel' : ''}`, async (t) => {
    const card = new LoudCard();
    const { vpcd } = await plugged(t, card, { blocking });
    vpcd.socket.pause();
    // They would make 120 MB of answers.
    for (let i = 0; i < 2; i++) vpcd.socket.write(FLOOD);
    const answered = await settled(() => card.commands);
    t.true(answered > 0 && answered < 1000, `${answered} commands answered`);
    // It reads at last, and has an answer to each.
    const all = 4000 * (2 + 30_000);
    let read = 0;
    vpcd.socket.on('data', ({ length }) => {
      read += length;
    });
    vpcd.socket.resume();
    while (read < all) await once(vpcd.socket, 'data');
    t.is(read, all);
    t.is(card.commands, 4000);
  });

test('commands sent ahead of a card that computes wait outside', async (t) => {
  const slow = new SlowCard();
  const { vpcd } = await plugged(t, slow);
  const came = slow.commandCame();
  const sent = 100 * 0x10000;
  vpcd.socket.write(Buffer.from(`ffff${'00'.repeat(0xffff)}`.repeat(100), 'hex'));
  await came;
  const waiting = await settled(() => vpcd.socket.writableLength);
  t.true(waiting > sent / 4, `${waiting} of ${sent} bytes wait at the reader`);
});
