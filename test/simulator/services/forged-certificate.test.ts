/** A certificate that names an installed authority, whose key did not sign it: each server says so, none hangs up. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:https';
import test, { type ExecutionContext } from 'ava';
import type { DerValue } from '#asn1/der-writer.ts';
import { nameOf } from '../../../simulator/pki/attributes.ts';
import { signCertificate } from '../../../simulator/pki/certificate.ts';
import type { HealthServices, ServiceName } from '../../../simulator/services/index.ts';
import { RawClient } from './mssante/raw-client.ts';
import { type Credentials, credentials } from './pfc/card-client.ts';
import { started } from './started.ts';

const TRIES = 3;
/** Its key is of another size than that of the authority: so is the length of its signature. */
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** As `openssl x509 -req` makes one: no extension says which key of the authority is meant, so that OpenSSL tries it. */
function forged({ pki }: Pick<HealthServices, 'pki'>): Credentials {
  const { name: issuer } = pki.authority('sante-test-fort-personnes') as unknown as { readonly name: DerValue };
  const subject = nameOf([{ attribute: 'CN', as: 'utf8', value: 'FAUX' }], {});
  const dates = { notBefore: new Date('2020-01-01'), notAfter: new Date('2040-01-01') };
  const fields = { issuer, subject, ...dates, publicKey, extensions: [], serial: Uint8Array.of(1) } as const;
  return credentials(signCertificate({ ...fields, signature: 'sha256WithRSAEncryption' }, privateKey), privateKey);
}

async function statusAt(url: string, card: Credentials): Promise<number | undefined> {
  const asking = request(url, { ...card, rejectUnauthorized: false, agent: false }).end();
  const [{ statusCode }] = await once(asking, 'response');
  return statusCode;
}

const FORGED = /whose key did not sign it: forged/;

for (const name of ['pfc', 'testssl'] as const satisfies readonly ServiceName[])
  test(`told in HTTP: ${name}`, async (t) => {
    const { services, told } = await started(t, name);
    const url = services[name].addresses.find((one) => one.url.startsWith('https:'))?.url ?? '';
    for (let i = 0; i < TRIES; i++) t.is(await statusAt(url, forged(services)), 403);
    t.is(told.filter((one) => FORGED.test(one)).length, TRIES);
  });

test('the web services have the name of this machine', async (t) => {
  const { services } = await started(t, 'mssante');
  const url = services.mssante.addresses.find((one) => one.url.startsWith('https:'))?.url ?? '';
  const [socket] = await once(
    request(url, { rejectUnauthorized: false, agent: false }).on('error', () => {}),
    'socket',
  );
  await once(socket, 'secureConnect');
  t.is(socket.getPeerX509Certificate()?.checkHost('localhost'), 'localhost');
  socket.destroy();
});

async function secured(t: ExecutionContext, protocol: 'imap' | 'submission') {
  const { services } = await started(t, 'mssante');
  const client = await RawClient.connect(services.mssante.ports[protocol]);
  t.teardown(() => client.close());
  await client.until(/^(?:\* OK|220) .*\r\n/m);
  if (protocol === 'submission') await client.smtp('EHLO poste');
  t.regex(await (protocol === 'imap' ? client.imap('STARTTLS') : client.smtp('STARTTLS')), /OK|^220/);
  await client.secure(forged(services));
  return client;
}

test('told in IMAP', async (t) => {
  const client = await secured(t, 'imap');
  t.regex(await client.imap('AUTHENTICATE EXTERNAL ='), FORGED);
});

test('told in SMTP, whole, in both languages', async (t) => {
  const client = await secured(t, 'submission');
  t.regex(await client.smtp('EHLO poste'), /^250/);
  client.write('MAIL FROM:<a@b.example>\r\n');
  const said = await client.until(/^554 .*\r\n/m);
  t.regex(said, FORGED);
  t.regex(said, /^554[- ].*dont la cle ne l'a pas signe : contrefait \(foreign\)\r\n/m);
  t.true(said.split('\r\n').every((line) => line.length <= 510));
});
