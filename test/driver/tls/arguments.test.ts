/** What means nothing is refused at the call, before anything is opened, with what was expected. */
import { get } from 'node:https';
import test from 'ava';
import { CardAgent, cardContext, connect } from '../../../driver/tls/index.ts';
import { desk, keyOf } from './desk.ts';
import { SERVER_AUTHORITIES, site } from './site.ts';

// biome-ignore lint/suspicious/noExplicitAny: what no type lets through is what is tried here
type Untyped = any;

const Agent = CardAgent as Untyped;
const PEM = 'PEM as text or bytes, or a list of these';

// biome-ignore format: one call a line
const CALLS: readonly (readonly [(key: Untyped) => unknown, string])[] = [
  [() => new Agent(), 'CardAgent: key: nothing, expected a key of openCardKey'],
  [() => new Agent({}), 'CardAgent: key: an object, expected a key of openCardKey'],
  [() => new Agent('x', { ca: 3 }), 'CardAgent: key: text, expected a key of openCardKey'],
  [(key) => new Agent(key, { ca: 3 }), `CardAgent: options.ca: a number, expected ${PEM}`],
  [(key) => new Agent(key, { ca: new Array(1) }), `CardAgent: options.ca: a list, expected ${PEM}`],
  [(key) => new Agent(key, 'x'), 'CardAgent: options: text, expected an object with one of 19 names'],
  [(key) => get({ port: 1, agent: new CardAgent(key), cardKey: 'x' } as Untyped), 'CardAgent: cardKey: text, expected a key of openCardKey'],
  [(key) => connect(key, undefined as Untyped), 'connect: options: nothing, expected an object with one of 16 names'],
  [(key) => connect(key, {} as Untyped), 'connect: options.port: nothing, expected a whole number 1 to 65535'],
  [(key) => connect(key, { port: 99999 }), 'connect: options.port: 99999, expected a whole number 1 to 65535'],
  [(key) => connect(key, { port: Number.NaN }), 'connect: options.port: NaN, expected a whole number 1 to 65535'],
  [(key) => connect(key, { port: 1, host: 3 } as Untyped), 'connect: options.host: a number, expected text'],
  [(key) => connect(key, { port: 1, ca: 3 } as Untyped), `connect: options.ca: a number, expected ${PEM}`],
  [(key) => connect(key, { port: 1, signal: 50 } as Untyped), 'connect: options.signal: a number, expected an AbortSignal'],
  [(key) => key.open({ port: 99999 }), 'CardKey.open: options.port: 99999, expected a whole number 1 to 65535'],
  [(key) => cardContext(key), 'cardContext: key: a key of openCardKey, expected what its remote() gives, in another thread; here use connect or CardAgent'],
  [(key) => cardContext(key.remote(), { ca: 3 } as Untyped), `cardContext: options.ca: a number, expected ${PEM}`],
];

test('what means nothing', async (t) => {
  const key = await keyOf(t, await desk(t));
  for (const [work, message] of CALLS)
    await t.throwsAsync(async () => work(key), { code: 'ERR_ARGUMENT', message }, message);
});

test('a request may have its port as text, and null for what it does not say', async (t) => {
  const at = await desk(t);
  const { port } = await site(t);
  at.person.prepare({ kind: 'pin', pin: '1234' });
  const agent = new CardAgent(await keyOf(t, at), { ca: SERVER_AUTHORITIES, servername: 'localhost' });
  const options = { host: '127.0.0.1', port: String(port), agent, crl: null } as Untyped;
  const status = await new Promise((resolve, reject) => {
    get(options, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  t.is(status, 200);
});
