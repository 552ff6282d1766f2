import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  CertificateStore,
  CertificateStoreError,
  certificatesToClean,
  clean,
  EKU,
  findCertificates,
  findLastCertificate,
  StoreCertificate,
  USAGES,
} from '../../../driver/certificate-store/index.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const contents = (seed: number) => personalise(shippedProfile('cps3-medecin'), seed).contents;
const SIGNATURE = '3F00/0001/A001';
const AUTHENTICATION = '3F00/0001/A002';
const certificate = (seed: number, path: string) => contents(seed)[path] ?? new Uint8Array(0);
const [SIGN_1, AUTH_1, SIGN_2] = [certificate(1, SIGNATURE), certificate(1, AUTHENTICATION), certificate(2, SIGNATURE)];
const KEY = {
  containerName: '80250000001 0000002999922881 SIGN',
  providerName: 'Microsoft Base Smart Card Crypto Provider',
  providerType: 1,
  keySpec: 2,
};

function newStore(): CertificateStore {
  return CertificateStore.open(join(temporaryDirectory('store-'), 'MY'));
}

test('a certificate is there once, in its place, whatever is said of it again', (t) => {
  const store = newStore();
  t.is(store.add(SIGN_1, { friendlyName: 'alias', keyProviderInfo: KEY, cardIdentifier: '01' }), 'added');
  t.is(store.add(AUTH_1), 'added');
  const [file] = readdirSync(store.folder);
  const before = statSync(join(store.folder, file ?? '')).mtimeMs;
  t.is(store.add(SIGN_1, { cardIdentifier: '01' }), 'unchanged');
  t.is(statSync(join(store.folder, file ?? '')).mtimeMs, before);
  t.is(store.add(SIGN_1, { friendlyName: 'autre' }), 'replaced');
  const [first, second, ...others] = store.certificates();
  t.deepEqual(first?.properties, { friendlyName: 'autre', keyProviderInfo: KEY, cardIdentifier: '01' });
  t.deepEqual(second?.der, AUTH_1);
  t.deepEqual(others, []);
});

test('what one program writes another reads, and OpenSSL too', (t) => {
  const store = newStore();
  store.add(SIGN_1, { keyProviderInfo: KEY });
  const [found] = CertificateStore.open(store.folder).certificates();
  t.deepEqual(found?.der, SIGN_1);
  t.deepEqual(found?.properties.keyProviderInfo, KEY);
  const path = join(store.folder, `${found?.thumbprint}.pem`);
  const args = ['x509', '-in', path, '-noout', '-fingerprint', '-sha1'];
  const said = execFileSync('openssl', args, { encoding: 'utf8' });
  t.is(said.trim().split('=')[1]?.replaceAll(':', ''), found?.thumbprint);
  const block = execFileSync('openssl', ['x509', '-in', path], { encoding: 'utf8' });
  t.true(readFileSync(path, 'utf8').endsWith(`\n${block}`), 'lines as RFC 7468 wants them');
  t.is(statSync(path).mode & 0o777, 0o600);
});

test('issued again under the same serial number: the new one in the place of the old one', (t) => {
  const store = newStore();
  store.add(SIGN_1, { cardIdentifier: '01' });
  store.add(AUTH_1);
  const again = SIGN_1.slice();
  again[again.length - 1] = (again.at(-1) ?? 0) ^ 1;
  t.is(store.add(again), 'replaced');
  t.deepEqual(
    store.certificates().map(({ der }) => der),
    [again, AUTH_1],
  );
  t.is(store.certificates()[0]?.properties.cardIdentifier, '01');
});

test('removed by another program meanwhile: no error, and no damage', (t) => {
  const store = newStore();
  store.add(SIGN_1);
  const [certificate] = store.certificates();
  if (certificate === undefined) return t.fail();
  store.remove(certificate);
  t.notThrows(() => store.remove(certificate));
  // Listed, and not there when it is read.
  symlinkSync(join(store.folder, 'gone'), join(store.folder, 'gone.pem'));
  t.deepEqual(store.certificates(), []);
  t.deepEqual(store.damaged(), []);
});

test('a certificate that cannot be written: the reason, and no draft', (t) => {
  const store = newStore();
  store.add(SIGN_1);
  const file = readdirSync(store.folder)[0] ?? '';
  rmSync(join(store.folder, file));
  mkdirSync(join(store.folder, file));
  t.is(t.throws(() => store.add(SIGN_1), { instanceOf: CertificateStoreError }).reason, 'notWritten');
  t.deepEqual(readdirSync(store.folder), [file]);
  t.deepEqual(
    store.damaged().map((damage) => damage.file),
    [file],
  );
});

test('a folder that is not there any more', (t) => {
  const store = newStore();
  rmSync(store.folder, { recursive: true });
  const error = t.throws(() => store.certificates(), { instanceOf: CertificateStoreError });
  t.is(error.reason, 'notRead');
  t.is((error.cause as NodeJS.ErrnoException).code, 'ENOENT');
});

test('no draft is left behind, and drafts of others are not certificates', (t) => {
  const store = newStore();
  store.add(SIGN_1);
  t.is(readdirSync(store.folder).length, 1);
  writeFileSync(join(store.folder, 'AA.pem.1.1.tmp'), 'half');
  t.is(store.certificates().length, 1);
  t.deepEqual(store.damaged(), []);
});

test('a file that holds no certificate is told and left alone; one of somebody else counts', (t) => {
  const store = newStore();
  store.add(SIGN_1);
  writeFileSync(join(store.folder, 'lettre.pem'), 'bonjour');
  writeFileSync(join(store.folder, 'faux.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  writeFileSync(join(store.folder, 'autre.pem'), new X509Certificate(AUTH_1).toString());
  t.deepEqual(
    store.certificates().map(({ properties }) => properties),
    [{}, {}],
  );
  mkdirSync(join(store.folder, 'dossier.pem'));
  t.deepEqual(Object.fromEntries(store.damaged().map(({ file, why }) => [file, why])), {
    'dossier.pem': 'is a directory, expected a file',
    'faux.pem': 'the PEM block is no certificate',
    'lettre.pem': "no '-----BEGIN CERTIFICATE-----', expected a certificate in PEM",
  });
  t.is(readFileSync(join(store.folder, 'lettre.pem'), 'utf8'), 'bonjour');
});

test('found by the beginning of its thumbprint, when only one begins so', (t) => {
  const store = newStore();
  store.add(SIGN_1);
  store.add(AUTH_1);
  const [one] = store.certificates();
  t.deepEqual(store.find(one?.thumbprint.slice(0, 12).toLowerCase() ?? '')?.der, SIGN_1);
  t.is(store.find(''), undefined);
  t.is(store.find('XYZ'), undefined);
  t.deepEqual(
    store.matching(one?.thumbprint ?? '').map(({ der }) => der),
    [SIGN_1],
  );
  t.deepEqual(store.matching(' : '), []);
});

test('a folder that cannot be made', (t) => {
  const file = join(temporaryDirectory('store-'), 'file');
  writeFileSync(file, '');
  t.throws(() => CertificateStore.open(join(file, 'MY')), { instanceOf: CertificateStoreError });
});

const ISSUER = 'TEST AC IGC-SANTE FORT PERSONNES SIMULATION';
const searches: readonly (readonly [string, Parameters<typeof findCertificates>[1], readonly Uint8Array[]])[] = [
  ['everything, in the order it came', {}, [SIGN_1, AUTH_1, SIGN_2]],
  ['the issuer by its common name', { issuerName: ISSUER }, [SIGN_1, AUTH_1, SIGN_2]],
  ['the issuer, whatever the case', { issuerName: ISSUER.toLowerCase() }, [SIGN_1, AUTH_1, SIGN_2]],
  ['a part of the issuer is not the issuer', { issuerName: 'FORT PERSONNES' }, []],
  ['signature', { enhancedKeyUsages: USAGES.signature }, [SIGN_1, SIGN_2]],
  ['authentication', { enhancedKeyUsages: USAGES.authentication }, [AUTH_1]],
  ['all usages have to be there', { enhancedKeyUsages: [EKU.CLIENT_AUTHENTICATION, EKU.EMAIL_PROTECTION] }, []],
  ['out of date', { at: new Date('2040-01-01') }, []],
  ['out of date too', { at: new Date('2040-01-01'), includeExpired: true }, [SIGN_1, AUTH_1, SIGN_2]],
  ['not yet valid', { at: new Date('2020-01-01') }, []],
];

for (const [title, query, expected] of searches) {
  test(`search: ${title}`, (t) => {
    const store = newStore();
    for (const der of [SIGN_1, AUTH_1, SIGN_2]) store.add(der);
    t.deepEqual(
      findCertificates(store, { at: new Date('2028-01-01'), ...query }).map(({ der }) => der),
      [...expected],
    );
  });
}

test('the last match wins', (t) => {
  const store = newStore();
  for (const der of [SIGN_1, AUTH_1, SIGN_2, SIGN_1]) store.add(der);
  const query = { enhancedKeyUsages: USAGES.signature, at: new Date('2028-01-01') };
  t.deepEqual(findLastCertificate(store, query)?.der, SIGN_2, 'coming again does not make it the last');
});

test('the last common name counts, of several', (t) => {
  const folder = temporaryDirectory('store-');
  const [key, file] = [join(folder, 'key'), join(folder, 'certificate')];
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', file, '-subj', '/CN=first/CN=last'];
  execFileSync('openssl', ['req', ...made], { stdio: 'ignore' });
  const { raw } = new X509Certificate(readFileSync(file));
  const { subjectName, issuerName } = new StoreCertificate(raw, {}, 0);
  t.deepEqual([subjectName, issuerName], ['last', 'last']);
});

test('cleaning: cards that are not there, certificates out of date, never those of no card', (t) => {
  const store = newStore();
  store.add(SIGN_1, { cardIdentifier: '01' });
  store.add(AUTH_1, { cardIdentifier: '02' });
  store.add(SIGN_2);
  t.deepEqual(certificatesToClean(store, {}), []);
  t.deepEqual(certificatesToClean(store, { expiredAt: new Date('2028-01-01') }), []);
  t.is(certificatesToClean(store, { expiredAt: new Date('2040-01-01') }).length, 2);
  t.deepEqual(
    clean(store, { cardsPresent: new Set(['02']) }).map(({ der }) => der),
    [SIGN_1],
  );
  t.is(store.certificates().length, 2);
});
