/** What is no request, or no body, that the door can read: it is told so as JSON, and nobody else hears of it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { answerUnreadable } from '../../../simulator/services/listening/unreadable.ts';
import { openDoor } from '../../../tools/door/door.ts';
import { unreadableRequest } from '../../../tools/door/unreadable-requests.ts';
import { ask, HEAD, opened, raw } from './opened.ts';

/** As no client of HTTP would say it; what came before the door closed the connection. */
async function said(t: ExecutionContext, port: string, request: string): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  socket.write(request);
  return text(socket);
}

function refusalIn(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: JSON.parse(body) };
}

const unreadable = test.macro(async (t, request: string, status: number, reason: string) => {
  const door = await opened(t);
  const { port } = new URL(door.url);
  const refused = refusalIn(await said(t, port, request));
  t.like(refused, { status, body: { code: 'ERR_DOOR', reason } });
  t.not(refused.body.message.en, refused.body.message.fr);
  t.regex(refused.head, /nosniff/);
});

const CLOSE = 'Connection: close\r\n\r\n';

test('no Host', unreadable, `GET /api/worlds HTTP/1.1\r\n${CLOSE}`, 400, 'request');
test('a Host that is none', unreadable, `GET /api/worlds HTTP/1.1\r\nHost: a b\r\n${CLOSE}`, 400, 'request');
test('an address that is none', unreadable, `GET /api\\worlds HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`, 400, 'request');
test('no HTTP', unreadable, '\x16\x03\x01\r\n\r\n', 400, 'request');
test('headers that are too long', unreadable, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers');

test('a request whose end does not come', async (t) => {
  const server = createServer();
  answerUnreadable(server, unreadableRequest);
  const answer: Buffer[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      answer.push(chunk);
      done();
    },
  });
  server.emit('clientError', Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
  await once(socket, 'finish');
  t.like(refusalIn(String(Buffer.concat(answer))), { status: 408, body: { reason: 'late' } });
});

test('who goes in the middle of what he sends is no failure of the door', async (t) => {
  const failures: unknown[] = [];
  const door = await openDoor({ first: { name: 'main', head: HEAD }, failed: (error) => failures.push(error) });
  t.teardown(() => door.close());
  const { port } = new URL(door.url);
  for (const length of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
    const socket = connect(Number(port), '127.0.0.1');
    const head = ['POST /api/worlds/main/steps HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${door.token}`];
    socket.write(`${[...head, length].join('\r\n')}\r\n\r\n`);
    await ask(door, 'GET', '/worlds');
    socket.destroy();
    await once(socket, 'close');
  }
  await door.close();
  t.deepEqual(failures, []);
});

test('a body that is packed', async (t) => {
  const door = await opened(t);
  const headers = { authorization: `Bearer ${door.token}`, 'content-encoding': 'gzip' };
  const body = gzipSync(JSON.stringify({ insert: 'medecin' })) as unknown as string;
  const answer = await raw(door, '/api/worlds/main/steps', { method: 'POST', headers, body });
  t.is(answer.status, 415);
  t.is(JSON.parse(answer.text).reason, 'encoding');
  t.is(answer.headers['accept-encoding'], 'identity');
});

const noJson = test.macro(async (t, body: string | Uint8Array, expected: RegExp) => {
  const door = await opened(t);
  const headers = { authorization: `Bearer ${door.token}` };
  const answer = await raw(door, '/api/worlds/main/steps', { method: 'POST', headers, body: body as string });
  const { reason, message } = JSON.parse(answer.text);
  t.deepEqual([answer.status, reason], [422, 'json']);
  t.regex(message.fr, expected);
});

test('a member that is there twice', noJson, '{"insert":"medecin","insert":"infirmier"}', /membre "insert"/);
test('a body in no UTF-8', noJson, Buffer.from('{"insert":"médecin"}', 'latin1'), /UTF-8/);
