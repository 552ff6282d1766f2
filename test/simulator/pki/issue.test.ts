/** Judge of what is issued: OpenSSL. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { ArgumentError } from '#common/arguments.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { fromHex } from '#iso7816/bytes.ts';
import {
  type AuthorityId,
  CERTIFICATE_PROFILES,
  type CertificateProfileId,
  defaultPki,
  type IssuedCertificate,
  Pki,
  PkiError,
  type PkiReason,
  type UrlForm,
} from '../../../simulator/pki/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { holderFor, PERSON, PROFILE_IDS, publicKey, STRUCTURE } from './subjects.ts';

const directory = temporaryDirectory('pki-issue-');

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** A day on which all authorities of that profile are valid. */
function dayOf(id: CertificateProfileId): Date {
  return new Date(id.startsWith('sante') ? '2026-06-01T08:30:15Z' : '2014-04-15T08:30:15Z');
}

function issued(id: CertificateProfileId, authority?: AuthorityId): IssuedCertificate {
  return defaultPki.issue(id, ...holderFor(id), { from: dayOf(id), ...(authority && { authority }) });
}

const verified = test.macro({
  exec(t, id: CertificateProfileId) {
    for (const authority of CERTIFICATE_PROFILES[id].issuers as AuthorityId[]) {
      const certificate = issued(id, authority);
      const [leaf = '', ...above] = defaultPki.chain(certificate).certificates.map(toPem);
      const root = file(`${id}-root.pem`, above.at(-1) ?? '');
      const between = file(`${id}-between.pem`, above.slice(0, -1).join(''));
      const end = file(`${id}.pem`, leaf);
      const at = String(dayOf(id).getTime() / 1000 + 60);
      const args = ['verify', '-x509_strict', '-attime', at, '-CAfile', root, '-untrusted', between];
      t.is(openssl(...args, end), `${end}: OK\n`, authority);
    }
  },
  title: (_, id) => `OpenSSL verifies ${id} up to the root of each of its authorities`,
});

for (const id of PROFILE_IDS) test(verified, id);

const refused = test.macro((t, reason: PkiReason, work: () => unknown) => {
  t.like(t.throws(work, { instanceOf: PkiError }), { code: 'ERR_PKI', reason });
});

const AT = { from: new Date('2026-06-01T00:00:00Z') };
const person = (change: object) => () => defaultPki.issue('sante-auth', { ...PERSON, ...change }, publicKey(), AT);
const software = (change: object) => () =>
  defaultPki.issue(
    'sante-serv-ssl',
    { kind: 'software', commonName: 'a.example', structure: STRUCTURE, ...change },
    publicKey(),
    AT,
  );

for (const name of ['sante', '', '__proto__', 'toString']) {
  const [profile, authority] = [name as CertificateProfileId, name as AuthorityId];
  test(`no authority '${name}'`, refused, 'unknownAuthority', () => defaultPki.authority(authority));
  test(`no profile '${name}'`, refused, 'unknownProfile', () => defaultPki.issue(profile, PERSON, publicKey()));
}
test('another range issues no cards', refused, 'otherIssuer', () =>
  defaultPki.issue('sante-auth', PERSON, publicKey(), { ...AT, authority: 'sante-test-elementaire-personnes' }),
);
test('a program is no person', refused, 'subject', () =>
  defaultPki.issue('sante-auth', ...holderFor('sante-serv-ssl'), AT),
);
test('a person without a name', refused, 'subject', person({ familyName: '' }));
test('a name of 65 letters', refused, 'subject', person({ familyName: 'X'.repeat(65) }));
test('a name that ends early', refused, 'subject', person({ familyName: 'MEDECIN\0.example' }));
test('a name that turns around', refused, 'subject', person({ familyName: '\u202eNICEDEM' }));
test('half a letter', refused, 'subject', person({ familyName: '\ud800' }));
test('no card under a card profile', refused, 'subject', person({ card: undefined }));
test('a letter that Latin-1 has not', refused, 'subject', () =>
  defaultPki.issue('2ter-auth', { ...PERSON, familyName: 'Œ' }, publicKey(1024), { from: new Date('2014-01-01') }),
);
test('a DNS name with a blank', refused, 'subject', software({ dnsNames: ['a b'] }));
test('a DNS name that ends early', refused, 'subject', software({ dnsNames: ['a.example\0.b'] }));
test('a DNS name with a newline', refused, 'subject', software({ dnsNames: ['a.example\n'] }));
test('no structure for PRO', refused, 'subject', () => defaultPki.issue('sante-pro-sign', PERSON, publicKey(), AT));
test('a key of 1024 bits', refused, 'publicKey', () => defaultPki.issue('sante-auth', PERSON, publicKey(1024), AT));
test('a private key', refused, 'publicKey', () =>
  defaultPki.issue('sante-auth', PERSON, defaultPki.authority('2bis-classe-4').key, AT),
);
test('a date that is none', refused, 'validity', () =>
  defaultPki.issue('sante-auth', PERSON, publicKey(), { from: new Date('hier') }),
);
test('an end before the beginning', refused, 'validity', () =>
  defaultPki.issue('sante-auth', PERSON, publicKey(), { ...AT, to: new Date('2026-05-31') }),
);
for (const serial of ['', '00', '80', '0001', 'FF'.repeat(4), '01'.repeat(21)])
  test(`serial number '${serial}'`, refused, 'serial', () =>
    defaultPki.issue('sante-auth', PERSON, publicKey(), { ...AT, serial: fromHex(serial) }),
  );

test('a serial number is given once, however it is asked for', (t) => {
  const pki = new Pki();
  const order = (serial?: IssuedCertificate | 'ofContent', change = {}) =>
    pki.issue('2ter-auth', { ...PERSON, ...change }, publicKey(1024), {
      from: new Date('2014-01-01'),
      ...(serial && { serial: typeof serial === 'string' ? serial : fromHex(serial.serial) }),
    });
  const orders = Array.from({ length: 1000 }, () => order());
  t.is(new Set(orders.map(({ serial }) => serial)).size, 1000, 'the same order, a thousand times');
  const [first] = orders as [IssuedCertificate];
  t.deepEqual(order(first), first, 'the same certificate again');
  t.is(t.throws(() => order(first, { givenName: 'ANNE' }), { instanceOf: PkiError })?.reason, 'serial');
  const [made, again] = [order('ofContent'), order('ofContent')];
  t.deepEqual(again, made);
  t.not(order('ofContent', { givenName: 'ANNE' }).serial, made.serial);
  t.false(orders.some(({ serial }) => serial === made.serial));
});

test('the same orders of the same authorities, the same certificates; another seed, others', (t) => {
  const make = (seed?: number) => {
    const pki = new Pki(seed === undefined ? {} : { seed });
    return [1, 2].map(() => pki.issue('sante-auth', PERSON, publicKey(), AT).certificate);
  };
  t.deepEqual(make(), make());
  t.notDeepEqual(make(), make(2));
});

const serials: readonly (readonly [CertificateProfileId, RegExp])[] = [
  ['sante-auth', /^[4-7][0-9A-F]{31}$/],
  ['2ter-auth', /^4C[0-9A-F]{4}$/],
  ['2bis-ssl', /^303030313237203930303030[0-9A-F]{8}$/],
];
for (const [id, form] of serials)
  test(`form of the serial numbers of ${id}`, (t) => {
    const [one, other] = [issued(id), issued(id)];
    t.regex(one.serial, form);
    t.is(one.serial, new X509Certificate(one.certificate).serialNumber);
    if (id === 'sante-auth') t.is(one.serial.slice(0, 16), other.serial.slice(0, 16), "the authority's own half");
  });

const validity = test.macro(
  (t, id: CertificateProfileId, generation: 'CPS3' | 'CPS4', from: string, expected: readonly [string, string]) => {
    const { certificate } = defaultPki.issue(id, ...holderFor(id), { from: new Date(from), generation });
    const { validFrom, validTo } = new X509Certificate(certificate);
    t.deepEqual(
      [validFrom, validTo].map((date) => new Date(date).toISOString().replace('.000Z', 'Z')),
      [...expected],
    );
  },
);
test('three years on a CPS3', validity, 'sante-auth', 'CPS3', '2026-06-01T08:30:15.700Z', [
  '2026-06-01T08:30:15Z',
  '2029-06-01T08:30:15Z',
]);
test('six years on a CPS4', validity, 'sante-sign', 'CPS4', '2026-06-01T08:30:15Z', [
  '2026-06-01T08:30:15Z',
  '2032-06-01T08:30:15Z',
]);
test('three years of a program, whatever the card', validity, 'sante-org-sign', 'CPS4', '2024-02-29T00:00:00Z', [
  '2024-02-29T00:00:00Z',
  '2027-02-28T00:00:00Z',
]);
// The certificate of 2TER that was read: 2013-05-01 00:00:01 to 2016-05-31 21:59:59.
test('2TER: to the end of the month', validity, '2ter-auth', 'CPS3', '2013-05-01T00:00:01Z', [
  '2013-05-01T00:00:01Z',
  '2016-05-31T21:59:59Z',
]);

test('2TER: from the first second of the day on which it is issued', (t) => {
  const date = () => new Date('2013-05-01T15:16:17Z');
  const pki = new Pki({ clock: { ...SYSTEM_CLOCK, date } });
  const { notBefore, notAfter } = pki.issue('2ter-auth', ...holderFor('2ter-auth'));
  t.is(notBefore.toISOString(), '2013-05-01T00:00:01.000Z');
  t.is(notAfter.toISOString(), '2016-05-31T21:59:59.000Z');
});

const urls = test.macro((t, form: UrlForm, expected: readonly string[]) => {
  const pki = new Pki({ urls: form });
  const text = (id: CertificateProfileId) => {
    const { certificate } = pki.issue(id, ...holderFor(id), { from: dayOf(id) });
    return openssl('x509', '-noout', '-text', '-in', file('urls.pem', toPem(certificate)));
  };
  const found = (['sante-auth', '2ter-auth'] as const).flatMap((id) =>
    [...text(id).matchAll(/(?:URI|CPS): ?(.*)/g)].map(([, url = '']) => url),
  );
  t.deepEqual(
    found.map((url) => url.replace(/TEST%20AC%20IGC-SANTE.*o=ASIP-SANTE/, '...')),
    [...expected],
  );
});
test("addresses: the documents' own", urls, 'documents', [
  'http://igc-sante.esante.gouv.fr/PC%20TEST',
  'http://igc-sante.esante.gouv.fr/CRL/ACI-FO-PP-TEST.crl',
  'ldap://annuaire-igc.esante.gouv.fr/cn=...,c=FR?certificaterevocationlist;binary?base?objectClass=pkiCA',
  'ldap://annuaire-igc.esante.gouv.fr/cn=...,c=FR?deltarevocationlist;binary?base?objectClass=pkiCA',
  'http://ocsp.esante.gouv.fr',
  'http://igc-sante.esante.gouv.fr/AC%20TEST/ACI-FO-PP-TEST.cer',
  'http://annuaire.gip-cps.fr/crl/test/TEST CLASSE-1.crl',
  'ldap://annuaire.gip-cps.fr/cn=test classe-1,ou=test professionnel,o=test,c=fr?certificaterevocationlist;binary',
  'ldap://annuaire.gip-cps.fr/cn=test classe-1,ou=test professionnel,o=test,c=fr?deltarevocationlist;binary',
]);
test('addresses: on loopback', urls, { http: 8080, ldap: 3890, ocsp: 8081 }, [
  'http://127.0.0.1:8080/PC%20TEST',
  'http://127.0.0.1:8080/CRL/ACI-FO-PP-TEST.crl',
  'ldap://127.0.0.1:3890/cn=...,c=FR?certificaterevocationlist;binary?base?objectClass=pkiCA',
  'ldap://127.0.0.1:3890/cn=...,c=FR?deltarevocationlist;binary?base?objectClass=pkiCA',
  'http://127.0.0.1:8081',
  'http://127.0.0.1:8080/AC%20TEST/ACI-FO-PP-TEST.cer',
  'http://127.0.0.1:8080/crl/test/TEST CLASSE-1.crl',
  'ldap://127.0.0.1:3890/cn=test classe-1,ou=test professionnel,o=test,c=fr?certificaterevocationlist;binary',
  'ldap://127.0.0.1:3890/cn=test classe-1,ou=test professionnel,o=test,c=fr?deltarevocationlist;binary',
]);
test('addresses: asked of nobody', urls, 'invalid', [
  'http://igc-sante.simulation.invalid/PC%20TEST',
  'http://igc-sante.simulation.invalid/CRL/ACI-FO-PP-TEST.crl',
  'ldap://annuaire-igc.simulation.invalid/cn=...,c=FR?certificaterevocationlist;binary?base?objectClass=pkiCA',
  'ldap://annuaire-igc.simulation.invalid/cn=...,c=FR?deltarevocationlist;binary?base?objectClass=pkiCA',
  'http://ocsp.simulation.invalid',
  'http://igc-sante.simulation.invalid/AC%20TEST/ACI-FO-PP-TEST.cer',
  'http://annuaire.simulation.invalid/crl/test/TEST CLASSE-1.crl',
  'ldap://annuaire.simulation.invalid/cn=test classe-1,ou=test professionnel,o=test,c=fr?certificaterevocationlist;binary',
  'ldap://annuaire.simulation.invalid/cn=test classe-1,ou=test professionnel,o=test,c=fr?deltarevocationlist;binary',
]);

test('a chain as a list, as PEM and as .p7b', (t) => {
  const chain = defaultPki.chain(issued('sante-serv-ssl'));
  t.is(chain.certificates.length, 3);
  t.is(chain.pem, chain.certificates.map(toPem).join(''));
  const p7b = openssl('pkcs7', '-inform', 'DER', '-print_certs', '-in', file('chain.p7b', chain.p7b));
  t.deepEqual(
    p7b.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g),
    chain.certificates.map((one) => toPem(one).trim()),
  );
  t.is(defaultPki.chain('sante-test-fort').certificates.length, 1);
});

test('every authority says that it is a simulation, and TEST first in the test branch', (t) => {
  const last = (text: string) => text.split('\n').at(-1) ?? '';
  for (const { id, branch, certificate } of defaultPki.authorities()) {
    const { subject, ca } = new X509Certificate(certificate);
    t.true(ca, id);
    t.regex(last(subject), / SIMULATION$/, id);
    if (id.startsWith('sante')) t.is(/^CN=TEST /.test(last(subject)), branch === 'test', id);
  }
  t.is(defaultPki.authorities().length, 18 + 14 + 8);
});

test('no two authorities have one name, one key, or one number from one issuer', (t) => {
  const certificates = defaultPki.authorities().map(({ certificate }) => new X509Certificate(certificate));
  const different = (of: (one: X509Certificate) => string) => new Set(certificates.map(of)).size;
  t.is(
    different(({ subject }) => subject),
    certificates.length,
  );
  t.is(
    different(({ publicKey: key }) => String(key.export({ type: 'spki', format: 'pem' }))),
    certificates.length,
  );
  t.is(
    different(({ issuer, serialNumber }) => `${issuer} ${serialNumber}`),
    certificates.length,
  );
});

const meaningless = test.macro((t, work: () => unknown) => {
  t.throws(work, { instanceOf: ArgumentError, code: 'ERR_ARGUMENT' });
});
test('addresses that are none', meaningless, () => new Pki({ urls: 'loopback' as never }));
test('a port that is none', meaningless, () => new Pki({ urls: { http: 0, ldap: 389 } }));
test('no subject', meaningless, () => defaultPki.issue('sante-auth', undefined as never, publicKey()));
test('a kind of subject that is none', meaningless, person({ kind: 'constructor' }));
test('a subject without its number', meaningless, person({ nationalId: undefined }));
for (const type of [4, -1, 127, 0.5, '0' as never])
  test(`a type of card that is none: ${typeof type} ${type}`, meaningless, person({ card: { ...PERSON.card, type } }));
for (const professionCode of [9, 100, 999, -10])
  test(`a profession that is none: ${professionCode}`, meaningless, person({ professionCode }));
for (const specialty of ['', 'SM', 'SM 26', 'sm26', 'SM26\n', 'Médecine générale'])
  test(`a specialty that is none: ${JSON.stringify(specialty)}`, meaningless, person({ specialties: [specialty] }));
test('a key in PEM', meaningless, () => defaultPki.issue('sante-auth', PERSON, 'PEM' as never));
test('a date as text', meaningless, () =>
  defaultPki.issue('sante-auth', PERSON, publicKey(), { from: '2026-01-01' as never }),
);
