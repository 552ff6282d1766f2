/** A door that closes: who listens to its events or waits for one is told so, and not cut off. */
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'ava';
import { ask, opened, raw } from './opened.ts';

test('a stream ends, who waits is told, a scenario that is played is interrupted', async (t) => {
  t.timeout(60_000);
  const door = await opened(t);
  const headers = { authorization: `Bearer ${door.token}` };
  const stream = await fetch(`${door.url}/api/worlds/main/events`, { headers });
  const { body: run } = await ask(door, 'POST', '/runs', { file: 'code-porteur/change.yaml' });
  const played = raw(door, `/api/runs/${run.id}/events`, { headers });
  const waiting = ask(door, 'POST', '/worlds/main/wait', { for: { kind: 'service' }, withinMs: 60_000 });
  await ask(door, 'POST', '/worlds/main/wait', { for: { kind: 'service' }, withinMs: 50 });
  await door.close();
  t.like(await waiting, { status: 503, body: { reason: 'closed' } });
  t.regex(await stream.text(), /\n$/);
  t.is((await played).status, 200);
});

test('who never says the rest of what he asks is not waited for', async (t) => {
  const door = await opened(t);
  const { hostname, port } = new URL(door.url);
  const socket = connect(Number(port), hostname);
  const head = ['POST /api/worlds HTTP/1.1', `Host: ${hostname}`, `Authorization: Bearer ${door.token}`];
  socket.write(`${head.join('\r\n')}\r\nContent-Length: 100\r\n\r\n{`);
  await ask(door, 'GET', '/worlds');
  const cut = once(socket, 'close');
  await door.close();
  await t.notThrowsAsync(cut);
});
