/**
 * What is written before the handshake is done, and what ends a socket before that: the same script on a CardSocket and on a
 * TLSSocket of Node gives the same events in the same order, but for what is listed.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer, connect as nodeConnect } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { desk, keyOf } from './desk.ts';
import { LOCALHOST, SERVER_AUTHORITIES } from './site.ts';

const PLACE = { host: '127.0.0.1', servername: 'localhost', ca: SERVER_AUTHORITIES };

type Failure = NodeJS.ErrnoException | null | undefined;
type Log = string[];
type Told = (what: string) => (error?: Failure) => void;

/** Each with what is told of it at once; the server answers with the number of bytes it got when it got the end. */
const SCRIPTS: Readonly<Record<string, (socket: Duplex, told: Told) => readonly unknown[]>> = {
  'two writes before, the end after them': (s, told) => {
    const ended = (error?: Failure) => {
      told('b')(error);
      s.end(told('end'));
    };
    return [s.write('a', told('a')), s.write('b', ended), s.writableLength];
  },
  'two writes and the end before': (s, told) => [s.write('a', told('a')), s.end('b', told('end')).writableEnded],
  'writes that are corked': (s, told) => {
    s.cork();
    const taken = [s.write('a', told('a')), s.write('b', told('b'))];
    s.uncork();
    s.end(told('end'));
    return taken;
  },
  'more than fits': (s, told) => {
    s.once('drain', () => s.end(told('end')));
    return [s.write(Buffer.alloc(70_000, 'x'), told('big')), s.writableNeedDrain];
  },
  'nothing, then something': (s, told) => [s.write('', told('nothing')), s.end('a', told('end')).writableEnded],
  'the end alone': (s, told) => [s.end(told('end')).writableEnded],
  'a write after the end': (s, told) => [s.end(told('end')).writableEnded, s.write('a', told('a'))],
  'destroyed with writes held': (s, told) => {
    const taken = [s.write('a', told('a')), s.write('b', told('b'))];
    return [...taken, s.destroy().destroyed, s.writableLength];
  },
  'destroyed with an error and writes held': (s, told) => {
    const taken = [s.write('a', told('a')), s.write('b', told('b'))];
    return [...taken, s.destroy(new Error('gone')).destroyed];
  },
  'destroyed with an end held': (s, told) => [s.end('a', told('end')).writableEnded, s.destroy().destroyed],
  'a write and an end after the destruction': (s, told) => [
    s.destroy().destroyed,
    s.write('a', told('a')),
    s.end(told('end')).writableEnded,
  ],
};

const CLOSED_EARLY = 'ERR_SOCKET_CLOSED_BEFORE_CONNECTION';
const TCP = new Set(['connect', 'ready']);

/** What a CardSocket tells otherwise, on purpose. */
const DIFFERENCES: Readonly<Record<string, (told: Log) => Log>> = {
  // TCP is in the other thread.
  'no events of TCP': (told) => told.filter((line) => !TCP.has(line)),
  // One class of errors, whose `cause` has the code of the network.
  'errors are CardTlsErrors': (told) =>
    told.map((line) => line.replace(CLOSED_EARLY, 'ERR_CARD_TLS').replace('ECONNRESET', 'ERR_CARD_TLS')),
  // Node tells 'end' of it, and then that it was none.
  'no end before the handshake': (told) => {
    const secured = told.includes('secureConnect');
    return told.filter((line) => secured || line !== 'end');
  },
  // It has no descriptor that closes later.
  'closed at once': (told) => {
    const late = told.includes('a: ERR_STREAM_DESTROYED');
    return late ? ['close', ...told.filter((line) => line !== 'close')] : told;
  },
  // Http writes nothing as the end of each request: it crosses to no other thread, and waits for none.
  'nothing is written at once': (told) => {
    const nothing = told.filter((line) => line.startsWith('nothing: '));
    return [...nothing, ...told.filter((line) => !nothing.includes(line))];
  },
};

async function toldOf(
  socket: Duplex,
  script: (typeof SCRIPTS)[string],
): Promise<{ atOnce: readonly unknown[]; log: Log }> {
  const log: Log = [];
  for (const name of ['connect', 'ready', 'secureConnect', 'drain', 'prefinish', 'finish', 'end', 'close'])
    socket.on(name, () => log.push(name));
  socket.on('data', (bytes) => log.push(`data ${bytes}`));
  socket.on('error', ({ code, message }: NodeJS.ErrnoException) => log.push(`error ${code ?? message}`));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const atOnce = script(
    socket,
    (what) => (error) => log.push(`${what}: ${error ? (error.code ?? error.message) : 'done'}`),
  );
  await closed;
  await new Promise((resolve) => setImmediate(resolve));
  const { errored, writableLength, writableFinished } = socket;
  const failed = errored ? ((errored as NodeJS.ErrnoException).code ?? errored.message) : 'nothing';
  log.push(`errored ${failed}`, `left ${writableLength}`, `finished ${writableFinished}`);
  return { atOnce, log };
}

/** It asks for no certificate, answers the end, and counts. */
async function counting(t: ExecutionContext): Promise<number> {
  const server = createServer({ ...LOCALHOST, maxVersion: 'TLSv1.2' }, (socket) => {
    let length = 0;
    socket.on('error', () => {}).on('data', (bytes) => (length += bytes.length));
    socket.once('end', () => socket.end(`${length}`));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

for (const [name, script] of Object.entries(SCRIPTS))
  test(name, async (t) => {
    const port = await counting(t);
    const key = await keyOf(t, await desk(t));
    const twin = await toldOf(nodeConnect({ ...PLACE, port, maxVersion: 'TLSv1.2' }), script);
    const ours = await toldOf(key.open({ ...PLACE, port }), script);
    t.deepEqual(ours.atOnce, twin.atOnce);
    t.deepEqual(
      ours.log,
      Object.values(DIFFERENCES).reduce((told, difference) => difference(told), twin.log),
      twin.log.join(),
    );
  });
