/** OpenSSL's own server judges the handshake: certificate, chain and signature. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { type CardWebErrorStatus, cardWebErrorStatus } from '../../../driver/certificate-store/index.ts';
import {
  type CardConnectionOptions,
  type CardKey,
  CardTlsError,
  type CardTlsReason,
  connect,
} from '../../../driver/tls/index.ts';
import { Pki } from '../../../scenarios/world/index.ts';
import { DAY } from '../../simulator/pki/revoked.ts';
import { desk, keyOf } from './desk.ts';
import { CERT, file, opensslServer } from './openssl-server.ts';
import { SERVER_AUTHORITIES } from './site.ts';

interface Refusal {
  readonly reason: CardTlsReason;
  readonly status: CardWebErrorStatus;
  readonly args: (pki: Pki, key: CardKey) => readonly string[];
  readonly client?: Partial<CardConnectionOptions>;
}

const refused = test.macro(async (t, { reason, status, args, client = {} }: Refusal) => {
  const pki = new Pki();
  const at = await desk(t, { pki });
  const key = await keyOf(t, at);
  at.person.prepare({ kind: 'pin', pin: '1234' });
  const { port } = await opensslServer(t, ...args(pki, key));
  const place = { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES };
  const error = await t.throwsAsync(connect(key, { ...place, ...client }), { instanceOf: CardTlsError });
  t.is(error.reason, reason, error.message);
  t.is(cardWebErrorStatus(error), status);
});

const judged = test.macro(async (t, ...args: string[]) => {
  const at = await desk(t);
  const key = await keyOf(t, at);
  at.person.prepare({ kind: 'pin', pin: '1234' });
  const { port, printed } = await opensslServer(t, ...args);
  const socket = await connect(key, { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES });
  t.is(socket.getProtocol(), 'TLSv1.2');
  t.true(socket.authorized);
  socket.end('bonjour\n');
  const said = await printed;
  t.regex(said, /depth=0 .*GN = CLAIRE.*CN = 899909990001.*SN = MEDECIN9990001\n(verify return:1)/);
  t.regex(said, /Peer signing digest: SHA256\nPeer signature type: RSA\n/);
  t.regex(said, /^bonjour$/m);
});

test(
  'openssl s_server takes the card, TLS 1.2 with rsa_pkcs1_sha256',
  judged,
  '-tls1_2',
  '-client_sigalgs',
  'RSA+SHA256',
);
test('openssl s_server with its own settings, which would rather have PSS', judged);

/** Certificate and list of an authority that has revoked the card of that world. */
function revoked(pki: Pki, key: CardKey): readonly string[] {
  const { serialNumber, raw } = new X509Certificate(key.certificate);
  const authority = pki.issuerOf(new X509Certificate(raw))?.id;
  if (authority === undefined) throw new Error('not of this authority');
  const at = new Date(Date.now() - 2 * DAY);
  pki.register(authority).revoke(serialNumber, { at, reason: 'keyCompromise' });
  return ['-crl_check', '-CRL', file('list.pem', pki.register(authority).at(new Date()).crl().pem)];
}

const LATER = String(Date.UTC(2100, 0, 1) / 1000);

test('a server that knows the card as revoked', refused, {
  reason: 'certificate-revoked',
  status: 'CertificateRevoked',
  args: revoked,
});
test('a server for which the card is out of date', refused, {
  reason: 'certificate-expired',
  status: 'CertificateExpired',
  args: () => ['-attime', LATER],
});
test('a server that trusts other authorities', refused, {
  reason: 'certificate-refused',
  status: 'Unknown',
  args: () => ['-CAfile', CERT],
});
test('a server that takes PSS alone', refused, {
  reason: 'not-supported',
  status: 'Unknown',
  args: () => ['-client_sigalgs', 'RSA-PSS+SHA256'],
});
test('a server that takes TLS 1.3 alone', refused, {
  reason: 'not-supported',
  status: 'Unknown',
  args: () => ['-tls1_3'],
});
test('a client that insists on TLS 1.3', refused, {
  reason: 'not-supported',
  status: 'Unknown',
  args: () => [],
  client: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' },
});
