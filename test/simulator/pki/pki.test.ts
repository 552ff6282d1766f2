/** Judges: OpenSSL and node:crypto; the shape of real authorities: reference/cps-facts.md (d). */
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { checkCard } from '../../../simulator/personalisation/inspection/index.ts';
import { defaultPki, Pki } from '../../../simulator/pki/index.ts';
import { CIA_READER } from '../../../tools/cli/card/cia-reader.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const directory = temporaryDirectory('pki-');
const profile = shippedProfile('cps3-medecin');
const SIGNATURE = '3F00/0001/A001';
const DAY = String(Date.UTC(2027, 0, 1) / 1000);

const second = new Pki({ seed: 2 });
const regional = new Pki({ name: 'REGION' });

function digest(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function file(name: string, certificate: Bytes): string {
  const path = join(directory, `${name}.pem`);
  writeFileSync(path, toPem(certificate));
  return path;
}

/** Whether OpenSSL verifies the certificate up to the root of those authorities. */
function isTrusted(certificate: Bytes, pki: Pki): boolean {
  const certificates = pki.certificates();
  const chain = [
    ['-CAfile', file('root', certificates.root)],
    ['-untrusted', file('intermediate', certificates.intermediate)],
  ].flat();
  try {
    const args = ['verify', '-x509_strict', '-attime', DAY, ...chain, file('card', certificate)];
    return execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' }).endsWith(': OK\n');
  } catch {
    return false;
  }
}

test('the authorities of the cards: the same certificates for ever', (t) => {
  const { root, intermediate } = defaultPki.certificates();
  t.is(digest(root), '31286552814519b7d14469eb9d1c21e5c0a2971b3a8ea81f922bbada5fc3fd13');
  t.is(digest(intermediate), '029f36b12892f06b40ebb8ae4cc5cb74dbef3cbe7650f4bd1855112473d72447');
});

test('the same name and seed, the same authorities; nothing given, those of the cards', (t) => {
  t.deepEqual(new Pki({ seed: 2 }).certificates(), second.certificates());
  t.deepEqual(new Pki().certificates(), defaultPki.certificates());
});

test('another seed: the same names, other keys and numbers; another name: other names too', (t) => {
  const roots = [defaultPki, second, regional].map((pki) => new X509Certificate(pki.certificates().root));
  t.is(new Set(roots.map(({ subject }) => subject)).size, 2);
  t.is(new Set(roots.map(({ serialNumber }) => serialNumber)).size, 3);
  t.is(new Set(roots.map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }))).size, 3);
  t.is(
    roots[2]?.subject,
    'C=FR\nO=ASIP-SANTE\nOU=0002 187512751\nOU=IGC-SANTE TEST\nCN=TEST AC RACINE IGC-SANTE FORT SIMULATION REGION',
  );
});

test('two of them at the same time: each card is trusted by its own authorities only', (t) => {
  const card = (pki?: Pki) => personalise(profile, 1, { ...(pki && { pki }) });
  const certificate = (pki?: Pki) => card(pki).contents[SIGNATURE] as Bytes;
  t.is(card(defaultPki), card());
  t.is(card(second), card(second));
  for (const issuer of [defaultPki, second, regional])
    for (const trusted of [defaultPki, second, regional])
      t.is(isTrusted(certificate(issuer), trusted), issuer === trusted);
});

test('other authorities change the certificates of a card and nothing else', (t) => {
  const [ours, theirs] = [personalise(profile, 1), personalise(profile, 1, { pki: second })];
  const changed = Object.keys(ours.contents).filter(
    (path) => Buffer.compare(ours.contents[path] as Bytes, theirs.contents[path] as Bytes) !== 0,
  );
  t.deepEqual(changed.sort(), ['3F00/0001/A001', '3F00/0001/A002', '3F00/0001/A003']);
  for (const [path, key] of Object.entries(ours.keys)) t.true(key.equals(theirs.keys[path] as typeof key), path);
});

test('an inspection asks whether the expected authorities issued the certificates', (t) => {
  const card = { profile, seed: 1, state: personalise(profile, 1, { pki: second }) };
  const reasons = (pki: Pki) =>
    checkCard(card, CIA_READER, pki).flatMap(({ problems }) => problems.map((p) => p.reason));
  t.deepEqual(reasons(second), []);
  t.deepEqual([...new Set(reasons(defaultPki))], ['certificateOfAnotherIssuer']);
});
