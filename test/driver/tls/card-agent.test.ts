import { once } from 'node:events';
import { get, type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { INS } from '#iso7816/ins.ts';
import {
  CardAgent,
  type CardAgentOptions,
  type CardKey,
  CardTlsError,
  connect,
  endWhenRemoved,
  openCardKey,
} from '../../../driver/tls/index.ts';
import { desk, keyOf, type TlsDesk } from './desk.ts';
import { SERVER_AUTHORITIES, type Site, site } from './site.ts';

const PIN = { kind: 'pin', pin: '1234' } as const;
const DOCTOR = '899909990001';
const NURSE = '00B9990003';

/** What the server says it saw. */
function page({ port }: Site, agent: CardAgent, more: object = {}): Promise<string> {
  const options: RequestOptions = { host: '127.0.0.1', port, agent, ...more };
  return new Promise((resolve, reject) => {
    get(options, (response) => resolve(text(response))).on('error', reject);
  });
}

function agentOf(key: CardKey, options: CardAgentOptions = {}): CardAgent {
  return new CardAgent(key, { ca: SERVER_AUTHORITIES, servername: 'localhost', ...options });
}

/** How often a card has signed. */
function signaturesAt({ world }: TlsDesk): () => number {
  let signatures = 0;
  const event = (told: { readonly kind: string; readonly command?: unknown }) => {
    if (told.kind === 'apdu' && (told.command as Uint8Array)[1] === INS.INTERNAL_AUTHENTICATE) signatures++;
  };
  world.trace.subscribe({ name: 'signatures', event });
  return () => signatures;
}

test('one signature a connection: requests share what is kept alive', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const signatures = signaturesAt(at);
  at.person.prepare(PIN);
  const agent = agentOf(await keyOf(t, at), { keepAlive: true });
  t.is(await page(server, agent), DOCTOR);
  t.is(await page(server, agent), DOCTOR);
  t.is(signatures(), 1);
  t.is(await page(server, agentOf(agent.key)), DOCTOR);
  t.is(signatures(), 2);
});

test('calls with a body, one after the other over what is kept alive: none ends the next one', async (t) => {
  t.timeout(60_000);
  const at = await desk(t);
  const server = await site(t);
  const signatures = signaturesAt(at);
  at.person.prepare(PIN);
  const agent = agentOf(await keyOf(t, at), { keepAlive: true, maxSockets: 1 });
  const call = async () => {
    const asked = request({ host: '127.0.0.1', port: server.port, agent, method: 'POST' });
    await once(asked, 'socket');
    asked.end('a call');
    const [response] = await once(asked, 'response');
    return text(response);
  };
  for (let i = 0; i < 20; i++) t.is(await call(), DOCTOR);
  t.is(signatures(), 1);
});

for (const keepAlive of [true, false]) {
  test(`two cards through one agent, ${keepAlive ? 'kept connections' : 'sessions'}: each request has its own`, async (t) => {
    const at = await desk(t);
    const server = await site(t);
    const second = at.world.reader('accueil');
    await second.insert(at.world.card('cps3-infirmier', { seed: 1 }));
    const [doctor, nurse] = [await keyOf(t, at), await keyOf(t, at, { reader: await second.pcscName() })];
    for (const _ of [doctor, nurse]) at.person.prepare(PIN);
    const agent = agentOf(doctor, { keepAlive, resume: true });
    for (const cardKey of [doctor, nurse, nurse, doctor, nurse]) await page(server, agent, { cardKey });
    const resumed = keepAlive ? '' : '(reused)';
    t.deepEqual(server.seen, [DOCTOR, NURSE, NURSE + resumed, DOCTOR + resumed, NURSE + resumed]);
    const together = await Promise.all(
      [doctor, nurse, doctor, nurse].map((cardKey) => page(server, agent, { cardKey })),
    );
    t.deepEqual(
      together.map((who) => who.replace('(reused)', '')),
      [DOCTOR, NURSE, DOCTOR, NURSE],
    );
  });
}

test('a hundred at once, one after the other at the card', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const signatures = signaturesAt(at);
  at.person.prepare(PIN);
  const agent = agentOf(await keyOf(t, at));
  const pages = await Promise.all(Array.from({ length: 100 }, () => page(server, agent)));
  t.deepEqual(pages, Array(100).fill(DOCTOR));
  t.is(signatures(), 100);
  t.is(at.person.take().length, 1);
});

test('a kept connection outlives its card, and ends with it when that is asked for', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const agent = agentOf(await keyOf(t, at), { keepAlive: true });
  at.person.prepare(PIN);
  await page(server, agent);
  await at.reader.remove();
  t.is(await page(server, agent), DOCTOR);
  await at.reader.insert(at.card);
  t.teardown(endWhenRemoved(agent.key, at.world.winscard));
  const socket = await connect(agent.key, {
    port: server.port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: SERVER_AUTHORITIES,
  });
  const ended = t.throwsAsync(once(socket, 'end'), { instanceOf: CardTlsError, message: /taken out/ });
  await at.reader.remove();
  await ended;
  const refused = await t.throwsAsync(page(server, agent), { instanceOf: CardTlsError });
  t.is(refused.reason, 'not-inserted');
});

test('no session is resumed unless asked; one that is outlives the card', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  at.person.prepare(PIN);
  const key = await keyOf(t, at);
  const [careful, resuming] = [agentOf(key), agentOf(key, { resume: true })];
  for (const agent of [careful, resuming]) t.is(await page(server, agent), DOCTOR);
  await at.reader.remove();
  t.is(await page(server, resuming), `${DOCTOR}(reused)`);
  const refused = await t.throwsAsync(page(server, careful), { instanceOf: CardTlsError });
  t.is(refused.reason, 'not-inserted');
  key.endConnections();
  await t.throwsAsync(page(server, resuming), { instanceOf: CardTlsError });
});

test('a key that was closed opens nothing', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const key = await openCardKey(at.process);
  await key.close();
  await key.close();
  const error = await t.throwsAsync(page(server, agentOf(key)), { instanceOf: CardTlsError });
  t.is(error.reason, 'closed');
});
