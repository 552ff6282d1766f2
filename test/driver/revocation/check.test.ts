/** A program that asks the addresses in a certificate, and servers that do not behave. */
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { ArgumentError } from '#common/arguments.ts';
import { fromHex } from '#iso7816/bytes.ts';
import { checkRevocation, type RevocationCheck } from '../../../driver/revocation/index.ts';
import { Pki } from '../../../simulator/pki/index.ts';
import { listenOnLoopback } from '../../../simulator/services/listening/loopback.ts';
import { certificateOf, NOW } from '../../simulator/pki/revoked.ts';

const CLOCK = { date: () => NOW };

/** A certificate whose addresses lead to those servers. */
async function between(
  t: ExecutionContext,
  http: RequestListener = () => {},
  ldap: (socket: Socket) => void = (socket) => void socket.destroy(),
) {
  const web = await listenOnLoopback(createHttp(http));
  const other = await listenOnLoopback(createServer((socket) => ldap(socket.on('error', () => {}))));
  t.teardown(() => Promise.all([web.close(), other.close()]).then(() => {}));
  const pki = new Pki({ urls: { http: web.port, ldap: other.port }, clock: { ...CLOCK } as never });
  const { certificate, authority } = certificateOf(pki);
  const issuer = pki.authority(authority).certificate;
  const check = (more: Partial<RevocationCheck> = {}) =>
    checkRevocation({ certificate, issuer, clock: CLOCK, timeoutMs: 5000, source: 'list', way: 'http', ...more });
  return { pki, check, authority };
}

test('nobody listens: unreachable, by each source', async (t) => {
  const pki = new Pki({ urls: { http: 1, ldap: 1 }, clock: CLOCK as never });
  const { certificate, authority } = certificateOf(pki);
  const issuer = pki.authority(authority).certificate;
  for (const source of ['list', 'delta', 'ocsp'] as const)
    t.like(await checkRevocation({ certificate, issuer, clock: CLOCK, source }), { verdict: 'unreachable' });
});

test('a certificate that names no address', async (t) => {
  const pki = new Pki({ clock: CLOCK as never });
  const root = pki.authority('sante-test-fort').certificate;
  t.deepEqual(await checkRevocation({ certificate: root, issuer: root, clock: CLOCK }), { verdict: 'noAddress' });
});

const HTTP: Readonly<Record<string, readonly [RequestListener, string]>> = {
  'another place': [(_, response) => response.writeHead(302, { location: '/x' }).end(), 'unreachable'],
  'an error': [(_, response) => response.writeHead(500).end(), 'unreachable'],
  'half of what it announced': [
    (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('x');
      response.flushHeaders();
      setImmediate(() => response.destroy());
    },
    'unreachable',
  ],
  'no end of bytes': [
    (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(new Uint8Array(1_048_576))) {}
      };
      response.writeHead(200).on('drain', more);
      more();
    },
    'unreachable',
  ],
  nothing: [(_, response) => response.writeHead(204).end(), 'unusable'],
};
for (const [what, [listener, verdict]] of Object.entries(HTTP))
  test(`a site that gives ${what}: ${verdict}`, async (t) => {
    const { check } = await between(t, listener);
    t.like(await check(), { verdict });
  });

test('a site that does not answer in time', async (t) => {
  const { check } = await between(t);
  const { verdict, why } = await check({ timeoutMs: 50 });
  t.deepEqual([verdict, why], ['unreachable', 'no answer within 50 ms']);
});

const LDAP: Readonly<Record<string, string>> = {
  'what is no LDAP': '48545450',
  'an indefinite length': '3080',
  'more than anybody reads': '3084FFFFFFFF',
  'a result that is none': '3005020101650100',
  'no such object': '300C020101650701012004000400',
  'success and no entry': '300C02010165070A010004000400',
};
for (const [what, bytes] of Object.entries(LDAP))
  test(`a directory that gives ${what}: nothing came`, async (t) => {
    const { check } = await between(t, undefined, (socket) => void socket.write(fromHex(bytes)));
    t.like(await check({ way: 'ldap', timeoutMs: 500 }), { verdict: 'unreachable' });
  });

test('a directory that does not answer in time', async (t) => {
  const { check } = await between(t, undefined, () => {});
  t.like(await check({ way: 'ldap', timeoutMs: 50 }), { verdict: 'unreachable' });
});

test('ten checks at once', async (t) => {
  const { check, pki, authority } = await between(t, (_, response) =>
    response.end(pki.register(authority).at().crl().crl),
  );
  const found = await Promise.all(Array.from({ length: 10 }, () => check()));
  t.true(found.every(({ verdict }) => verdict === 'good'));
});

test('a list of tomorrow is not believed', async (t) => {
  const { check, pki, authority } = await between(t, (_, response) =>
    response.end(
      pki
        .register(authority)
        .at(new Date(NOW.getTime() + 86_400_000))
        .crl().crl,
    ),
  );
  t.like(await check(), { verdict: 'unusable', why: 'the list is of a time to come' });
});

const WRONG: readonly object[] = [
  {},
  { certificate: new Uint8Array(1) },
  { certificate: new Uint8Array(1), issuer: new Uint8Array(1), source: 'crl' },
  { certificate: new Uint8Array(1), issuer: new Uint8Array(1), timeoutMs: 0 },
];
for (const check of WRONG)
  test(`refused: ${JSON.stringify(check)}`, (t) => {
    t.throws(() => checkRevocation(check as never), { instanceOf: ArgumentError });
  });
