/** A world with services: its clock, its stream, its cards, its end. */

import { once } from 'node:events';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { ArgumentError } from '#common/arguments.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { certificateOf } from '../../../scenarios/engine/steps/parts/certificate.ts';
import { type StampedEvent, type World, WorldError, world } from '../../../scenarios/world/index.ts';
import { addressesIn } from '../../simulator/services/addresses.ts';
import { asked } from '../../simulator/services/web-client.ts';

async function withServices(t: ExecutionContext, options: Parameters<typeof world>[0] = {}): Promise<World> {
  const w = await world({ services: ['directory'], ...options });
  t.teardown(() => w.close());
  return w;
}

/** The authentication certificate of a card that is put in. */
async function certificateOfCard(w: World): Promise<Uint8Array> {
  const reader = w.reader('bureau');
  await reader.insert(w.card('cps3-medecin', { seed: 1 }));
  return certificateOf(await w.minidriver(reader), 'AUTH');
}

test('the cards of a world name its directory, which knows what is revoked', async (t) => {
  const w = await withServices(t);
  const certificate = await certificateOfCard(w);
  const [url = ''] = addressesIn(certificate, 'crl');
  const { port, pathname } = new URL(url);
  t.is(Number(port), w.services.directory.urls.http);
  t.is(w.pki, w.services.pki);
  const before = (await asked(Number(port), pathname)).body;
  w.card('cps3-medecin', { seed: 1 }).oppose();
  await w.elapse('2 days');
  const after = (await asked(Number(port), pathname)).body;
  t.true(after.length > before.length);
});

test('what is asked of a service is told on the stream of the world', async (t) => {
  const events: StampedEvent[] = [];
  const w = await withServices(t, { trace: (event) => void events.push(event as StampedEvent) });
  await asked(w.services.directory.urls.http, '/CRL/ACI-FO-PP-TEST.crl');
  const [event] = events.filter(({ kind }) => kind === 'service');
  t.like(event, { kind: 'service', service: 'directory', action: 'asked', world: 'in-process' });
});

test('a world that closes ends its services; twice is once', async (t) => {
  const w = await withServices(t);
  const { http } = w.services.directory.urls;
  t.is((await asked(http, '/')).status, 200);
  await w.close();
  await t.throwsAsync(once(connect(http, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' });
  await w.close();
});

test('two worlds at once: what one revokes the other does not know', async (t) => {
  const [a, b] = await Promise.all([withServices(t), withServices(t)]);
  t.not(a.services.directory.urls.http, b.services.directory.urls.http);
  a.card('cps3-medecin', { seed: 1 }).oppose();
  await Promise.all([a.elapse('2 days'), b.elapse('2 days')]);
  const lists = await Promise.all([a, b].map((w) => asked(w.services.directory.urls.http, '/CRL/ACI-FO-PP-TEST.crl')));
  t.true((lists[0]?.body.length ?? 0) > (lists[1]?.body.length ?? 0));
});

test('a world without services says how to get some', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  t.throws(() => w.services, {
    instanceOf: WorldError,
    message:
      /open it with world\(\{ services: \['directory'\] \}\), a scenario by 'services: \[directory\]'; there are directory, mailbox/,
  });
});

for (const services of [['portal'], 'directory', [1]])
  test(`no services: ${JSON.stringify(services)}`, async (t) => {
    await t.throwsAsync(world({ services } as never), { instanceOf: ArgumentError });
  });

const HEAD = 'scenario: x\nreaders: { bureau: contact }\n';
for (const services of ['portal', '[portal]', '{}', '[directory, 1]'])
  test(`a scenario with no such services: ${services}`, (t) => {
    const text = `${HEAD}services: ${services}\nsteps: [{ plug: bureau }]\n`;
    t.throws(() => parseScenario(text, 'x.yaml'), { code: 'ERR_SCENARIO_FILE', message: /^x\.yaml:3:\d+: / });
  });
