/** Several services at once: their start, their end, and what they share. */

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import test from 'ava';
import { ArgumentError } from '#common/arguments.ts';
import { Pki } from '../../../simulator/pki/index.ts';
import { publicationPoints } from '../../../simulator/pki/publication-points.ts';
import { HealthServices, SERVICE_NAMES } from '../../../simulator/services/index.ts';
import { listenOnLoopback } from '../../../simulator/services/listening/loopback.ts';
import { freePort } from '../../free-port.ts';
import { certificateOf } from '../pki/revoked.ts';
import { addressesIn } from './addresses.ts';
import { STILL, started } from './started.ts';
import { asked, portOf } from './web-client.ts';

/** A port that somebody listens on until the test ends. */
async function takenPort(t: { teardown(work: () => Promise<void>): void }): Promise<number> {
  const { port, close } = await listenOnLoopback(createServer());
  t.teardown(close);
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const portsOf = (services: HealthServices) =>
  // An address of mail has none.
  services.all.flatMap(({ addresses }) => addresses.map(({ url }) => portOf(url)).filter((port) => port > 0));

test('all of them, each at its own port, ended twice', async (t) => {
  const services = await HealthServices.start({ clock: STILL });
  t.deepEqual(
    services.all.map(({ name }) => name),
    [...SERVICE_NAMES],
  );
  const ports = portsOf(services);
  t.deepEqual(new Set(await Promise.all(ports.map(answers))), new Set([true]));
  await Promise.all([services.close(), services.close()]);
  t.deepEqual(new Set(await Promise.all(ports.map(answers))), new Set([false]));
  await services.close();
});

test('every name of the documents leads to a port that answers, those in certificates too', async (t) => {
  const services = await HealthServices.start({ clock: STILL, pki: { urls: 'documents' } });
  t.teardown(() => services.close());
  const { hosts } = services;
  for (const { leadsTo, host, source } of hosts) t.true((await answers(leadsTo)) && source !== '', host);
  const led = new Set(hosts.map(({ host, port }) => `${host}:${port}`));
  t.is(led.size, hosts.length);
  const printed = publicationPoints().map(({ url }) => new URL(url));
  for (const { host, protocol } of printed) t.true(led.has(`${host}:${protocol === 'ldap:' ? 389 : 80}`), host);
  const [responder = ''] = addressesIn(certificateOf(services.pki).certificate, 'access');
  t.true(led.has(`${new URL(responder).host}:80`), responder);
});

test('the names of card files, which were made without services, lead to the directory', async (t) => {
  const { directory } = (await started(t, 'directory')).services;
  const led = new Map(directory.hosts.map(({ host, port, leadsTo }) => [`${host}:${port}`, leadsTo]));
  for (const url of addressesIn(certificateOf(new Pki({ clock: STILL })).certificate, 'crl')) {
    const { host, protocol } = new URL(url);
    const [port, leadsTo] = protocol === 'ldap:' ? [389, directory.urls.ldap] : [80, directory.urls.http];
    t.is(led.get(`${host}:${port}`), leadsTo, url);
  }
});

test('two worlds of services at once: neither knows the other', async (t) => {
  const [a, b] = await Promise.all([1, 2].map((seed) => HealthServices.start({ clock: STILL, pki: { seed } })));
  const [ofA, ofB] = [a, b].map((one) => new Set(portsOf(one as HealthServices)));
  t.deepEqual(
    [...(ofA ?? [])].filter((port) => ofB?.has(port)),
    [],
  );
  t.notDeepEqual(a?.pki.authority('sante-test-fort').certificate, b?.pki.authority('sante-test-fort').certificate);
  await a?.close();
  t.true(await answers(b?.directory.urls.http ?? 0));
  await b?.close();
});

test('one alone; what was not started is said', async (t) => {
  const services = await HealthServices.start({ names: ['mailbox'], clock: STILL });
  t.teardown(() => services.close());
  t.throws(() => services.directory, { code: 'ERR_SERVICE', message: /directory was not started/ });
  // Without the directory nobody listens at the addresses in certificates.
  t.regex(addressesIn(certificateOf(services.pki).certificate, 'crl')[0] ?? '', /\.invalid\//);
});

test('named twice it is started once', async (t) => {
  const services = await HealthServices.start({ names: ['mailbox', 'mailbox'], clock: STILL });
  t.is(services.all.length, 1);
  await services.close();
});

test('addresses in certificates are those of the directory, unless somebody says otherwise', async (t) => {
  const services = await HealthServices.start({ names: ['directory'], clock: STILL, pki: { urls: 'documents' } });
  t.teardown(() => services.close());
  t.is(
    addressesIn(certificateOf(services.pki).certificate, 'crl')[0],
    'http://igc-sante.esante.gouv.fr/CRL/ACI-FO-PP-TEST.crl',
  );
});

for (const name of ['http', 'ldap', 'smtp', 'mail'] as const)
  test(`the port of ${name} is taken: that sentence in both languages, and nothing is left`, async (t) => {
    const port = await takenPort(t);
    const free = await freePort();
    const others = name === 'http' ? {} : { http: free };
    const error = await t.throwsAsync(HealthServices.start({ clock: STILL, ports: { ...others, [name]: port } }), {
      code: 'ERR_SERVICE',
      message: `port ${port} of 127.0.0.1: another program listens there; give another one, or 0 for any`,
    });
    t.like(error, { reason: 'port' });
    t.regex((error as unknown as { messageIn(l: 'fr'): string }).messageIn('fr'), /un autre programme y écoute/);
    if (name !== 'http') t.false(await answers(free));
  });

const WRONG: Readonly<Record<string, unknown>> = {
  'a service there is not': { names: ['portal'] },
  'names that are no list': { names: 'mailbox' },
  'a port too high': { ports: { http: 65_536 } },
  'a port there is not': { ports: { htp: 1 } },
  'a clock that is none': { clock: {} },
  'authorities that mean nothing': { pki: { seed: -1 } },
  'an option there is not': { name: ['mailbox'] },
};
for (const [what, options] of Object.entries(WRONG))
  test(`refused: ${what}`, async (t) => {
    await t.throwsAsync(HealthServices.start(options as never), { instanceOf: ArgumentError });
  });

test('every page with data answers to this machine alone; the directory by the names of the documents too', async (t) => {
  const services = await HealthServices.start({ clock: STILL });
  t.teardown(() => services.close());
  const pages = services.all.flatMap(({ name, addresses }) =>
    addresses.filter(({ url }) => url.startsWith('http:')).map(({ url }) => ({ name, port: portOf(url) })),
  );
  t.deepEqual(
    pages.map(({ name }) => name),
    ['directory', 'mailbox', 'registration', 'diapason', 'testssl'],
  );
  for (const { name, port } of pages) {
    t.is((await asked(port, '/')).status, 200, name);
    const { status } = await asked(port, '/', { host: 'rebound.attacker.example' });
    t.is(status, name === 'directory' ? 200 : 421, name);
  }
});
