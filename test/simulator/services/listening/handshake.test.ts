/** The handshake of every server: done, given up, too long, or with nothing to show. */
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { Pki } from '../../../../simulator/pki/index.ts';
import { handshake } from '../../../../simulator/services/listening/handshake.ts';
import { listenOnLoopback } from '../../../../simulator/services/listening/loopback.ts';
import { cardOf } from '../pfc/card-client.ts';

const SHOWN = cardOf(new Pki(), 'cps3-medecin');
const LONG_MS = 600_000;

/** A server that makes one handshake, and what that comes to. */
async function door(t: ExecutionContext, shown: Parameters<typeof handshake>[1], limitMs = LONG_MS) {
  let came: (secured: Promise<TLSSocket | undefined>) => void = () => {};
  const secured = new Promise<TLSSocket | undefined>((resolve) => {
    came = resolve;
  });
  const server = createServer((socket) => came(handshake(socket, shown, limitMs)));
  const { port, close } = await listenOnLoopback(server);
  t.teardown(close);
  return { port, secured };
}

/** A client of TCP; resolves when the server has hung up. */
function visitor(t: ExecutionContext, port: number): { readonly socket: Socket; readonly ended: Promise<unknown> } {
  const socket = connectTcp(port, '127.0.0.1').resume();
  t.teardown(() => void socket.destroy());
  socket.on('error', () => {});
  return { socket, ended: once(socket, 'close') };
}

test('done: what is said behind it arrives, on both sides', async (t) => {
  const { port, secured } = await door(t, async () => SHOWN);
  const client = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  t.teardown(() => void client.destroy());
  client.write('at once');
  const server = await secured;
  if (server === undefined) return t.fail('no handshake');
  t.is(String((await once(server, 'data'))[0]), 'at once');
  server.write('answer');
  t.is(String((await once(client, 'data'))[0]), 'answer');
});

test('never begun: it ends with its time', async (t) => {
  const { port, secured } = await door(t, () => SHOWN, 50);
  const { ended } = visitor(t, port);
  await ended;
  t.is(await secured, undefined);
});

test('time runs while the certificate is made too', async (t) => {
  let made: (shown: typeof SHOWN) => void = () => {};
  const making = new Promise<typeof SHOWN>((resolve) => {
    made = resolve;
  });
  const { port, secured } = await door(t, () => making, 20);
  await visitor(t, port).ended;
  made(SHOWN);
  t.is(await secured, undefined);
});

test('no TLS at all', async (t) => {
  const { port, secured } = await door(t, () => SHOWN);
  const { socket, ended } = visitor(t, port);
  socket.write('GET / HTTP/1.0\r\n\r\n');
  await ended;
  t.is(await secured, undefined);
});

test('given up before it begins, and in its midst', async (t) => {
  for (const said of ['', '\x16\x03\x01\x02\x00\x01']) {
    const { port, secured } = await door(t, () => SHOWN);
    const { socket } = visitor(t, port);
    await once(socket, 'connect');
    socket.write(Buffer.from(said, 'latin1'), () => socket.destroy());
    t.is(await secured, undefined);
  }
});

for (const [what, shown] of Object.entries({
  'nothing to show': () => {
    throw new Error('none');
  },
  'nothing to show, later': () => Promise.reject(new Error('none')),
  'a key of another certificate': () => ({ ...SHOWN, key: 'no key' }),
}))
  test(`${what}: the client is not kept waiting`, async (t) => {
    const { port, secured } = await door(t, shown);
    await visitor(t, port).ended;
    t.is(await secured, undefined);
  });
