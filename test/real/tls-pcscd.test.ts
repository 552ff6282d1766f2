/** TLS with the key of a card over the real pcscd: an agent of https in one process, with what may befall card and code. */
import { once } from 'node:events';
import { get, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { CspProcess } from '../../driver/csp/index.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { CardAgent, type CardAgentOptions, type CardKey, CardTlsError, openCardKey } from '../../driver/tls/index.ts';
import { Person } from '../../scenarios/world/windows/person.ts';
import { READER_NAMES } from '../../tools/pcscd.ts';
import { SERVER_AUTHORITIES, type Site, site } from '../driver/tls/site.ts';
import { type PluggedCard, pluggedCard } from './plugged-card.ts';

const DOCTOR = '899909990001';
const NURSE = '00B9990003';
const PIN = { kind: 'pin', pin: '1234' } as const;
const [READER, OTHER_READER] = READER_NAMES;

interface Desk {
  readonly card: PluggedCard;
  readonly person: Person;
  readonly process: CspProcess;
}

async function desk(t: ExecutionContext): Promise<Desk> {
  const card = await pluggedCard('cps3-medecin', 1);
  const person = new Person();
  const process = new CspProcess(nativeWinScard(), { dialogs: person });
  t.teardown(async () => {
    await process.close();
    await card[Symbol.asyncDispose]();
  });
  return { card, person, process };
}

async function keyOf(t: ExecutionContext, { process }: Desk, reader: string = READER): Promise<CardKey> {
  const key = await openCardKey(process, { reader });
  t.teardown(() => key.close());
  return key;
}

function agentOf(key: CardKey, options: CardAgentOptions = {}): CardAgent {
  return new CardAgent(key, { ca: SERVER_AUTHORITIES, servername: 'localhost', ...options });
}

function page({ port }: Site, agent: CardAgent, more: object = {}): Promise<string> {
  const options: RequestOptions = { host: '127.0.0.1', port, agent, ...more };
  return new Promise((resolve, reject) => {
    get(options, (response) => resolve(text(response))).on('error', reject);
  });
}

async function refusal(work: Promise<unknown>): Promise<readonly unknown[]> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof CardTlsError ? [error.reason, error.scardName, error.attemptsRemaining] : [error];
}

test.serial('twenty pages, each with a handshake of its own; the code is asked for once', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  at.person.prepare(PIN);
  const agent = agentOf(await keyOf(t, at));
  for (let i = 0; i < 10; i++) t.is(await page(server, agent), DOCTOR);
  const together = await Promise.all(Array.from({ length: 10 }, () => page(server, agent)));
  t.deepEqual(new Set(together), new Set([DOCTOR]));
  t.is(at.person.take().length, 1);
});

test.serial('two cards in two readers through one agent: each request has its own identity', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const nurse = await pluggedCard('cps3-infirmier', 1, { slot: 1 });
  t.teardown(() => nurse[Symbol.asyncDispose]());
  for (const _ of [1, 2]) at.person.prepare(PIN);
  const [doctorKey, nurseKey] = [await keyOf(t, at), await keyOf(t, at, OTHER_READER)];
  const agent = agentOf(doctorKey, { keepAlive: true });
  t.teardown(() => agent.destroy());
  for (const cardKey of [doctorKey, nurseKey, nurseKey, doctorKey]) await page(server, agent, { cardKey });
  t.deepEqual(server.seen, [DOCTOR, NURSE, NURSE, DOCTOR]);
});

test.serial('wrong codes, a cancelled dialog, a blocked card: the reason is on the error', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  const agent = agentOf(await keyOf(t, at));
  t.deepEqual(await refusal(page(server, agent)), ['not-typed', 'SCARD_W_CANCELLED_BY_USER', undefined]);
  for (const _ of [1, 2, 3]) at.person.prepare({ kind: 'pin', pin: '0000' });
  t.deepEqual(await refusal(page(server, agent)), ['blocked', 'SCARD_W_CHV_BLOCKED', 0]);
  at.person.take();
  t.deepEqual(await refusal(page(server, agent)), ['blocked', 'SCARD_W_CHV_BLOCKED', 0]);
  t.deepEqual(at.person.take(), []);
});

test.serial('the card leaves, and comes back: no page without it, the next one with it', async (t) => {
  const at = await desk(t);
  const server = await site(t);
  at.person.prepare(PIN);
  const agent = agentOf(await keyOf(t, at));
  t.is(await page(server, agent), DOCTOR);
  await at.card.eject();
  t.like(await refusal(page(server, agent)), ['not-inserted']);
  await at.card.insert();
  at.person.prepare(PIN);
  t.is(await page(server, agent), DOCTOR);
});

test.serial('a server that asks for nothing: the card is left alone', async (t) => {
  const at = await desk(t);
  const server = await site(t, { requestCert: false, rejectUnauthorized: false });
  const agent = agentOf(await keyOf(t, at));
  const before = at.card.exchanges();
  const asked = get({ host: '127.0.0.1', port: server.port, agent });
  const [response] = await once(asked, 'response');
  t.is(await text(response), 'none');
  t.is(at.card.exchanges(), before);
});
