/** A client of `cps-sim tls` that leaves before TLS is done: the handshake ends, the dialog closes, no try is lost. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { INS } from '#iso7816/ins.ts';
import { CspProcess } from '../../../driver/csp/index.ts';
import { type CardKey, openCardKey } from '../../../driver/tls/index.ts';
import { type Destination, dialogsOf, forward } from '../../../tools/cli/tls-forward.ts';
import { desk, keyOf } from '../../driver/tls/desk.ts';
import { openDialogs, presentedAt, silentServer } from '../../driver/tls/held-open.ts';
import { SERVER_AUTHORITIES, site } from '../../driver/tls/site.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

interface Port {
  /** A client that has connected. */
  client(): Socket;
  /** When all that came through it has ended. */
  ended(): Promise<unknown>;
}

/** The port as the verb opens it. */
async function opened(t: ExecutionContext, key: CardKey, port: number, starttls?: Destination['starttls']) {
  const to = { server: { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES }, starttls };
  const forwarded: Promise<void>[] = [];
  const server = createServer((client) => forwarded.push(forward(client, key, to)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const at = (server.address() as AddressInfo).port;
  const client = () => connect({ host: '127.0.0.1', port: at }).on('error', () => {});
  return { client, ended: () => Promise.all(forwarded) } satisfies Port;
}

/** What is told on standard error, until the test ends. */
function toldErrors(t: ExecutionContext): readonly unknown[] {
  const told: unknown[] = [];
  const { error } = console;
  console.error = (text) => told.push(text);
  t.teardown(() => Object.assign(console, { error }));
  return told;
}

function answerTo(client: Socket): Promise<string> {
  client.write(REQUEST);
  return text(client);
}

for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const)
  test.serial(`a client that leaves by ${leave} while the code is asked for`, async (t) => {
    const at = await desk(t);
    const { port, server } = await site(t);
    const connected = once(server, 'connection');
    const presented = presentedAt(at);
    const dialog = openDialogs(at);
    const { client, ended } = await opened(t, await keyOf(t, at), port);
    const leaving = client();
    leaving.write(REQUEST);
    const [[behind]] = await Promise.all([connected, dialog.asked]);
    const closed = once(behind, 'close');
    leaving[leave]();
    await Promise.all([ended(), closed]);
    t.deepEqual(
      dialog.closed.map((signal) => signal?.aborted),
      [true],
    );
    dialog.type('0000');
    at.process.dialogs.enterPin = async () => '1234';
    t.regex(await answerTo(client()), /899909990001$/);
    t.is(presented(), 1);
  });

test.serial('a client that leaves before STARTTLS: the connection to the server ends', async (t) => {
  const told = toldErrors(t);
  const { port, connected, gone } = await silentServer(t);
  const { client, ended } = await opened(t, await keyOf(t, await desk(t)), port, 'imap');
  const leaving = client();
  await connected;
  const start = performance.now();
  leaving.destroy();
  await Promise.all([ended(), gone]);
  t.true(performance.now() - start < 9_000, 'a server that says nothing is waited for ten seconds');
  t.deepEqual(told, []);
});

test.serial('a wrong code is presented once, though its client has left when the card refuses it', async (t) => {
  const at = await desk(t);
  const { port, seen } = await site(t);
  const presented = presentedAt(at);
  let presenting = async (): Promise<void> => {};
  const winscard = new Proxy(at.world.winscard, {
    get: (target, name) =>
      name === 'transmit'
        ? async (...args: Parameters<typeof target.transmit>) => {
            if (args[2][1] === INS.VERIFY && args[2].length > 5) await presenting();
            return target.transmit(...args);
          }
        : Reflect.get(target, name).bind(target),
  });
  const process = new CspProcess(winscard, { dialogs: dialogsOf('0000') });
  t.teardown(() => process.close());
  const key = await openCardKey(process);
  t.teardown(() => key.close());
  const { client, ended } = await opened(t, key, port);
  const leaving = client();
  const presentedLate = new Promise<void>((resolve) => {
    presenting = async () => {
      presenting = async () => {};
      leaving.destroy();
      await ended();
      resolve();
    };
  });
  await presentedLate;
  const told = toldErrors(t);
  t.is(await answerTo(client()), '');
  t.deepEqual([presented(), seen], [1, []]);
  t.is(told.length, 1);
  t.regex(String(told), /SCARD_W_WRONG_CHV.*2/);
});
