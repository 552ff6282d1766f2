/** What happens while TLS waits for the card: a person who takes their time, a server that does not, an end. */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { Dialogs } from '../../../driver/csp/index.ts';
import { CardTlsError, connect, openCardKey } from '../../../driver/tls/index.ts';
import { desk, keyOf, type TlsDesk } from './desk.ts';
import { SERVER_AUTHORITIES, site, withoutCard } from './site.ts';

const PLACE = { host: '127.0.0.1', servername: 'localhost', ca: SERVER_AUTHORITIES };
const PIN = '1234';

/** A person who types when they are told to. */
function slowPerson({ process: { dialogs } }: TlsDesk): {
  readonly asked: Promise<unknown>;
  readonly type: () => void;
} {
  const person = new EventEmitter();
  const typed = once(person, 'typed').then(([pin]) => pin);
  const enterPin: Dialogs['enterPin'] = () => {
    person.emit('asked');
    return typed;
  };
  Object.assign(dialogs, { enterPin });
  return { asked: once(person, 'asked'), type: () => void person.emit('typed', PIN) };
}

test("a code typed too late: timed out; the late answer is nobody else's, the code is known", async (t) => {
  const at = await desk(t);
  const { port } = await site(t);
  const person = slowPerson(at);
  const key = await keyOf(t, at, { timeoutMs: 50 });
  const error = await t.throwsAsync(connect(key, { ...PLACE, port }), { instanceOf: CardTlsError });
  t.is(error.reason, 'timed-out');
  person.type();
  const patient = await keyOf(t, at);
  const socket = await connect(patient, { ...PLACE, port });
  t.true(socket.authorized);
  socket.destroy();
});

test('a server that gives up while the code is asked for', async (t) => {
  const at = await desk(t);
  const { port, server } = await site(t);
  const [connected, gaveUp] = [once(server, 'connection'), once(server, 'tlsClientError')];
  const person = slowPerson(at);
  const key = await keyOf(t, at);
  const failed = t.throwsAsync(connect(key, { ...PLACE, port }), { instanceOf: CardTlsError });
  await person.asked;
  // As its time limit does it, and no sooner than the card is waited for.
  (await connected)[0].destroy();
  await gaveUp;
  person.type();
  t.is((await failed).reason, 'connection');
  const socket = await connect(key, { ...PLACE, port });
  t.is(socket.getProtocol(), 'TLSv1.2');
  socket.destroy();
});

test('a key closed while its handshake waits for the code; another one goes on', async (t) => {
  const at = await desk(t);
  const { port } = await site(t);
  const person = slowPerson(at);
  const key = await openCardKey(at.process);
  const failed = t.throwsAsync(connect(key, { ...PLACE, port }), { instanceOf: CardTlsError });
  await person.asked;
  await key.close();
  t.is((await failed).reason, 'closed');
  person.type();
  const next = await keyOf(t, at);
  const socket = await connect(next, { ...PLACE, port });
  t.true(socket.authorized);
  socket.destroy();
});

test('while the code is asked for this thread goes on', async (t) => {
  const at = await desk(t);
  const { port, seen } = await site(t, { rejectUnauthorized: false });
  const person = slowPerson(at);
  const waiting = connect(await keyOf(t, at), { ...PLACE, port });
  await person.asked;
  const other = await withoutCard(port);
  t.is(other, 'none');
  t.deepEqual(seen, ['none']);
  person.type();
  (await waiting).destroy();
});

test('what is left open does not keep the process', async (t) => {
  const program = fileURLToPath(new URL('./left-open.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import=tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  t.is(said, '899909990001\n');
  t.is(code, 0);
});
