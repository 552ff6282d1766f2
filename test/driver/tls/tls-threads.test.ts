/** A thread that has become free serves the next key, and knows nothing of the one before. */
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Worker } from 'node:worker_threads';
import test, { type ExecutionContext } from 'ava';
import { CardAgent, CardTlsError, openCardKey } from '../../../driver/tls/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { desk } from './desk.ts';
import { SERVER_AUTHORITIES, type Site, site } from './site.ts';

type Profile = 'cps3-medecin' | 'cps3-infirmier';

const PIN = { kind: 'pin', pin: '1234' } as const;
const HOLDERS: readonly [Profile, string][] = [
  ['cps3-medecin', '899909990001'],
  ['cps3-infirmier', '00B9990003'],
];

const SERVER = { ca: SERVER_AUTHORITIES, servername: 'localhost' };

function page({ port }: Site, agent: CardAgent): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent }, (response) => resolve(text(response))).on('error', reject);
  });
}

function threadsStarted(t: ExecutionContext): () => number {
  let started = 0;
  const count = (_: Worker) => started++;
  process.on('worker', count);
  t.teardown(() => process.off('worker', count));
  return () => started;
}

test.serial('keys in turn share one thread, in any folder, and each shows its own certificate', async (t) => {
  const server = await site(t);
  const before = process.cwd();
  t.teardown(() => process.chdir(before));
  process.chdir(temporaryDirectory('elsewhere-'));
  const threads = threadsStarted(t);
  for (const [profile, holder] of [...HOLDERS, ...HOLDERS]) {
    const at = await desk(t, { profile });
    at.person.prepare(PIN);
    const key = await openCardKey(at.process);
    const agent = new CardAgent(key, { ...SERVER, keepAlive: true });
    t.is(await page(server, agent), holder);
    await key.close();
  }
  t.is(threads(), 1);
});

test.serial('keys at the same time have a thread each, closed twice or not', async (t) => {
  const server = await site(t);
  const opened = await Promise.all(
    HOLDERS.map(async ([profile]) => {
      const at = await desk(t, { profile });
      at.person.prepare(PIN);
      return openCardKey(at.process);
    }),
  );
  const pages = await Promise.all(
    opened.map((key) => page(server, new CardAgent(key, { ...SERVER, keepAlive: true }))),
  );
  t.deepEqual(
    pages,
    HOLDERS.map(([, holder]) => holder),
  );
  await Promise.all([...opened, ...opened].map((key) => key.close()));
});

test.serial('what the key before had open ends with it', async (t) => {
  const server = await site(t);
  const at = await desk(t);
  at.person.prepare(PIN);
  const key = await openCardKey(at.process);
  const socket = key.open({ host: '127.0.0.1', port: server.port, ...SERVER });
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await key.close();
  await closed;
  const error = t.throws(() => key.open({ port: server.port }), { instanceOf: CardTlsError });
  t.is(error.reason, 'closed');
});
