/** Requests through a CardAgent that end before the handshake: by their signal, by their time. */
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { CardAgent } from '../../../driver/tls/index.ts';
import { desk, keyOf } from './desk.ts';
import { openDialogs, presentedAt, silentServer } from './held-open.ts';
import { SERVER_AUTHORITIES, site } from './site.ts';

const DOCTOR = '899909990001';
const PLACE = { host: '127.0.0.1', servername: 'localhost', ca: SERVER_AUTHORITIES };

async function errorOf(request: ClientRequest): Promise<NodeJS.ErrnoException> {
  const [error] = await once(request, 'error');
  return error;
}

async function answerTo(options: RequestOptions): Promise<string> {
  const [response] = await once(get(options), 'response');
  return text(response);
}

for (const keepAlive of [false, true]) {
  const kept = keepAlive ? ', connections kept' : '';

  test(`a server that says nothing: the signal ends request and connection; the agent goes on${kept}`, async (t) => {
    const at = await desk(t);
    const [silent, server] = [await silentServer(t), await site(t)];
    const agent = new CardAgent(await keyOf(t, at), { ...PLACE, keepAlive, maxSockets: 1 });
    const stop = new AbortController();
    const asked = get({ host: '127.0.0.1', port: silent.port, agent, signal: stop.signal });
    const error = errorOf(asked);
    setImmediate(() => stop.abort());
    t.is((await error).name, 'AbortError');
    await silent.gone;
    t.true(asked.destroyed);
    at.person.prepare({ kind: 'pin', pin: '1234' });
    t.is(await answerTo({ host: '127.0.0.1', port: server.port, agent }), DOCTOR);
  });
}

test('a signal that was aborted before: the same error', async (t) => {
  const at = await desk(t);
  const { port } = await silentServer(t);
  const agent = new CardAgent(await keyOf(t, at), PLACE);
  t.is((await errorOf(get({ host: '127.0.0.1', port, agent, signal: AbortSignal.abort() }))).name, 'AbortError');
});

for (const [whose, ofRequest, ofAgent] of [
  ['a request', { timeout: 50 }, {}],
  ['its agent', {}, { timeout: 50 }],
] as const)
  test(`the timeout of ${whose} runs while the server says nothing`, async (t) => {
    const at = await desk(t);
    const { port, gone } = await silentServer(t);
    const agent = new CardAgent(await keyOf(t, at), { ...PLACE, ...ofAgent });
    const asked = get({ host: '127.0.0.1', port, agent, ...ofRequest });
    const error = errorOf(asked);
    await once(asked, 'timeout');
    asked.destroy(new Error('too late'));
    t.is((await error).message, 'too late');
    await gone;
  });

test('the dialog is open: the signal closes it, a code typed late is presented to nobody', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const presented = presentedAt(at);
  const dialog = openDialogs(at);
  const agent = new CardAgent(await keyOf(t, at), PLACE);
  const stop = new AbortController();
  const options = { host: '127.0.0.1', port: server.port, agent };
  const error = errorOf(get({ ...options, signal: stop.signal }));
  await dialog.asked;
  stop.abort();
  t.is((await error).name, 'AbortError');
  dialog.type('0000');
  t.deepEqual(
    dialog.closed.map((signal) => signal?.aborted),
    [true],
  );
  at.process.dialogs.enterPin = async () => '1234';
  t.is(await answerTo(options), DOCTOR);
  t.deepEqual([presented(), server.seen], [1, [DOCTOR]]);
});
