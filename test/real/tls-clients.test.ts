/**
 * curl and Chromium of Debian, unmodified, open a page that asks for a certificate, through OpenSC's module. They choose
 * the certificate by themselves: of a card whose technical key cannot be seen in contact there is one for TLS alone.
 *
 * Settings and traps: reference/browsers.md 1, 2, 4.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type Site, site, succeeds } from './card-site.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const HOLDER = /CLAIRE MEDECIN9990001, Médecin/;
/** PKCS#1 alone: OpenSSL's programs choose PSS where it is offered, which the card has not. */
const PKCS1 = 'RSA+SHA256';
const LIMIT_MS = 60_000;

interface Desk {
  readonly folder: string;
  readonly site: Site;
  readonly store: MemoryStore;
  readonly env: NodeJS.ProcessEnv;
}

/** A card in a private world, and a page that asks for its certificate. */
async function desk(t: ExecutionContext, sigalgs?: string): Promise<Desk> {
  const folder = temporaryDirectory('tls-');
  const medecin = shippedProfile('cps3-medecin');
  const store = new MemoryStore(medecin, personalise(medecin, 1));
  const world = await PrivateWorld.open();
  t.teardown(() => world.close());
  world.manager.plugReader('cabinet').insert(new Card({ name: 'medecin', store }));
  const env = { ...process.env, ...world.environment, HOME: folder };
  return { folder, site: await site(t, folder, sigalgs), store, env };
}

/** What curl prints, and its exit code. */
async function curl({ folder, site: { url }, env }: Desk, uri: string): Promise<{ code: number; stdout: string }> {
  const key = ['--cert', uri, '--key', `${uri};pin-value=1234`];
  const args = ['--silent', '--show-error', '--max-time', '30', '--cacert', join(folder, 'ca.pem'), ...key, url];
  const child = spawn('curl', args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout };
}

const idOf = (reference: string) => `pkcs11:id=${`e828bd080f8025000001ff0010${reference}`.replace(/../g, '%$&')}`;
const CANNOT_CONNECT = 35;

test.serial('curl, told of the authentication key and of no token', async (t) => {
  t.timeout(120_000);
  const { code, stdout } = await curl(await desk(t, PKCS1), idOf('02'));
  t.is(code, 0);
  t.regex(stdout, HOLDER);
});

test.serial('curl, told of no key: it takes the first one, which signs documents alone', async (t) => {
  t.timeout(120_000);
  const { code, stdout } = await curl(await desk(t, PKCS1), 'pkcs11:type=cert');
  t.deepEqual([code, stdout], [CANNOT_CONNECT, '']);
});

test.serial('curl, and a server that offers PSS', async (t) => {
  t.timeout(120_000);
  const { code, stdout } = await curl(await desk(t), idOf('02'));
  t.deepEqual([code, stdout], [CANNOT_CONNECT, '']);
});

/** Types the code into the window that asks for it; the policy is seen by this browser alone. */
const BROWSE = `
mount -t tmpfs tmpfs /etc/chromium
mkdir -p /etc/chromium/policies/managed
printf %s "$POLICY" > /etc/chromium/policies/managed/cps.json
rm -rf "$HOME/data"
chromium --no-sandbox --no-first-run --disable-gpu --user-data-dir="$HOME/data" "$URL" &
xdotool search --sync --onlyvisible --name 'Unlock Security Device' windowfocus --sync type --delay 20 1234
xdotool key Return
wait
`;

/** A mount of its own, which needs the rights of root: its own, or those of a namespace. */
const UNSHARE = process.getuid?.() === 0 ? ['unshare', '--mount'] : ['unshare', '--map-root-user', '--mount'];

/** Resolves when the page was asked for, or when that has taken too long. */
async function browse({ site: { url, server }, env }: Desk): Promise<void> {
  const policy = { AutoSelectCertificateForUrls: [JSON.stringify({ pattern: '*', filter: {} })] };
  // Without -noreset the screen refuses Chromium while it begins anew, when a program has looked for the window before.
  const screen = ['--auto-servernum', '--server-args=-noreset -screen 0 1280x1024x24'];
  const child = spawn('xvfb-run', [...screen, ...UNSHARE, 'sh', '-c', BROWSE], {
    detached: true,
    stdio: 'ignore',
    env: { ...env, URL: url, POLICY: JSON.stringify(policy) },
  });
  const ended = once(child, 'exit');
  const enough = AbortSignal.timeout(LIMIT_MS);
  await Promise.race([once(server, 'request', { signal: enough }).catch(() => {}), ended]);
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;
}

test.serial('Chromium with a filter that lets every certificate through', async (t) => {
  t.timeout(180_000);
  const at = await desk(t);
  const database = join(at.folder, '.pki/nssdb');
  mkdirSync(database, { recursive: true });
  await succeeds(t, 'certutil', '-N', '-d', `sql:${database}`, '--empty-password');
  await succeeds(
    t,
    'certutil',
    '-A',
    '-d',
    `sql:${database}`,
    '-n',
    'page',
    '-t',
    'CT,,',
    '-i',
    join(at.folder, 'ca.pem'),
  );
  await succeeds(t, 'modutil', '-force', '-dbdir', `sql:${database}`, '-add', 'OpenSC', '-libfile', MODULE);
  await browse(at);
  // Chromium over OpenSC sometimes ends by itself, before any page: reference/browsers.md 4.
  if (at.site.pages.length === 0) await browse(at);
  t.regex(at.site.pages[0] ?? '', HOLDER);
  t.is(at.store.state.referenceData['01']?.triesRemaining, 3);
});
