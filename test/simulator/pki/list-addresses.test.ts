/** Which addresses of lists a certificate names, as OpenSSL reads them. Source: reference/pitfalls.md C1. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { ArgumentError } from '#common/arguments.ts';
import { type CertificateProfileId, type ListAddresses, Pki } from '../../../simulator/pki/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { ISSUED, pkiOf } from './revoked.ts';
import { holderFor } from './subjects.ts';

const folder = temporaryDirectory('lists-');
let files = 0;

/** The addresses of an extension, those of each distribution point together. */
function pointsIn(certificate: Uint8Array, name: 'crlDistributionPoints' | 'freshestCRL'): string[][] {
  const path = join(folder, `${files++}.pem`);
  writeFileSync(path, toPem(certificate));
  const text = execFileSync('openssl', ['x509', '-in', path, '-noout', '-ext', name], { encoding: 'utf8' });
  return text
    .split('Full Name:')
    .slice(1)
    .map((point) => [...point.matchAll(/URI:(.*)/g)].map(([, url = '']) => url));
}

function points(
  lists: ListAddresses | undefined,
  id: CertificateProfileId = 'sante-auth',
  at: 'issue' | 'pki' = 'issue',
) {
  const pki = pkiOf({ urls: 'documents', ...(at === 'pki' && { lists }) });
  const { certificate } = pki.issue(id, ...holderFor(id), { from: ISSUED, ...(at === 'issue' && { lists }) });
  return { full: pointsIn(certificate, 'crlDistributionPoints'), delta: pointsIn(certificate, 'freshestCRL') };
}

const HTTP = 'http://igc-sante.esante.gouv.fr/CRL/ACI-FO-PP-TEST.crl';
const DN =
  'cn=TEST%20AC%20IGC-SANTE%20FORT%20PERSONNES,ou=TEST%20AC%20RACINE%20IGC-SANTE%20FORT,ou=IGC-SANTE%20TEST,ou=0002%20187512751,o=ASIP-SANTE,c=FR';
const ldap = (attribute: string, dn = DN) =>
  `ldap://annuaire-igc.esante.gouv.fr/${dn}?${attribute}?base?objectClass=pkiCA`;
const LDAP = ldap('certificaterevocationlist;binary');

const CHOICES: readonly (readonly [ListAddresses | undefined, string[][]])[] = [
  [undefined, [[HTTP], [LDAP]]],
  [{}, [[HTTP], [LDAP]]],
  [{ ways: ['http'] }, [[HTTP]]],
  [{ ways: ['ldap'] }, [[LDAP]]],
  [{ ways: ['http', 'ldap'] }, [[HTTP], [LDAP]]],
  [{ ways: ['ldap', 'http'] }, [[LDAP], [HTTP]]],
  [{ points: 'together' }, [[HTTP, LDAP]]],
  [{ ways: ['ldap', 'http'], points: 'together' }, [[LDAP, HTTP]]],
  [{ points: 'separate', blanks: 'escaped', attribute: 'lower', option: 'binary' }, [[HTTP], [LDAP]]],
  [{ ways: ['ldap'], blanks: 'raw' }, [[ldap('certificaterevocationlist;binary', DN.replaceAll('%20', ' '))]]],
  [{ ways: ['ldap'], attribute: 'mixed' }, [[ldap('certificateRevocationList;binary')]]],
  [{ ways: ['ldap'], option: 'none' }, [[ldap('certificaterevocationlist')]]],
  [{ ways: ['ldap'], attribute: 'mixed', option: 'none' }, [[ldap('certificateRevocationList')]]],
];
for (const [lists, expected] of CHOICES)
  for (const at of ['issue', 'pki'] as const)
    test(`${JSON.stringify(lists)}, of the ${at}`, (t) => {
      t.deepEqual(points(lists, 'sante-auth', at).full, expected);
    });

test('delta lists are named in the directory all the same, written as the others', (t) => {
  t.deepEqual(points({ ways: ['http'] }).delta, [[ldap('deltarevocationlist;binary')]]);
  const written = points({ blanks: 'raw', attribute: 'mixed', option: 'none' }).delta;
  t.deepEqual(written, [[ldap('deltaRevocationList', DN.replaceAll('%20', ' '))]]);
});

test('2TER prints its blanks raw; asked to, it escapes them, over HTTP too', (t) => {
  const printed = points(undefined, '2ter-auth').full.flat();
  t.is(printed.length, 2);
  t.true(printed.every((url) => url.includes(' ')));
  const escaped = points({ blanks: 'escaped' }, '2ter-auth').full.flat();
  t.deepEqual(
    escaped,
    printed.map((url) => url.replaceAll(' ', '%20')),
  );
});

test('of a Pki: the intermediate too, whose own certificate has another one for its root', (t) => {
  const of = (lists: ListAddresses | undefined) => {
    const { certificate } = new Pki({ urls: 'documents', lists }).authority('sante-test-fort-personnes');
    return pointsIn(certificate, 'crlDistributionPoints').map(([url = '']) => url.split(':')[0]);
  };
  t.deepEqual(of(undefined), ['http', 'ldap']);
  t.deepEqual(of({ ways: ['ldap'] }), ['ldap']);
});

const NONE: readonly unknown[] = [
  { ways: [] },
  { ways: ['http', 'http'] },
  { ways: ['ftp'] },
  { ways: 'http' },
  { points: 'one' },
  { blanks: true },
  { option: ';binary' },
  { way: ['http'] },
  null,
  [],
];
for (const lists of NONE)
  test(`refused: ${JSON.stringify(lists)}`, (t) => {
    t.throws(() => new Pki({ lists: lists as never }), { instanceOf: ArgumentError });
    t.throws(() => pkiOf().issue('sante-auth', ...holderFor('sante-auth'), { lists: lists as never }), {
      instanceOf: ArgumentError,
    });
  });
