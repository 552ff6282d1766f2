/** Judges: OpenSSL, node:crypto and node-forge; layout of real certificates: reference/cps-facts.md (d). */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import forge from 'node-forge';
import { toPem } from '#asn1/pem.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { personalise, shippedProfile, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { defaultPki } from '../../../simulator/pki/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const SIGNATURE = '3F00/0001/A001';
const AUTHENTICATION = '3F00/0001/A002';
/** A day on which every certificate made here is valid, so that the tests do not expire. */
const DAY = String(Date.UTC(2027, 0, 1) / 1000);

const directory = temporaryDirectory('certificates-');
const { intermediate, root } = defaultPki.certificates();

function pemFile(name: string, certificate: Bytes): string {
  const path = join(directory, name);
  writeFileSync(path, toPem(certificate));
  return path;
}

const rootFile = pemFile('root.pem', root);
const intermediateFile = pemFile('intermediate.pem', intermediate);

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8' });
}

function certificateOf(profile: string, path: string): Bytes {
  return personalise(shippedProfile(profile), 1).contents[path] as Bytes;
}

/** Of the authority that signed it, the root last. */
function chainFiles(certificate: X509Certificate, name: string): { root: string; between: string } {
  const issuer = defaultPki.issuerOf(certificate);
  if (issuer === undefined) throw new Error(`${name}: signed by nobody who is known`);
  const [first, ...above] = issuer.chain;
  return {
    root: pemFile(`${name}-root.pem`, above.at(-1) as Bytes),
    between: pemFile(`${name}-between.pem`, first as Bytes),
  };
}

test('OpenSSL verifies every certificate up to the simulated root, for its purpose', (t) => {
  for (const profile of shippedProfileNames())
    for (const [path, purpose] of [
      [SIGNATURE, []],
      [AUTHENTICATION, ['-purpose', 'sslclient']],
    ] as const) {
      const name = `${profile}-${path.replaceAll('/', '')}`;
      const certificate = certificateOf(profile, path);
      const { root: ca, between } = chainFiles(new X509Certificate(certificate), name);
      // A card of 2TER ends before the others begin.
      const day = String(new Date(shippedProfile(profile).personalisation.notAfter).getTime() / 1000 - 86400);
      const chain = ['-x509_strict', '-attime', day, '-CAfile', ca, '-untrusted', between];
      t.is(
        openssl('verify', ...chain, ...purpose, pemFile(`${name}.pem`, certificate)).trim(),
        `${pemFile(`${name}.pem`, certificate)}: OK`,
      );
    }
});

test('OpenSSL does not take the signature certificate for TLS, nor any other day', (t) => {
  const file = pemFile('signature.pem', certificateOf('cps3-medecin', SIGNATURE));
  const chain = ['-CAfile', rootFile, '-untrusted', intermediateFile];
  const refused = (...args: string[]) =>
    t.throws(() => execFileSync('openssl', ['verify', ...args, ...chain, file], { stdio: 'pipe' }));
  refused('-attime', DAY, '-purpose', 'sslclient');
  refused('-attime', String(Date.UTC(2037, 0, 1) / 1000));
});

test('the authorities call themselves simulated', (t) => {
  for (const certificate of [root, intermediate]) {
    const { subject, ca } = new X509Certificate(certificate);
    t.true(ca);
    t.regex(subject, /^C=FR\nO=ASIP-SANTE\nOU=0002 187512751\nOU=IGC-SANTE TEST\nCN=TEST AC .* SIMULATION$/);
  }
});

test('names, dates and keys as node:crypto reads them', (t) => {
  const { keys } = personalise(shippedProfile('cps3-medecin'), 1);
  for (const [path, key] of [
    [SIGNATURE, '3F00/0001/01'],
    [AUTHENTICATION, '3F00/0001/02'],
  ] as const) {
    const certificate = new X509Certificate(certificateOf('cps3-medecin', path));
    t.true(certificate.checkPrivateKey(keys[key] as never));
    t.true(certificate.verify(new X509Certificate(intermediate).publicKey));
    t.true(certificate.checkIssued(new X509Certificate(intermediate)));
    t.is(certificate.serialNumber.length, 32);
  }
});

const validity = test.macro({
  exec(t, name: string, end: string) {
    const dates = [SIGNATURE, AUTHENTICATION].map((path) => {
      const { validFrom, validTo } = new X509Certificate(certificateOf(name, path));
      return [validFrom, validTo].map((date) => new Date(date).toISOString().slice(0, 10));
    });
    t.deepEqual(dates, [
      ['2026-01-01', end],
      ['2026-01-01', end],
    ]);
    // CPS_ID_CARD: 84, end of validity
    const idCard = personalise(shippedProfile(name), 1).contents['3F00/0001/D101'] as Bytes;
    t.is(toHex(idCard.subarray(-6)), `8404${end.replaceAll('-', '')}`);
  },
  title: (_, name, end) => `${name}: certificates and card end on ${end}`,
});

// Source: reference/cps-facts.md (d): three years, six on a CPS4.
test(validity, 'cps3-medecin', '2029-01-01');
test(validity, 'cps4-medecin', '2032-01-01');

test('the validity is that of the profile', (t) => {
  const { personalisation, ...profile } = shippedProfile('cps3-medecin');
  const longer = { ...profile, personalisation: { ...personalisation, notAfter: '2046-01-01T00:00:00Z' } };
  const certificate = new X509Certificate(personalise(longer, 1).contents[SIGNATURE] as Bytes);
  t.is(new Date(certificate.validTo).toISOString(), '2046-01-01T00:00:00.000Z');
});

const names = test.macro({
  exec(t, profile: string, expected: string) {
    const file = pemFile(`${profile}.pem`, certificateOf(profile, AUTHENTICATION));
    const text = openssl('x509', '-in', file, '-noout', '-subject', '-nameopt', 'utf8,sep_multiline,sname,space_eq');
    t.deepEqual(
      text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
        .join(' / '),
      expected,
    );
  },
  title: (_, profile) => `${profile}: order of the subject's names, one multi-valued RDN`,
});

test(names, 'cps3-medecin', 'C = FR / title = Médecin / GN = CLAIRE + CN = 899909990001 + SN = MEDECIN9990001');
test(
  names,
  'cps3-pharmacien',
  'C = FR / ST = Rhône (69) / O = PHARMACIE DE SIMULATION9002 / OU = 10B9990021 / title = Pharmacien / GN = JEANNE + CN = 899909990002 + SN = PHARMACIEN9990002',
);

/** Object identifiers of the extensions, in order, as node-forge finds them. */
function extensionIds(certificate: Bytes): string[] {
  const parsed = forge.pki.certificateFromPem(toPem(certificate));
  return (parsed.extensions as { id: string }[]).map(({ id }) => id);
}

const GIP_CPS = ['1.2.250.1.71.1.2.5', '1.2.250.1.71.1.2.2', '1.2.250.1.71.1.2.3', '1.2.250.1.71.1.2.7'];
const BEGINNING = ['2.5.29.19', '2.5.29.14', '2.5.29.35', '2.5.29.15', '2.5.29.32', '2.5.29.37'];
const END = ['2.5.29.31', '2.5.29.46', '1.3.6.1.5.5.7.1.1', ...GIP_CPS];

test('order of the extensions', (t) => {
  t.deepEqual(extensionIds(certificateOf('cps3-medecin', AUTHENTICATION)), [...BEGINNING, '2.5.29.17', ...END]);
  t.deepEqual(extensionIds(certificateOf('cps3-medecin', SIGNATURE)), [...BEGINNING, '2.5.29.16', ...END]);
});

function textOf(path: string): string {
  return openssl('x509', '-in', pemFile('text.pem', certificateOf('cps3-medecin', path)), '-noout', '-text');
}

test('extensions of the authentication certificate', (t) => {
  const text = textOf(AUTHENTICATION);
  t.regex(text, /X509v3 Key Usage: critical\n +Digital Signature\n/);
  t.regex(text, /TLS Web Client Authentication, Microsoft Smartcard Login\n/i);
  t.regex(text, /othername: ?UPN:+ ?8\.99909990001@carte-cps\.fr/i);
  t.regex(text, /Policy: 1\.2\.250\.1\.213\.1\.7\.2\.1\.1\.1\.1/);
  t.regex(text, /1\.2\.250\.1\.71\.1\.2\.3: ?\n +\.\.8025000001\/2999[0-9]{6}\n/);
});

test('extensions of the signature certificate', (t) => {
  const text = textOf(SIGNATURE);
  t.regex(text, /X509v3 Key Usage: critical\n +Non Repudiation\n/);
  t.regex(text, /X509v3 Extended Key Usage: ?\n +E-mail Protection\n/);
  t.regex(text, /Not Before: Jan +1 00:00:00 2026 GMT, Not After: Jan +1 00:00:00 2029 GMT/);
  t.false(text.includes('othername'));
});

const gipCps = test.macro({
  exec(t, id: string, expected: string) {
    const parsed = forge.pki.certificateFromPem(toPem(certificateOf('cps3-medecin', AUTHENTICATION)));
    const found = (parsed.extensions as { id: string; value: string }[]).find((one) => one.id === id);
    t.is(
      Buffer.from(found?.value ?? '', 'binary')
        .toString('hex')
        .toUpperCase(),
      expected,
    );
  },
  title: (_, id) => `GIP-CPS extension ${id}`,
});

test(gipCps, '1.2.250.1.71.1.2.5', '040180');
test(gipCps, '1.2.250.1.71.1.2.2', '020100');
test(gipCps, '1.2.250.1.71.1.2.7', '02010A');

test('no address in any certificate exists', (t) => {
  for (const path of [SIGNATURE, AUTHENTICATION])
    for (const [, host] of textOf(path).matchAll(/(?:http|ldap)s?:\/\/([^/\s]*)/g)) t.regex(host ?? '', /\.invalid$/);
});
