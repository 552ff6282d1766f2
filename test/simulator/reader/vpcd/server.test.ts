import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, INFINITE, PROTOCOL, READER_STATE, SCARD, SHARE } from '#pcsc/scard.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Slot } from '../../../../simulator/reader/slot.ts';
import { VpcdClient } from '../../../../simulator/reader/vpcd/client.ts';
import { FrameDecoder, frame } from '../../../../simulator/reader/vpcd/framing.ts';
import { VpcdServer, type VpcdServerOptions } from '../../../../simulator/reader/vpcd/server.ts';
import { VpcdError } from '../../../../simulator/reader/vpcd/vpcd-error.ts';
import { acceptFailure, serverOf } from '../../listening-server.ts';
import { isRv, READER, type World, world } from '../../resource-manager/world.ts';
import { ATR_T0, EchoCard } from '../test-card.ts';

const { EMPTY, PRESENT, INUSE, MUTE, CHANGED } = READER_STATE;
const COMMAND = hex`00 84 00 00 08`;

interface Reader extends World {
  readonly server: VpcdServer;
  readonly port: number;
}

/** The clock of a reader stands still by default: a busy machine makes no vpicc mute. */
async function reader(
  t: ExecutionContext,
  options: VpcdServerOptions = { clock: new VirtualClock() },
): Promise<Reader> {
  const here = await world(t);
  const server = new VpcdServer(here.slot, options);
  const port = await server.listen();
  t.teardown(() => server.close());
  return { ...here, server, port };
}

/** A vpicc written by hand: `answer` says what comes back for each message, undefined = nothing. */
async function vpicc(t: ExecutionContext, port: number, answer: (message: Bytes) => Bytes | undefined) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const decoder = new FrameDecoder();
  const log: string[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    for (const message of decoder.push(chunk)) {
      log.push(toHex(message));
      const answered = answer(message);
      if (answered !== undefined) socket.write(frame(answered));
    }
  });
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  return { socket, log };
}

function plainVpicc(message: Bytes): Bytes | undefined {
  if (message.length > 1) return Uint8Array.of(...message, 0x90, 0);
  return message[0] === 4 ? ATR_T0 : undefined;
}

async function stateAfter({ manager, context }: World, believed: number): Promise<number> {
  const { states } = await manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: believed }]);
  return (states[0]?.eventState ?? 0) & 0xffff;
}

test.serial('a vpicc that cannot be let in is told of; the next one is served', async (t) => {
  const here = await world(t);
  const faults: string[] = [];
  const trace = (event: TraceEvent) => void (event.kind === 'fault' && faults.push(event.message));
  const server = new VpcdServer(here.slot, { clock: new VirtualClock(), trace });
  t.teardown(() => server.close());
  const net = await serverOf(() => server.listen());
  for (let i = 0; i < 2; i++) t.notThrows(() => net.emit('error', acceptFailure()));
  t.deepEqual(faults, Array(2).fill('vpicc not let in: accept EMFILE'));
  await vpicc(t, server.port ?? 0, plainVpicc);
  t.is(await stateAfter(here, EMPTY), PRESENT | CHANGED);
});

test('a vpicc is a card in the reader as long as it is connected', async (t) => {
  const here = await reader(t);
  const { socket, log } = await vpicc(t, here.port, plainVpicc);
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  const { rv, card, activeProtocol } = await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY);
  isRv(t, rv, SCARD.S_SUCCESS);
  t.is(activeProtocol, PROTOCOL.T0);
  const { response } = await here.manager.transmit(card, PROTOCOL.T0, COMMAND);
  t.deepEqual(response, hex`00 84 00 00 08 90 00`);
  isRv(t, (await here.manager.disconnect(card, DISPOSITION.RESET_CARD)).rv, SCARD.S_SUCCESS);
  t.deepEqual(log, ['01', '04', '0084000008', '02', '04']);
  socket.end();
  t.is(await stateAfter(here, PRESENT), CHANGED | EMPTY);
});

test('our own client plugs our cards into it', async (t) => {
  const here = await reader(t);
  const echo = new EchoCard();
  const client = new VpcdClient({ card: echo, port: here.port });
  t.teardown(() => client.eject());
  await client.connect();
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  const { card } = await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY);
  const long = new Uint8Array(65533);
  t.is((await here.manager.transmit(card, PROTOCOL.T0, long)).response.length, 65535);
  for (let i = 0; i < 3; i++) isRv(t, (await here.manager.transmit(card, PROTOCOL.T0, COMMAND)).rv, SCARD.S_SUCCESS);
  await client.eject();
  t.is(await stateAfter(here, PRESENT), CHANGED | EMPTY);
  isRv(t, (await here.manager.status(card)).rv, SCARD.W_REMOVED_CARD);
  await client.connect();
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT | INUSE);
});

test('a second vpicc is refused at once', async (t) => {
  const here = await reader(t);
  await vpicc(t, here.port, plainVpicc);
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  const second = new VpcdClient({ card: new EchoCard(), port: here.port });
  const error = await t.throwsAsync(second.connect(), { instanceOf: VpcdError });
  t.is(error?.code, 'ERR_VPCD_PORT_TAKEN');
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
});

test('a vpicc is refused while a card is in the slot', async (t) => {
  const here = await reader(t);
  const echo = new EchoCard();
  here.slot.insert(echo);
  const { socket } = await vpicc(t, here.port, plainVpicc);
  await once(socket, 'close');
  t.is(here.slot.card, echo);
});

test('a vpicc taken out of the slot is disconnected, and its place is free again', async (t) => {
  const here = await reader(t);
  const { socket } = await vpicc(t, here.port, plainVpicc);
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  here.slot.remove();
  await once(socket, 'close');
  await vpicc(t, here.port, plainVpicc);
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
});

test('a connection lost in the middle of a command is a removal', async (t) => {
  const here = await reader(t);
  const { socket } = await vpicc(t, here.port, (message) => {
    if (message.length > 1) socket.destroy();
    return plainVpicc(message);
  });
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  const { card } = await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY);
  isRv(t, (await here.manager.transmit(card, PROTOCOL.T0, COMMAND)).rv, SCARD.W_REMOVED_CARD);
});

/** What a vpicc gives as its ATR, and is mute then. */
const badAtrs: [string, Bytes | undefined][] = [
  ['nothing', undefined],
  ['an empty answer', hex``],
  ['34 bytes', new Uint8Array(34).fill(0x3b)],
];
for (const [what, atr] of badAtrs) {
  test(`a vpicc that gives ${what} as its ATR is a mute card`, async (t) => {
    const here = await reader(t, { answerTimeoutMs: 20 });
    await vpicc(t, here.port, (message) => (message.length === 1 && message[0] === 4 ? atr : undefined));
    t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT | MUTE);
  });
}

test('an ATR that comes too late is not taken for the next answer', async (t) => {
  // It stands still but for the one time that the vpicc is late.
  const clock = new VirtualClock();
  const here = await reader(t, { clock, answerTimeoutMs: 2000 });
  let late = 0;
  const { socket } = await vpicc(t, here.port, (message) => {
    if (message.length > 1 || message[0] !== 4) return plainVpicc(message);
    late += 1;
    if (late === 1) {
      clock.pass(2000);
      return undefined;
    }
    if (late === 2) socket.write(frame(hex`3B 01 EE`));
    return ATR_T0;
  });
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT | MUTE);
  const { rv, card } = await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY);
  isRv(t, rv, SCARD.S_SUCCESS);
  t.deepEqual((await here.manager.status(card)).atr, ATR_T0);
});

test('an answer that nobody asked for is dropped', async (t) => {
  const here = await reader(t);
  const { socket } = await vpicc(t, here.port, (message) => {
    if (message.length === 1) return plainVpicc(message);
    socket.write(concat(frame(concat(message, hex`9000`)), frame(hex`6F00`)));
    return undefined;
  });
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  const { card } = await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY);
  for (const command of [hex`00 84 00 00 08`, hex`00 84 00 00 09`]) {
    const { response } = await here.manager.transmit(card, PROTOCOL.T0, command);
    t.deepEqual(response, concat(command, hex`9000`));
  }
});

test('an empty answer to a command is none', async (t) => {
  const here = await reader(t);
  await vpicc(t, here.port, (message) => (message.length > 1 ? hex`` : plainVpicc(message)));
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  const { card } = await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY);
  isRv(t, (await here.manager.transmit(card, PROTOCOL.T0, COMMAND)).rv, SCARD.E_NOT_TRANSACTED);
});

for (const length of [0, 1, 65536]) {
  test(`a command of ${length} bytes cannot be carried, and is no control by mistake`, async (t) => {
    const here = await reader(t);
    const { log } = await vpicc(t, here.port, plainVpicc);
    t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
    const { card } = await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY);
    const { rv } = await here.manager.transmit(card, PROTOCOL.T0, new Uint8Array(length));
    isRv(t, rv, SCARD.E_NOT_TRANSACTED);
    isRv(t, (await here.manager.transmit(card, PROTOCOL.T0, COMMAND)).rv, SCARD.S_SUCCESS);
    t.deepEqual(log, ['01', '04', '0084000008']);
  });
}

test('a port in use is told, and only this machine is listened to', async (t) => {
  const here = await reader(t);
  const error = await t.throwsAsync(new VpcdServer(new Slot('other')).listen(here.port), { instanceOf: VpcdError });
  t.is(error?.code, 'ERR_VPCD_LISTEN');
  const elsewhere: Socket = connect({ host: '127.0.0.2', port: here.port });
  const [refused] = (await once(elsewhere, 'error')) as [Error & { code: string }];
  t.is(refused.code, 'ECONNREFUSED');
});

test('a closed server takes its card along', async (t) => {
  const here = await reader(t);
  const { socket } = await vpicc(t, here.port, plainVpicc);
  t.is(await stateAfter(here, EMPTY), CHANGED | PRESENT);
  const closed = once(socket, 'close');
  await here.server.close();
  await closed;
  t.is(await stateAfter(here, PRESENT), CHANGED | EMPTY);
  t.is(here.server.port, undefined);
});
