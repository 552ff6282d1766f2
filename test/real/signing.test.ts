/**
 * Signing certificates before OpenSSL: what each key usage is worth, how large a CMS message gets under RSA-4096, and SHA-1.
 * Source: reference/pitfalls.md E5, E7.
 */
import { constants, createPublicKey, privateEncrypt } from 'node:crypto';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { signCms, verifyCms } from '#formats/cms-signed.ts';
import { type Bytes, concat, hex } from '#iso7816/bytes.ts';
import { rsaKey } from '../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../simulator/keys/seeded-bytes.ts';
import { type CertificateProfileId, defaultPki } from '../../simulator/pki/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { holderFor } from '../simulator/pki/subjects.ts';

const shop = new Workshop('signing');
const key = rsaKey(new SeededBytes('signing tests'));
const content = new Uint8Array(Buffer.from('une ordonnance\n'));
shop.write('content', content);

function issued(profile: CertificateProfileId) {
  const [subject] = holderFor(profile);
  const [certificate = new Uint8Array(), ...authorities] = defaultPki.chain(
    defaultPki.issue(profile, subject, createPublicKey(key)),
  ).certificates;
  shop.write(`${profile}.pem`, toPem(certificate));
  shop.write(`${profile}-chain.pem`, authorities.map(toPem).join(''));
  return { certificate, authorities };
}

function verify(profile: CertificateProfileId, purpose: string): boolean {
  const args = ['-CAfile', `${profile}-chain.pem`, '-purpose', purpose, `${profile}.pem`];
  return shop.run('openssl', 'verify', ...args).code === 0;
}

/** What each usage lets OpenSSL do, and a reader that wants digitalSignature of whoever signs, as some libraries do. */
const USAGES: Readonly<Record<string, readonly [signs: boolean, strictly: boolean, encrypts: boolean, tls: boolean]>> =
  {
    // nonRepudiation alone, as on the cards.
    'sante-sign': [true, false, false, false],
    // digitalSignature and nonRepudiation.
    'sante-org-sign': [true, true, false, false],
    // digitalSignature alone, for TLS.
    'sante-auth': [false, true, false, true],
    // keyEncipherment alone.
    'sante-org-conf': [false, false, true, false],
    // digitalSignature and keyEncipherment, for mail.
    'sante-serv-smime': [true, true, true, false],
  };

for (const [profile, expected] of Object.entries(USAGES))
  test(`key usage of ${profile}: signs mail, strictly, encrypts mail, TLS: ${expected.join(', ')}`, (t) => {
    const { certificate } = issued(profile as CertificateProfileId);
    const purposes = (['smimesign', 'smimeencrypt', 'sslclient'] as const).map((one) => verify(profile as never, one));
    const { usage } = defaultPki.standing([certificate]);
    const strictly = usage.keyUsage?.includes('digitalSignature') === true;
    t.deepEqual([purposes[0], strictly, purposes[1], purposes[2]], [...expected]);
  });

const DIGEST_INFO = {
  sha1: hex`30 21 30 09 06 05 2B 0E 03 02 1A 05 00 04 14`,
  sha256: hex`30 31 30 0D 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20`,
};

/** A detached signature as a PDF has it, with so many certificates: the signer's, then those above it. */
function signed(certificates: number, digest: 'sha1' | 'sha256' = 'sha256') {
  const { certificate, authorities } = issued('sante-sign');
  const signHash = (hash: Uint8Array) =>
    new Uint8Array(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, concat(DIGEST_INFO[digest], hash)));
  const above = authorities.slice(0, certificates - 1);
  const signingTime = new Date('2026-11-29T12:00:00Z');
  return signCms({ content, certificate, authorities: above, digest, signHash, signingTime, detached: true });
}

/** What OpenSSL says to whoever trusts the root alone. */
async function verified(name: string, message: Bytes): Promise<string> {
  shop.write(name, message);
  const args = ['-binary', '-inform', 'DER', '-in', name, '-content', 'content', '-CAfile', 'root.pem', '-out', 'out'];
  const { text } = shop.run('openssl', 'cms', '-verify', ...args);
  return /Verify error: (.*)/.exec(text)?.[1] ?? /(successful)/.exec(text)?.[1] ?? text;
}

test('a signature under RSA-4096 by its certificates: its size, and what it is worth without its chain', async (t) => {
  const [, root = new Uint8Array()] = issued('sante-sign').authorities;
  shop.write('root.pem', toPem(root));
  const messages = [await signed(1), await signed(2), await signed(3)] as const;
  const [alone, withIssuer, whole] = messages.map(({ length }) => length) as [number, number, number];
  // Each certificate carries 512 bytes of signature, those of authorities as long a key: 2 kB do not take one, 4 kB not two.
  t.true(alone > 2048 && alone < 4096, `${alone}`);
  t.true(withIssuer > 4096 && withIssuer < whole, `${withIssuer}`);
  t.true(whole > 6144 && whole < 8192, `${whole}`);
  t.is(await verified('1.p7s', messages[0]), 'unable to get local issuer certificate');
  t.is(await verified('2.p7s', messages[1]), 'successful');
  t.is(await verified('3.p7s', messages[2]), 'successful');
});

test('E7, SHA-1: OpenSSL 3.0 takes it, our own verifier refuses it unless it is asked for', async (t) => {
  const [old, today] = [await signed(2, 'sha1'), await signed(2)];
  t.is(await verified('sha1.p7s', old), 'successful');
  t.throws(() => verifyCms('sha1.p7s', old, { detached: content }), { code: 'ERR_FORMAT', message: /SHA1/ });
  t.is(verifyCms('sha1.p7s', old, { detached: content, weakDigests: true }).signers[0]?.digest, 'sha1');
  t.is(verifyCms('sha256.p7s', today, { detached: content }).signers[0]?.digest, 'sha256');
});
