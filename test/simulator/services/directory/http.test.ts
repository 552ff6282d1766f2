/** The authorities' sites over HTTP. Judge of what is published: OpenSSL. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { crlToPem } from '#asn1/pem.ts';
import { ArgumentError } from '#common/arguments.ts';
import type { DirectoryFault } from '../../../../simulator/services/index.ts';
import { certificateOf, DAY, NOW } from '../../pki/revoked.ts';
import { addressesIn } from '../addresses.ts';
import { STILL, started } from '../started.ts';
import { type Answer, asked } from '../web-client.ts';

function crlText(crl: Uint8Array): string {
  const args = ['crl', '-inform', 'DER', '-noout', '-text'];
  return execFileSync('openssl', args, { input: crl, encoding: 'utf8' });
}

/** The directory, a certificate and where its list stands. */
async function published(t: ExecutionContext) {
  const { services, told } = await started(t, 'directory');
  const { directory, pki } = services;
  const certificate = certificateOf(pki);
  const [url = ''] = addressesIn(certificate.certificate, 'crl');
  const get = (address = url, options = {}) => asked(directory.urls.http, new URL(address).pathname, options);
  return { directory, pki, told, certificate, url, get };
}

function typeOf({ headers }: Answer): unknown {
  return headers['content-type'];
}

test('the addresses of a certificate are followed: list, authority, root above it', async (t) => {
  const { pki, certificate, get, directory } = await published(t);
  const list = await get();
  t.is(typeOf(list), 'application/pkix-crl');
  t.deepEqual(new Uint8Array(list.body), pki.register(certificate.authority).at().crl().crl);
  t.regex(crlText(list.body), /Next Update: Jun 17 00:00:00 2026 GMT/);
  const [responder, issuer = ''] = addressesIn(certificate.certificate, 'access');
  t.is(responder, `http://127.0.0.1:${directory.urls.http}`);
  const above = await get(issuer);
  t.is(typeOf(above), 'application/pkix-cert');
  t.true(new X509Certificate(certificate.certificate).verify(new X509Certificate(above.body).publicKey));
  const [rootList = ''] = addressesIn(above.body, 'crl');
  t.regex(crlText((await get(rootList)).body), /CN = TEST AC RACINE IGC-SANTE FORT/);
});

test('every address of the older generations is followed, blanks included', async (t) => {
  const { pki, get } = await published(t);
  const [list = ''] = addressesIn(certificateOf(pki, '2ter-auth').certificate, 'crl');
  t.regex(list, /\/crl\/test\/TEST CLASSE-1\.crl$/);
  t.regex(crlText((await get(list)).body), /CN = TEST CLASSE-1/);
  const [server = ''] = addressesIn(certificateOf(pki, '2bis-ssl').certificate, 'crl');
  t.regex(crlText((await get(server)).body), /OU = AC-CLASSE-4-TEST/);
});

test('it answers to the names of the documents, and to any other', async (t) => {
  const { get } = await published(t);
  for (const host of ['igc-sante.esante.gouv.fr', 'annuaire.gip-cps.fr', 'autre.example', ''])
    t.is((await get(undefined, { host })).status, 200, host);
});

test('chains of both branches, and none of the other', async (t) => {
  const { directory } = await published(t);
  const subjects = async (path: string) => {
    const { body, headers } = await asked(directory.urls.http, path);
    t.is(headers['content-type'], 'application/x-pkcs7-certificates');
    const args = ['pkcs7', '-inform', 'DER', '-print_certs', '-noout'];
    const text = execFileSync('openssl', args, { input: body, encoding: 'utf8' });
    return [...text.matchAll(/subject=.*CN = (.*)/g)].map(([, name]) => name);
  };
  const production = await subjects('/AC/Chaine_de_certification-IGC-Sante.p7b');
  const tests = await subjects('/AC%20TEST/Chaine_de_certification-IGC-Sante-TEST.p7b');
  t.true(production.length >= 9);
  t.deepEqual(tests.toSorted(), production.map((name) => `TEST ${name}`).toSorted());
});

test('HEAD says how long a list is; what is nowhere is 404', async (t) => {
  const { get, directory } = await published(t);
  const { body, headers, status } = await get(undefined, { method: 'HEAD' });
  t.is(status, 200);
  t.is(body.length, 0);
  t.is(Number(headers['content-length'] ?? 0), (await get()).body.length);
  for (const path of ['/CRL/ACI-FO-PP-TEST.cer', '/CRL/', '/../etc/passwd', '/%', '/%ff', '/CRL/%2e%2e/x'])
    t.is((await asked(directory.urls.http, path)).status, 404, path);
  for (const method of ['PUT', 'DELETE', 'POST'])
    t.is((await asked(directory.urls.http, '/CRL/ACI-FO-PP-TEST.crl', { method })).status, 404, method);
});

test('the page of the directory warns, and names every address', async (t) => {
  const { directory } = await published(t);
  const text = (await asked(directory.urls.http, '/')).body.toString();
  t.regex(text, /clés privées viennent d'une constante publique/);
  for (const name of ['/CRL/ACI-FO-PP-TEST.crl', 'deltarevocationlist', 'TEST CLASSE-1.crl'])
    t.true(text.includes(name));
});

test('a list is that of the moment at which it is asked, and the same twice', async (t) => {
  const { pki, certificate, get } = await published(t);
  const [a, b] = await Promise.all([get(), get()]);
  t.deepEqual(a.body, b.body);
  pki.register(certificate.authority).revoke(certificate.serial, { at: new Date(NOW.getTime() - DAY) });
  t.true(crlText((await get()).body).includes(certificate.serial));
  t.false(crlText(a.body).includes(certificate.serial));
});

const PLANTED: readonly (readonly [DirectoryFault, (t: ExecutionContext, answer: Answer, good: Buffer) => void])[] = [
  ['notFound', (t, { status }) => t.is(status, 404)],
  [
    'html',
    (t, { headers, body }) =>
      t.true(String(headers['content-type']).startsWith('text/html') && /<html>/.test(String(body))),
  ],
  ['empty', (t, { status, body }) => t.deepEqual([status, body.length], [200, 0])],
  ['truncated', (t, { body }, good) => t.deepEqual(body, good.subarray(0, Math.floor(good.length / 2)))],
  ['pem', (t, { body }, good) => t.is(body.toString(), crlToPem(good))],
  ['otherIssuer', (t, { body }) => t.regex(crlText(body), /CN = TEST AC IGC-SANTE (?!FORT PERSONNES)/)],
  [{ stale: 8 }, (t, { body }) => t.regex(crlText(body), /Next Update: Jun {2}9 00:00:00 2026 GMT/)],
  [{ stale: 3650 }, (t, { body }) => t.regex(crlText(body), /Last Update: Jun 12 00:00:00 2016 GMT/)],
];

for (const [fault, judged] of PLANTED)
  test(`fault: ${JSON.stringify(fault)}, and healed`, async (t) => {
    const { directory, get, certificate } = await published(t);
    const good = (await get()).body;
    directory.plant(fault, { authority: certificate.authority, what: 'crl', way: 'http' });
    judged(t, await get(), good);
    directory.reset();
    t.deepEqual((await get()).body, good);
  });

test('fault: the connection ends without an answer', async (t) => {
  const { directory, get, told } = await published(t);
  directory.plant('unreachable');
  await t.throwsAsync(get(), { code: 'ECONNRESET' });
  t.regex(told.join('\n'), /HTTP: \/CRL\/ACI-FO-PP-TEST\.crl/);
  directory.heal();
  t.is((await get()).status, 200);
});

test('a fault of one place is none of another; the last one counts', async (t) => {
  const { directory, get, certificate } = await published(t);
  const [, issuer = ''] = addressesIn(certificate.certificate, 'access');
  directory.plant('notFound', { what: 'certificate' });
  directory.plant('empty', { authority: 'sante-test-standard-personnes' });
  directory.plant('notFound', { way: 'ldap' });
  t.is((await get()).status, 200);
  t.is((await get(issuer)).status, 404);
  directory.plant('empty', { what: 'certificate' });
  t.is((await get(issuer)).status, 200);
});

test('a list of days before the authority was there is no list', async (t) => {
  const { directory, get, pki } = await published(t);
  const [list = ''] = addressesIn(certificateOf(pki, '2ter-auth').certificate, 'crl');
  t.is((await get(list)).status, 200);
  directory.plant({ stale: 3650 }, { authority: 'sante-test-fort-personnes' });
  t.is((await get()).status, 200);
  const then = { ...STILL, date: () => new Date('2014-04-15') };
  const { services } = await started(t, 'directory', then);
  services.directory.plant({ stale: 3650 });
  t.is((await asked(services.directory.urls.http, '/CRL/ACI-FO-PP-TEST.crl')).status, 404);
});

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  'a fault there is not': ['lost'],
  'a fault and a half': [{ stale: 1.5 }],
  'days of the future': [{ stale: -1 }],
  'slow without end': [{ slow: Number.POSITIVE_INFINITY }],
  'an authority there is not': ['empty', { authority: 'sante' }],
  'a thing there is not': ['empty', { what: 'list' }],
  'a way there is not': ['empty', { way: 'ftp' }],
  'exact, which HTTP does not know': ['exact', { way: 'http' }],
  'a certificate of another day': [{ stale: 8 }, { what: 'certificate' }],
  'a member there is not': ['empty', { whose: 'sante-fort' }],
};

for (const [what, args] of Object.entries(WRONG))
  test(`no fault is planted: ${what}`, async (t) => {
    const { directory, get } = await published(t);
    t.throws(() => Reflect.apply(directory.plant, directory, args), { instanceOf: ArgumentError });
    t.throws(() => directory.answerOcsp({ fault: 'maybe' } as never), { instanceOf: ArgumentError });
    t.throws(() => directory.limit(-1), { instanceOf: ArgumentError });
    t.is((await get()).status, 200);
  });

test('fifty programs at once get the same list', async (t) => {
  const { get } = await published(t);
  const answers = await Promise.all(Array.from({ length: 50 }, () => get()));
  t.is(new Set(answers.map(({ body }) => body.toString('base64'))).size, 1);
});
