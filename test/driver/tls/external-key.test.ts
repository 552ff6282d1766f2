/** A key that is elsewhere, in the OpenSSL of this Node: here it is a software key, asked through the same callback. */
import { constants, createPrivateKey, createPublicKey, privateEncrypt, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { connect, createSecureContext, type SecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test, { type ExecutionContext } from 'ava';
import { giveExternalKey, type PrivateEncrypt } from '../../../driver/tls/external-key.ts';
import { LOCALHOST, SERVER_AUTHORITIES, type Site, site } from './site.ts';

const KEY = createPrivateKey(LOCALHOST.key);
const PUBLIC_KEY = createPublicKey(KEY);

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const software: PrivateEncrypt = (block, padding) => new Uint8Array(privateEncrypt({ key: KEY, padding }, block));

function contextWith(operation: PrivateEncrypt, options: SecureContextOptions = {}): SecureContext {
  const context = createSecureContext({ cert: LOCALHOST.cert, ca: SERVER_AUTHORITIES, ...options });
  giveExternalKey(context, PUBLIC_KEY, operation);
  return context;
}

/** The certificate is one of servers: its signature is judged, its purpose is not. */
function judge(t: ExecutionContext, options = {}): Promise<Site> {
  return site(t, { rejectUnauthorized: false, ...options });
}

async function secured({ port }: Site, secureContext: SecureContext): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', secureContext });
  await once(socket, 'secureConnect');
  return socket;
}

async function handshake(server: Site, secureContext: SecureContext): Promise<string | null> {
  const socket = await secured(server, secureContext);
  const protocol = socket.getProtocol();
  socket.destroy();
  return protocol;
}

const signed = test.macro(async (t, options: SecureContextOptions, padding: number) => {
  const paddings: number[] = [];
  const context = contextWith((block, asked) => {
    paddings.push(asked);
    return software(block, asked);
  }, options);
  const server = await judge(t);
  const seen = once(server.server, 'secureConnection');
  const client = await secured(server, context);
  t.is(client.getProtocol(), options.maxVersion ?? 'TLSv1.3');
  const [socket] = await seen;
  t.is(socket.getPeerCertificate().subject.CN, 'localhost');
  client.destroy();
  t.deepEqual(paddings, [padding]);
});

const TLS_1_2 = { maxVersion: 'TLSv1.2', sigalgs: 'RSA+SHA256' } as const;
test('TLS 1.2: a DigestInfo to pad', signed, TLS_1_2, constants.RSA_PKCS1_PADDING);
test('TLS 1.2 with PSS: a padded block', signed, { maxVersion: 'TLSv1.2' }, constants.RSA_NO_PADDING);
test('TLS 1.3: a padded block', signed, {}, constants.RSA_NO_PADDING);

const refused = test.macro(async (t, operation: PrivateEncrypt) => {
  const server = await judge(t);
  await t.throwsAsync(handshake(server, contextWith(operation, TLS_1_2)), { code: 'ERR_SSL_EVP_LIB' });
  t.is(await handshake(server, contextWith(software, TLS_1_2)), 'TLSv1.2');
});

test('an operation that refuses', refused, () => undefined);
test('an operation that throws', refused, () => {
  throw new Error('no card');
});
test('a signature that is too long', refused, () => new Uint8Array(4096));
test('a signature of nothing', refused, () => new Uint8Array(0));

test('a signature of another key: the server refuses', async (t) => {
  const server = await judge(t);
  const wrong: PrivateEncrypt = () => new Uint8Array(256).fill(1);
  const error = once(server.server, 'tlsClientError');
  await t.throwsAsync(handshake(server, contextWith(wrong, TLS_1_2)));
  t.regex(String((await error)[0]), /padding|signature|block/);
});

test('three at once, the one in the middle refused: it alone fails', async (t) => {
  const server = await judge(t);
  const contexts = [software, () => undefined, software].map((operation) => contextWith(operation, TLS_1_2));
  const ends = await Promise.allSettled(contexts.map((context) => handshake(server, context)));
  t.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
});

test('keys in files sign as before, in the middle of it', async (t) => {
  const server = await judge(t);
  const context = contextWith((block, padding) => {
    const data = Buffer.from('anything');
    t.true(verify('sha256', data, PUBLIC_KEY, sign('sha256', data, KEY)));
    return software(block, padding);
  }, TLS_1_2);
  t.is(await handshake(server, context), 'TLSv1.2');
  const file = createSecureContext({ ...LOCALHOST, ca: SERVER_AUTHORITIES, ...TLS_1_2 });
  t.is(await handshake(server, file), 'TLSv1.2');
});

test('contexts that were collected harm none that is used', async (t) => {
  const server = await judge(t);
  const kept = contextWith(software, TLS_1_2);
  for (let i = 0; i < 300; i++) contextWith(() => undefined, { ca: LOCALHOST.cert });
  collectGarbage();
  await new Promise(setImmediate);
  t.is(await handshake(server, kept), 'TLSv1.2');
  t.is(await handshake(server, contextWith(software, TLS_1_2)), 'TLSv1.2');
});

test('a public key that is not that of the certificate', (t) => {
  const other = createPublicKey(SERVER_AUTHORITIES[0] ?? '');
  t.throws(() => giveExternalKey(createSecureContext({ cert: LOCALHOST.cert }), other, software), {
    instanceOf: TypeError,
  });
});
