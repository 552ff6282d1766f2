/** `connect` and its signal: before the handshake, in it, while the code is asked for, and afterwards as Node's own has it. */
import { getEventListeners, once } from 'node:events';
import { type ConnectionOptions, connect as nodeConnect, type TLSSocket } from 'node:tls';
import test from 'ava';
import type { Dialogs } from '../../../driver/csp/index.ts';
import { type CardSocket, connect, openCardKey } from '../../../driver/tls/index.ts';
import { desk, keyOf } from './desk.ts';
import { openDialogs, presentedAt, silentServer } from './held-open.ts';
import { SERVER_AUTHORITIES, site } from './site.ts';

const PLACE = { host: '127.0.0.1', servername: 'localhost', ca: SERVER_AUTHORITIES };
const PIN = { kind: 'pin', pin: '1234' } as const;
const REASON = new Error('the person has left');

/** What the next dialog of that kind is told of its end; nobody answers it. */
function nextCall(dialogs: Dialogs, name: 'insertCard' | 'showPinPad'): Promise<AbortSignal | undefined> {
  const own = dialogs[name];
  return new Promise((resolve) => {
    const once = (_: unknown, closed?: AbortSignal) => {
      Object.assign(dialogs, { [name]: own });
      resolve(closed);
      return new Promise(() => {});
    };
    Object.assign(dialogs, { [name]: once });
  });
}

/** Whether nothing hangs at a signal any more. */
function isLetGo(signal: AbortSignal): boolean {
  return getEventListeners(signal, 'abort').length === 0;
}

test('aborted before: nothing is opened, nobody is asked', async (t) => {
  const at = await desk(t);
  const { port, server } = await site(t);
  const connections: unknown[] = [];
  server.on('connection', (socket) => connections.push(socket));
  const key = await keyOf(t, at);
  const error = await t.throwsAsync(connect(key, { ...PLACE, port, signal: AbortSignal.abort(REASON) }));
  t.is(error, REASON);
  at.person.prepare(PIN);
  (await connect(key, { ...PLACE, port })).destroy();
  t.is(connections.length, 1);
});

test('aborted while the server says nothing: the connection is closed, the reason is told', async (t) => {
  const { port, gone, connected } = await silentServer(t);
  const stop = new AbortController();
  const waiting = connect(await keyOf(t, await desk(t)), { ...PLACE, port, signal: stop.signal });
  await connected;
  stop.abort(REASON);
  t.is(await t.throwsAsync(waiting), REASON);
  await gone;
  t.true(isLetGo(stop.signal));
});

test('the time of a signal is over: its own error', async (t) => {
  const { port } = await silentServer(t);
  const signal = AbortSignal.timeout(50);
  const key = await keyOf(t, await desk(t));
  const error = await connect(key, { ...PLACE, port, signal }).catch((reason) => reason);
  t.is(error, signal.reason);
  t.is(error.name, 'TimeoutError');
});

test('aborted while the code is asked for: the dialog closes, a code typed late is presented to nobody', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const presented = presentedAt(at);
  const dialog = openDialogs(at);
  const key = await keyOf(t, at);
  const stop = new AbortController();
  const waiting = connect(key, { ...PLACE, port: server.port, signal: stop.signal });
  await dialog.asked;
  stop.abort(REASON);
  t.is(await t.throwsAsync(waiting), REASON);
  dialog.type('0000');
  t.deepEqual(
    dialog.closed.map((signal) => signal?.aborted),
    [true],
  );
  at.process.dialogs.enterPin = async () => '1234';
  const socket = await connect(key, { ...PLACE, port: server.port });
  t.is(presented(), 1);
  socket.destroy();
});

test('aborted while the card is asked for: the dialog closes; with the card back the next one goes on', async (t) => {
  const at = await desk(t);
  const { port } = await site(t);
  const key = await keyOf(t, at);
  await at.reader.remove();
  const asking = nextCall(at.process.dialogs, 'insertCard');
  const stop = new AbortController();
  const waiting = connect(key, { ...PLACE, port, signal: stop.signal });
  const closed = await asking;
  stop.abort(REASON);
  t.is(await t.throwsAsync(waiting), REASON);
  t.true(closed?.aborted);
  await at.reader.insert(at.card);
  at.person.prepare(PIN);
  (await connect(key, { ...PLACE, port })).destroy();
});

test('aborted while a code is typed at the reader: window and entry end, the card is free for the next one', async (t) => {
  const at = await desk(t, { kind: 'pinpad' });
  const { port } = await site(t);
  const presented = presentedAt(at);
  const key = await keyOf(t, at);
  at.reader.pinPad.prepare(['wait']);
  const asking = nextCall(at.process.dialogs, 'showPinPad');
  const entry = new Promise<void>((begun) => {
    at.world.trace.subscribe({ name: 'entry', event: ({ kind }) => kind === 'pin-pad' && begun() });
  });
  const stop = new AbortController();
  const waiting = connect(key, { ...PLACE, port, signal: stop.signal });
  const closed = await asking;
  await entry;
  stop.abort(REASON);
  t.is(await t.throwsAsync(waiting), REASON);
  t.true(closed?.aborted);
  at.reader.pinPad.prepare(['1234']);
  (await connect(key, { ...PLACE, port })).destroy();
  t.is(presented(), 1);
});

test('a key that is opened: its signal ends the dialog for a card', async (t) => {
  const at = await desk(t);
  await at.reader.remove();
  const asking = nextCall(at.process.dialogs, 'insertCard');
  const stop = new AbortController();
  const opening = openCardKey(at.process, { signal: stop.signal });
  const closed = await asking;
  stop.abort(REASON);
  t.is(await t.throwsAsync(opening), REASON);
  t.true(closed?.aborted);
  t.is(await t.throwsAsync(openCardKey(at.process, { signal: AbortSignal.abort(REASON) })), REASON);
});

/** What a socket of a handshake that is done tells of the abort. */
async function endOf(socket: CardSocket | TLSSocket, stop: AbortController): Promise<unknown[]> {
  const told: unknown[] = [];
  socket.on('error', (error: NodeJS.ErrnoException) => told.push(error.name, error.code, error.message, error.cause));
  socket.on('close', () => told.push('close'));
  stop.abort(REASON);
  told.push(socket.destroyed);
  await new Promise((closed) => socket.once('close', closed));
  return told;
}

test('aborted after the handshake: what Node does with a TLSSocket', async (t) => {
  const at = await desk(t);
  const { port } = await site(t, { rejectUnauthorized: false });
  const [ours, twins] = [new AbortController(), new AbortController()];
  at.person.prepare(PIN);
  const socket = await connect(await keyOf(t, at), { ...PLACE, port, signal: ours.signal });
  // `signal` is among those of net.connect, which tls.connect takes; its types do not know.
  const options: ConnectionOptions & { readonly signal: AbortSignal } = { ...PLACE, port, signal: twins.signal };
  const twin = nodeConnect(options);
  await once(twin, 'secureConnect');
  const expected = await endOf(twin, twins);
  t.deepEqual(await endOf(socket, ours), expected);
  t.deepEqual(expected.slice(0, 3), [true, 'AbortError', 'ABORT_ERR']);
  t.is(expected[4], REASON);
});

test('a signal of many connections is let go of by each that ends', async (t) => {
  const at = await desk(t);
  const { port, server } = await site(t);
  const { signal } = new AbortController();
  const key = await keyOf(t, at);
  at.person.prepare(PIN);
  const socket = await connect(key, { ...PLACE, port, signal });
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
  t.true(isLetGo(signal));
  await new Promise((ended) => server.close(ended));
  await t.throwsAsync(connect(key, { ...PLACE, port, signal }), { code: 'ERR_CARD_TLS' });
  t.true(isLetGo(signal));
});
