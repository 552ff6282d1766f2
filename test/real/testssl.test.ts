/**
 * TESTSSL before curl and OpenSSL, with a card over PKCS #11 in a private world, and before a crowd that never finishes.
 *
 * Source: reference/browsers.md 1, reference/pitfalls.md B2.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { cardOf } from '../simulator/services/pfc/card-client.ts';
import { visit } from '../simulator/services/testssl/visitor.ts';
import { tool } from './plugged-card.ts';

/** The authentication key of that card. */
const KEY = `pkcs11:id=${'e828bd080f8025000001ff001002'.replace(/../g, '%$&')}`;

async function opened(t: ExecutionContext) {
  const services = await HealthServices.start({ names: ['testssl'] });
  t.teardown(() => services.close());
  return { services, site: services.testssl, shop: new Workshop('testssl') };
}

async function withCard(t: ExecutionContext) {
  const place = await opened(t);
  const { services, shop } = place;
  const medecin = shippedProfile('cps3-medecin');
  const store = new MemoryStore(medecin, personalise(medecin, 1, { pki: services.pki }));
  const world = await PrivateWorld.open();
  t.teardown(() => world.close());
  world.manager.plugReader('cabinet').insert(new Card({ name: 'medecin', store }));
  shop.write('trust.pem', place.site.trust);
  shop.write('card.pem', cardOf(services.pki, 'cps3-medecin').cert);
  const env = { ...world.environment, HOME: shop.folder };
  const run = (program: string, ...args: string[]) =>
    tool(
      program,
      args.map((arg) => arg.replaceAll('~/', `${shop.folder}/`)),
      '',
      env,
    );
  return { ...place, run };
}

test('curl shows the card over PKCS #11, and reads its holder', async (t) => {
  t.timeout(120_000);
  const { site, run } = await withCard(t);
  const key = ['--cert', KEY, '--key', `${KEY};pin-value=1234`];
  const args = ['-sS', '--cacert', '~/trust.pem', ...key, `${site.url}carte.json`];
  const { code, stdout, stderr } = await run('curl', ...args);
  t.is(code, 0, stderr);
  t.like(JSON.parse(stdout), { verification: 'SUCCESS', identifier: '899909990001', firstName: 'CLAIRE' });
});

test('openssl s_client shows the card, and is told by which authorities to choose', async (t) => {
  t.timeout(120_000);
  const { site, shop, run } = await withCard(t);
  shop.write('request', 'GET /carte.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const engine = ['-engine', 'pkcs11', '-keyform', 'engine', '-key', `${KEY};pin-value=1234`, '-cert', '~/card.pem'];
  const port = new URL(site.url).port;
  const client = (...args: string[]) => {
    const all = [
      's_client',
      '-connect',
      `127.0.0.1:${port}`,
      '-servername',
      'localhost',
      '-CAfile',
      shop.path('trust.pem'),
    ];
    const line = [...all, '-ign_eof', '-tls1_2', ...args].map((arg) => `'${arg.replaceAll('~/', `${shop.folder}/`)}'`);
    return run('sh', '-c', `openssl ${line.join(' ')} < '${shop.path('request')}'`);
  };
  const seen = await client(...engine);
  t.regex(seen.stdout, /"verification":"SUCCESS".*"identifier":"899909990001"/, seen.stderr);
  t.regex(seen.stdout, /Acceptable client certificate CA names\n[\s\S]*AC IGC-SANTE FORT PERSONNES/);
  const none = await client();
  t.regex(none.stdout, /HTTP\/1\.1 403[\s\S]*"rule":"noCertificate"/);
  await site.change({ issuers: 'none' });
  t.regex((await client(...engine)).stdout, /No client certificate CA names sent/);
  await site.change({ issuers: 'many' });
  t.regex((await client(...engine)).stdout, /AC DE REMPLISSAGE 300 SIMULATION/);
});

/** Opens connections from another process that say nothing, or begin a handshake; tells when they are there. */
const CROWD = `
const { connect } = require('node:net');
const hello = Buffer.from('16030100c8010000c40303', 'hex');
let left = 10000;
const next = () => {
  if (left-- <= 0) return;
  const socket = connect(+process.argv[1], '127.0.0.1');
  socket.on('error', () => {}).on('connect', () => { if (left % 2) socket.write(hello); next(); if (left === 0) console.log('there'); });
};
for (let i = 0; i < 50; i++) next();
setInterval(() => {}, 1000);
`;

test('10,000 connections that never finish: the next honest card is served within a second', async (t) => {
  t.timeout(120_000);
  const { site, services } = await opened(t);
  const card = cardOf(services.pki, 'cps3-medecin');
  t.is((await visit(site, card)).status, 200);
  const crowd = spawn(process.execPath, ['-e', CROWD, new URL(site.url).port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => crowd.kill());
  await once(crowd.stdout, 'data');
  const start = performance.now();
  const { status, json } = await visit(site, card);
  const ms = performance.now() - start;
  t.is(status, 200);
  t.is(json.verification, 'SUCCESS');
  t.true(ms < 1000, `${Math.round(ms)} ms`);
  const idle = connect(Number(new URL(site.url).port), '127.0.0.1');
  t.teardown(() => idle.destroy());
  await once(idle, 'connect');
});
