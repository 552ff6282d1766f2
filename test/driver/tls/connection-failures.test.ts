/** A server that is not trusted, or not there: told in our words in each language, with what to do. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { connectionError } from '../../../driver/tls/connection-error.ts';
import { type CardConnectionOptions, CardTlsError, connect } from '../../../driver/tls/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { desk, keyOf } from './desk.ts';
import { LOCALHOST, OUT_OF_DATE, SERVER_AUTHORITIES, site } from './site.ts';

const ca = SERVER_AUTHORITIES;
const [LEAF = ''] = LOCALHOST.cert.split(/(?<=-----END CERTIFICATE-----\n)/);

function selfSigned(): string {
  const key = join(temporaryDirectory('tls-self-signed-'), 'key.pem');
  writeFileSync(key, LOCALHOST.key);
  const request = ['req', '-x509', '-new', '-key', key, '-subj', '/CN=localhost', '-days', '1'];
  return execFileSync('openssl', request, { encoding: 'utf8' });
}

interface Case {
  readonly server?: () => ServerOptions;
  readonly client?: Partial<CardConnectionOptions>;
  readonly fr: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { server: () => ({ cert: selfSigned() }), fr: /signé lui-même.*--ca FICHIER/ },
  SELF_SIGNED_CERT_IN_CHAIN: { fr: /aucune autorité connue.*--ca FICHIER/ },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { server: () => ({ cert: LEAF }), fr: /aucune autorité connue.*--ca FICHIER/ },
  CERT_HAS_EXPIRED: { server: () => OUT_OF_DATE, client: { ca }, fr: /a expiré.*vérifiez la date/ },
  ERR_TLS_CERT_ALTNAME_INVALID: { client: { ca, servername: 'other.invalid' }, fr: /autre nom.*--servername NOM/ },
};

for (const [code, { server, client, fr }] of Object.entries(CASES))
  test(code, async (t) => {
    const at = await desk(t);
    const { port } = await site(t, server?.());
    const key = await keyOf(t, at);
    const attempt = connect(key, { host: '127.0.0.1', servername: 'localhost', port, ...client });
    const error = await t.throwsAsync(attempt, { instanceOf: CardTlsError });
    t.is(error.reason, 'connection');
    t.deepEqual(at.person.take(), [], 'nobody is asked for a code by a server that is not trusted');
    t.is((error.cause as NodeJS.ErrnoException).code, code);
    t.regex(error.messageIn('fr'), fr);
    t.notRegex(error.messageIn('fr'), /certificate/);
    t.regex(error.message, /^the connection failed: the server('s| signed)/);
  });

test('a server connected to by its address, which its certificate has not', async (t) => {
  const at = await desk(t);
  const { port } = await site(t);
  const attempt = connect(await keyOf(t, at), { host: '127.0.0.1', port, ca });
  const error = await t.throwsAsync(attempt, { instanceOf: CardTlsError });
  t.is((error.cause as NodeJS.ErrnoException).code, 'ERR_TLS_CERT_ALTNAME_INVALID');
  t.deepEqual(at.person.take(), []);
});

test('a server whose name its certificate has in the subject alone', async (t) => {
  const at = await desk(t);
  const cert = selfSigned();
  const { port } = await site(t, { cert });
  const key = await keyOf(t, at);
  at.person.prepare({ kind: 'pin', pin: '1234' });
  const at127 = { host: '127.0.0.1', port, ca: cert };
  const socket = await connect(key, { ...at127, servername: 'localhost' });
  t.true(socket.authorized);
  t.is(socket.getPeerX509Certificate()?.subject, 'CN=localhost');
  socket.destroy();
  const error = await t.throwsAsync(connect(key, { ...at127, servername: 'other' }), { instanceOf: CardTlsError });
  t.is((error.cause as NodeJS.ErrnoException).code, 'ERR_TLS_CERT_ALTNAME_INVALID');
});

test('who asks for it shows the card to any server', async (t) => {
  const at = await desk(t);
  const { port } = await site(t);
  at.person.prepare({ kind: 'pin', pin: '1234' });
  const socket = await connect(await keyOf(t, at), { host: '127.0.0.1', port, rejectUnauthorized: false });
  t.false(socket.authorized);
  socket.destroy();
});

for (const host of ['127.0.0.1', 'localhost'])
  test(`nobody listens at ${host}`, async (t) => {
    const key = await keyOf(t, await desk(t));
    const { server, port } = await site(t);
    await new Promise((closed) => server.close(closed));
    const error = await t.throwsAsync(connect(key, { host, port }), { instanceOf: CardTlsError });
    t.is((error.cause as NodeJS.ErrnoException).code, 'ECONNREFUSED');
    t.regex(error.messageIn('fr'), /rien n'écoute à ce port/);
  });

test('a name that nobody has; a code without words of ours, and one without any', (t) => {
  const messageOf = (code: string, message: string) => connectionError({ code, message }).messageIn('fr');
  t.regex(messageOf('ENOTFOUND', 'getaddrinfo ENOTFOUND x'), /aucun ordinateur n'a ce nom.*\(ENOTFOUND\)$/);
  t.is(messageOf('EPIPE', 'write EPIPE'), 'la connexion a échoué : write EPIPE');
  t.is(messageOf('ETIMEDOUT', ''), 'la connexion a échoué : ETIMEDOUT');
});

test('a server that speaks no TLS', async (t) => {
  const greets = createServer((socket) => void socket.on('error', () => {}).end('220 mail.example.fr ESMTP\r\n'));
  greets.listen(0, '127.0.0.1');
  await once(greets, 'listening');
  t.teardown(() => greets.close());
  const { port } = greets.address() as AddressInfo;
  const attempt = connect(await keyOf(t, await desk(t)), { host: '127.0.0.1', port });
  const error = await t.throwsAsync(attempt, { instanceOf: CardTlsError });
  t.is(error.reason, 'connection');
  t.is((error.cause as NodeJS.ErrnoException).code, 'ERR_SSL_WRONG_VERSION_NUMBER');
  t.regex(error.message, /^the connection failed: the server speaks no TLS at that port: .*--starttls/);
  t.regex(error.messageIn('fr'), /^la connexion a échoué : le serveur ne parle pas TLS à ce port : .*--starttls/);
});
