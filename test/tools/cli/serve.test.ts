/** `cps-sim serve`, as a person types it. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { listenOnLoopback } from '../../../simulator/services/listening/loopback.ts';
import { freePort } from '../../free-port.ts';
import { addressesIn } from '../../simulator/services/addresses.ts';
import { asked, portOf } from '../../simulator/services/web-client.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim, type RunningCpsSim, startCpsSim } from './cps-sim.ts';

/** What it has said, once it serves. */
async function serving(...args: readonly string[]): Promise<RunningCpsSim> {
  const running = startCpsSim(['serve', ...args]);
  await running.said(/Ctrl-C|^\]$/m);
  return running;
}

test('all services until Ctrl-C: a line for each address', async (t) => {
  const running = await serving();
  running.kill('SIGINT');
  const { exitCode, stdout, stderr } = await running.ended;
  t.is(stderr, '');
  t.is(exitCode, 0);
  const urls = [...stdout.matchAll(/(?:http|ldap|smtp):\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url);
  t.true(new Set(urls).size >= 5);
  t.regex(stdout, /^directory of the authorities +lists, certificates, OCSP +http:/m);
});

test('one of them as JSON; SIGTERM ends it too', async (t) => {
  const running = await serving('directory', '--json');
  running.kill('SIGTERM');
  const { exitCode, stdout } = await running.ended;
  t.is(exitCode, 0);
  const [page, directory] = JSON.parse(stdout) as { service: string; addresses: { url: string }[] }[];
  t.deepEqual([page?.service, directory?.service], ['page', 'directory']);
});

test('what is asked is told, but not with --quiet', async (t) => {
  const port = await freePort();
  for (const [quiet, told] of [
    [[], true],
    [['--quiet'], false],
  ] as const) {
    const running = await serving('directory', '--port', `http=${port}`, ...quiet);
    await asked(port, '/CRL/ACI-FO-PP-TEST.crl');
    if (told) await running.said(/-- directory: HTTP: \/CRL\/ACI-FO-PP-TEST\.crl/);
    running.kill('SIGINT');
    t.is(/-- directory/.test((await running.ended).stdout), told);
  }
});

test('in French', async (t) => {
  const running = startCpsSim(['serve', 'mailbox', '--lang', 'fr']);
  await running.said(/Ctrl-C les arrête/);
  running.kill('SIGINT');
  t.regex((await running.ended).stdout, /^serveur de courrier et boîte aux lettres +boîte aux lettres +http:/m);
});

test('a port that is taken: that sentence, exit code 2, in both languages', async (t) => {
  const { port, close } = await listenOnLoopback(createServer());
  t.teardown(close);
  const english = await cpsSim(['serve', '--port', `ldap=${port}`]);
  t.is(english.exitCode, 2);
  t.regex(english.stderr, new RegExp(`port ${port} of 127\\.0\\.0\\.1: another program listens there`));
  t.is(english.stdout, '');
  const french = await cpsSim(['serve', '--port', `ldap=${port}`, '--lang', 'fr']);
  t.regex(french.stderr, /un autre programme y écoute/);
});

test('--write-trust: authorities of cards and services, again over its own file, over another with --force alone', async (t) => {
  const path = join(temporaryDirectory('trust-'), 'trust.pem');
  writeFileSync(path, 'mine');
  const refused = await cpsSim(['serve', 'testssl', '--write-trust', path]);
  t.is(refused.exitCode, 2);
  t.regex(refused.stderr, /trust\.pem: exists already and is not a file of simulated authorities \(--force/);
  t.is(readFileSync(path, 'utf8'), 'mine');
  for (const more of [['--force'], ['--lang', 'fr']]) {
    const running = await serving('testssl', '--json', '--write-trust', path, ...more);
    running.kill('SIGINT');
    const { stdout } = await running.ended;
    const { service, addresses } = JSON.parse(stdout).at(-1);
    t.deepEqual([service, addresses[0].url], ['trust', pathToFileURL(path).href]);
    const [first = '', ...certificates] = readFileSync(path, 'utf8').split(/(?=-----BEGIN)/);
    t.regex(first, /^# SIMULATION.*\n$/);
    const known = certificates.map((pem) => new X509Certificate(pem));
    t.is(new Set(known.map(({ fingerprint256 }) => fingerprint256)).size, known.length);
    for (const one of known) {
      t.regex(one.subject, /SIMULATION/);
      t.true(known.some((issuer) => one.checkIssued(issuer) && one.verify(issuer.publicKey)));
    }
    for (const name of [/TEST AC IGC-SANTE FORT PERSONNES/, /CN=AC IGC-SANTE STANDARD PERSONNES/, /CLASSE-3/])
      t.true(
        known.some(({ subject }) => name.test(subject)),
        String(name),
      );
  }
});

test('--write-trust with Diapason: the authorities of the terminal and of the payment provider too', async (t) => {
  const path = join(temporaryDirectory('trust-'), 'trust.pem');
  const subjects = async (service: string) => {
    const running = await serving(service, '--quiet', '--force', '--write-trust', path);
    running.kill('SIGINT');
    await running.ended;
    const [, ...certificates] = readFileSync(path, 'utf8').split(/(?=-----BEGIN)/);
    return certificates.map((pem) => new X509Certificate(pem).subject);
  };
  const ofMakers = /CN=AC (?:TERMINAUX|COMMERCIALE) SIMULATION$/;
  t.is((await subjects('directory')).filter((subject) => ofMakers.test(subject)).length, 0);
  t.is((await subjects('diapason')).filter((subject) => ofMakers.test(subject)).length, 2);
});

test('--lists: what the portal’s own certificate names', async (t) => {
  const port = await freePort();
  const running = await serving(
    'testssl',
    '--port',
    `testssl=${port}`,
    '--lists',
    'ways=ldap',
    '--lists',
    'blanks=raw',
  );
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  running.kill('SIGINT');
  await running.ended;
  const addresses = addressesIn(raw, 'crl');
  t.is(addresses.length, 1);
  t.regex(addresses[0] ?? '', /^ldap:.*AC IGC-SANTE ELEMENTAIRE/);
});

const WRONG: Readonly<Record<string, readonly [args: string[], said: RegExp]>> = {
  'a service there is not': [['portal'], /portal/],
  'no name of a port': [['--port', '8080'], /NAME=PORT/],
  'a port of nobody': [['--port', 'pop=110'], /NAME=PORT/],
  'a port too high': [['--port', 'http=65536'], /NAME=PORT/],
  'a port given twice': [['--port', 'http=1234', '--port', 'http=1235'], /http is given twice/],
  'a choice of lists given twice': [['--lists', 'ways=ldap', '--lists', 'ways=http'], /ways is given twice/],
  'a port that is no number': [['--port', 'http=x'], /NAME=PORT/],
  '--force without a file': [['--force'], /--write-trust/],
  'no choice of lists': [['--lists', 'ways'], /ways=http\|ldap/],
  'a way that is none': [['--lists', 'ways=ftp'], /ways=http\|ldap/],
  'a choice there is not': [['--lists', '__proto__=x'], /ways=http\|ldap/],
  'the trust where it lists': [['--write-trust', '/dev/stdout'], /both write to/],
  'the trust in no folder': [['directory', '--write-trust', '/nowhere/trust.pem'], /\/nowhere/],
  'a seed that is none': [['--seed', '-1'], /seed/],
};
for (const [what, [args, said]] of Object.entries(WRONG))
  test(`refused: ${what}`, async (t) => {
    const { exitCode, stderr } = await cpsSim(['serve', ...args]);
    t.is(exitCode, 2);
    t.regex(stderr, said);
  });

test('stopped from its page', async (t) => {
  const port = await freePort();
  const running = await serving('mailbox', '--port', `page=${port}`);
  t.is((await asked(port, '/stop', { method: 'POST' })).status, 200);
  t.is((await running.ended).exitCode, 0);
});

test('two at once, each at ports of its own', async (t) => {
  const running = await Promise.all([serving('--json'), serving('--json')]);
  for (const one of running) one.kill('SIGINT');
  const ends = await Promise.all(running.map(({ ended }) => ended));
  const [a, b] = ends.map(({ stdout }) => {
    const rows = JSON.parse(stdout) as { addresses: { url: string }[] }[];
    return rows.flatMap(({ addresses }) => addresses.map(({ url }) => portOf(url)).filter((port) => port > 0));
  });
  t.true((a?.length ?? 0) >= 5);
  t.deepEqual(
    a?.filter((port) => b?.includes(port)),
    [],
  );
});

test('three at once on one state: one serves, the others name it; behind a kill the next one does', async (t) => {
  const state = join(temporaryDirectory('serve-state-'), 'state');
  const three = Array.from({ length: 3 }, () => startCpsSim(['serve', 'mailbox', '--state', state]));
  t.teardown(() => three.forEach((one) => void one.kill('SIGKILL')));
  const refused: string[] = [];
  const ends = three.map(async (one) => {
    const { exitCode, stderr } = await one.ended;
    if (exitCode === 2) refused.push(stderr);
    return exitCode;
  });
  const [server] = await Promise.all([
    Promise.any(three.map((one) => one.said(/Ctrl-C/).then(() => one))),
    Promise.any(ends),
  ]);
  await Promise.all(three.filter((one) => one !== server).map(({ ended }) => ended));
  t.is(refused.length, 2);
  for (const stderr of refused) t.regex(stderr, /other services have it \(process \d+\): end them first/);
  server.kill('SIGKILL');
  await server.ended;
  const next = await serving('mailbox', '--state', state);
  next.kill('SIGINT');
  t.is((await next.ended).exitCode, 0);
});

test('three at once with one --write-trust: each time the whole file', async (t) => {
  const path = join(temporaryDirectory('trust-'), 'trust.pem');
  const three = await Promise.all([1, 2, 3].map(() => serving('mailbox', '--write-trust', path)));
  for (const one of three) one.kill('SIGINT');
  for (const { exitCode, stderr } of await Promise.all(three.map(({ ended }) => ended))) t.is(exitCode, 0, stderr);
  const text = readFileSync(path, 'utf8');
  t.regex(text, /^# SIMULATION/);
  t.is(text.split('-----BEGIN').length, text.split('-----END').length);
  t.deepEqual(readdirSync(dirname(path)), ['trust.pem']);
});
