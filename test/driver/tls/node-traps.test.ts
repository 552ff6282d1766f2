/**
 * What Node does with a SecureContext, and why there is a CardAgent: no card is needed to see it.
 *
 * Source: reference/tls-with-card.md 4, 5. When one of these fails, Node has changed, and the page is out of date.
 */
import { generateKeyPairSync } from 'node:crypto';
import { Agent, get } from 'node:https';
import { text } from 'node:stream/consumers';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { issued, LOCALHOST, SERVER_AUTHORITIES, type Site, site } from './site.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const OTHER = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: issued(publicKey, { name: 'other' }) };
const contextOf = (identity: typeof LOCALHOST) => createSecureContext({ ...identity, ca: SERVER_AUTHORITIES });
const [FIRST, SECOND] = [contextOf(LOCALHOST), contextOf(OTHER)];

/** The certificates are of servers: whose they are is looked at, their purpose is not. */
async function judge(t: ExecutionContext): Promise<Site> {
  return site(t, { rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
}

function page({ port }: Site, agent: Agent, secureContext: SecureContext, more: object = {}): Promise<string> {
  const options = { host: '127.0.0.1', servername: 'localhost', port, agent, secureContext, ...more };
  return new Promise((resolve, reject) => {
    get(options, (response) => resolve(text(response))).on('error', reject);
  });
}

const mixes = test.macro(async (t, agent: Agent, more: object, expected: readonly string[]) => {
  const server = await judge(t);
  const seen: string[] = [];
  server.server.on('request', ({ socket }) => seen.push(String((socket as TLSSocket).getPeerCertificate().subject.CN)));
  await page(server, agent, FIRST);
  await page(server, agent, SECOND, more);
  t.deepEqual(seen, expected);
  agent.destroy();
});

test('a kept connection has the identity of the first', mixes, new Agent({ keepAlive: true }), {}, [
  'localhost',
  'localhost',
]);
test('a session has it too', mixes, new Agent(), {}, ['localhost', 'localhost']);
test('no sessions: its own', mixes, new Agent({ maxCachedSessions: 0 }), {}, ['localhost', 'other']);
const told = { cert: OTHER.cert };
test('the certificate beside the context: its own', mixes, new Agent({ keepAlive: true }), told, [
  'localhost',
  'other',
]);

test('beside a context `ca` is not looked at', async (t) => {
  const server = await judge(t);
  const trustsNobody = createSecureContext(LOCALHOST);
  const asked = page(server, new Agent(), trustsNobody, { ca: SERVER_AUTHORITIES });
  await t.throwsAsync(asked, { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
});
