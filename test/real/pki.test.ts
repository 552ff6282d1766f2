/** What the authorities issue, judged by GnuTLS and NSS (OpenSSL: test/simulator/pki). */
import { join } from 'node:path';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { type CertificateProfileId, defaultPki } from '../../simulator/pki/index.ts';
import { holderFor, PROFILE_IDS } from '../simulator/pki/subjects.ts';
import { temporaryFolder, tool } from './plugged-card.ts';

/** A day on which the certificate and all above it are valid. */
function dayOf(id: CertificateProfileId): Date {
  return new Date(id.startsWith('sante') ? '2026-06-01T00:00:00Z' : '2014-04-15T00:00:00Z');
}

function chainOf(id: CertificateProfileId): string[] {
  const from = new Date(dayOf(id).getTime() - 86_400_000);
  return defaultPki.chain(defaultPki.issue(id, ...holderFor(id), { from })).certificates.map(toPem);
}

/** NSS letters of the usage that a certificate is asked for. */
const USAGES: Readonly<Record<string, string>> = {
  'sante-serv-ssl': 'V',
  '2bis-ssl': 'V',
  'sante-auth': 'C',
  '2ter-auth': 'C',
  'sante-sign': 'S',
  'sante-serv-smime': 'R',
};

/** What certtool says of the chain below that root; GnuTLS looks at no other day than today. */
async function byGnuTls(chain: string, root: string): Promise<string> {
  using folder = temporaryFolder();
  const [file, trusted] = [folder.file('chain.pem', chain), folder.file('root.pem', root)];
  const args = ['--verify', '--verify-allow-broken', '--load-ca-certificate', trusted, '--infile', file];
  const { stdout } = await tool('certtool', args);
  return /Chain verification output: (.*)/.exec(stdout)?.[1]?.trim() ?? stdout;
}

function damaged(pem: string): string {
  const der = Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  return toPem(der);
}

for (const id of PROFILE_IDS) {
  test.serial(`GnuTLS has nothing against ${id} but its age`, async (t) => {
    const from = new Date('2014-04-15T00:00:00Z');
    const issued = defaultPki.issue(id, ...holderFor(id), { from });
    const [leaf = '', between = '', root = ''] = defaultPki.chain(issued).certificates.map(toPem);
    const other = toPem(defaultPki.authority('sante-elementaire').certificate);
    const NOT = 'Not verified. The certificate is NOT trusted.';
    t.is(await byGnuTls(leaf + between, root), `${NOT} The certificate chain uses expired certificate.`);
    t.regex(await byGnuTls(leaf + between, other), /issuer is unknown|issuer is not a CA/);
    // Of a chain whose authority has expired GnuTLS looks no further; NSS and OpenSSL do, on a day of then.
    if (id.startsWith('sante'))
      t.regex(await byGnuTls(damaged(leaf) + between, root), /signature in the certificate is invalid/);
  });
}

for (const [id, usage] of Object.entries(USAGES) as [CertificateProfileId, string][]) {
  test.serial(`NSS finds ${id} valid for its usage`, async (t) => {
    using folder = temporaryFolder();
    const database = `sql:${join(folder.file('root.pem', ''), '..')}`;
    const run = (...args: string[]) => tool('certutil', ['-d', database, ...args]);
    t.is((await run('-N', '--empty-password')).code, 0);
    for (const [i, pem] of chainOf(id).entries()) {
      const file = folder.file(`${i}.pem`, pem);
      await run('-A', '-n', `certificate ${i}`, '-t', i === 2 ? 'CT,C,' : ',,', '-a', '-i', file);
    }
    const day = dayOf(id).toISOString().replace(/[-:T]/g, '').slice(2, 14);
    const { stdout } = await run('-V', '-n', 'certificate 0', '-u', usage, '-b', `${day}Z`, '-e');
    t.is(stdout.trim(), 'certutil: certificate is valid');
  });
}
