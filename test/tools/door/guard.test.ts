/** Who comes in at the door, and who does not: each way in which a stranger may try. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import test from 'ava';
import { type Asked, opened, raw } from './opened.ts';

const OWNER_ONLY = 0o600;
const PERMISSIONS = 0o777;

const refused = test.macro(async (t, asked: Asked & { readonly token?: string }, status: number, reason: string) => {
  const door = await opened(t);
  const { token = door.token, headers = {} } = asked;
  const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
  const answer = await raw(door, '/api/worlds', { ...asked, headers: { ...authorization, ...headers } });
  t.is(answer.status, status, answer.text);
  const { code, reason: told, message } = JSON.parse(answer.text);
  t.is(code, 'ERR_DOOR');
  t.is(told, reason);
  t.regex(message.en, /\w/);
  t.not(message.en, message.fr);
  t.false(answer.text.includes(door.token));
});

test('no token', refused, { token: '' }, 401, 'token');
test('another token', refused, { token: 'x'.repeat(43) }, 401, 'token');
test('another scheme', refused, { token: '', headers: { authorization: 'Basic x' } }, 401, 'token');
test('a page of another origin', refused, { headers: { origin: 'https://example.org' } }, 403, 'origin');
test('a page of the same host at another port', refused, { headers: { origin: 'http://127.0.0.1:1' } }, 403, 'origin');
test('a frame without origin', refused, { headers: { origin: 'null' } }, 403, 'origin');
test('a browser that says cross-site', refused, { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'site');
test('a browser that says same-site', refused, { headers: { 'sec-fetch-site': 'same-site' } }, 403, 'site');
test('a name that was led here (DNS rebinding)', refused, { headers: { host: 'example.org' } }, 421, 'host');
test('a name that begins like ours', refused, { headers: { host: '127.0.0.1.example.org' } }, 421, 'host');
test('a stranger is told nothing of his own', refused, { token: '', headers: { host: 'example.org' } }, 421, 'host');

test('the token and its own page come in', async (t) => {
  const door = await opened(t);
  const own = { authorization: `Bearer ${door.token}`, origin: door.url, 'sec-fetch-site': 'same-origin' };
  const { status, headers } = await raw(door, '/api/worlds', { headers: own });
  t.is(status, 200);
  t.is(headers['access-control-allow-origin'], undefined);
  t.is(headers['x-content-type-options'], 'nosniff');
  t.regex(String(headers['content-security-policy']), /frame-ancestors 'none'/);
});

test('a stream has the headers of every other answer', async (t) => {
  const door = await opened(t);
  const headers = { authorization: `Bearer ${door.token}` };
  const stream = await fetch(`${door.url}/api/worlds/main/events`, { headers });
  t.teardown(() => stream.body?.cancel());
  t.is(stream.headers.get('cache-control'), 'no-store');
  t.is(stream.headers.get('x-content-type-options'), 'nosniff');
  t.is(stream.headers.get('cross-origin-resource-policy'), 'same-origin');
  t.regex(String(stream.headers.get('content-type')), /ndjson/);
});

test('address and token lie where their owner alone reads them, and go with the door', async (t) => {
  const door = await opened(t);
  t.is(statSync(door.file).mode & PERMISSIONS, OWNER_ONLY);
  t.is(statSync(dirname(door.file)).mode & PERMISSIONS, 0o700);
  await door.close();
  t.is(statSync(door.file, { throwIfNoEntry: false }), undefined);
});

const large = test.macro(async (t, headers: Readonly<Record<string, string>>) => {
  const door = await opened(t);
  const authorization = `Bearer ${door.token}`;
  const body = JSON.stringify({ insert: 'm'.repeat(600_000) });
  const asked = { method: 'POST', headers: { authorization, ...headers }, body };
  const { status, text } = await raw(door, '/api/worlds/main/steps', asked);
  t.is(status, 413);
  const { reason, message } = JSON.parse(text);
  t.is(reason, 'tooLarge');
  t.regex(message.en, /expected at most 500000 bytes: send/);
});

test('who has sent too much can ask again at once', async (t) => {
  const door = await opened(t);
  const headers = { authorization: `Bearer ${door.token}` };
  for (let time = 0; time < 3; time++) {
    const refused = await fetch(`${door.url}/api/worlds/main/steps`, {
      method: 'POST',
      headers,
      body: 'm'.repeat(600_000),
    });
    t.is(refused.status, 413);
    await refused.text();
    t.is((await fetch(`${door.url}/api/worlds`, { headers })).status, 200);
  }
});

test('a body that is too large', large, { 'content-length': '600013' });
test('a body that is too large, and does not say so', large, { 'transfer-encoding': 'chunked' });
