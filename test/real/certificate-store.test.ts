/** What leaves the store MY, judged by OpenSSL: certificates, chain, signatures; and the verb that fills it. */
import { join } from 'node:path';
import test from 'ava';
import { toPem } from '#asn1/pem.ts';
import { fromHex } from '#iso7816/bytes.ts';
import {
  CertificateStore,
  findLastCertificate,
  signText,
  USAGES,
  utf16be,
} from '../../driver/certificate-store/index.ts';
import { CspProcess, type Dialogs, NOBODY } from '../../driver/csp/index.ts';
import { nativeWinScard } from '../../driver/pcsc/native.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { cpsSim, startCpsSim } from '../tools/cli/cps-sim.ts';
import { pluggedCard, temporaryFolder, tool } from './plugged-card.ts';

const TEXT = 'Ordonnance n° 1 : é€';

test.serial('OpenSSL reads every file of the store, and its chain holds', async (t) => {
  await using _card = await pluggedCard('cps3-medecin', 1);
  using folder = temporaryFolder();
  const my = folder.file('MY');
  const { exitCode, stderr } = await cpsSim(['store', 'propagate', '--folder', my]);
  t.is(exitCode, 0, stderr);
  const { intermediate, root } = defaultPki.certificates();
  const [ca, chain] = [folder.file('root.pem', toPem(root)), folder.file('ca.pem', toPem(intermediate))];
  const certificates = CertificateStore.open(my).certificates();
  t.is(certificates.length, 2);
  for (const { thumbprint } of certificates) {
    const file = join(my, `${thumbprint}.pem`);
    const { code, stdout } = await tool('openssl', ['verify', '-CAfile', ca, '-untrusted', chain, file]);
    t.is(code, 0, stdout);
    const print = await tool('openssl', ['x509', '-in', file, '-noout', '-fingerprint', '-sha1']);
    t.true(print.stdout.replaceAll(':', '').includes(thumbprint), print.stdout);
  }
});

for (const hash of ['sha1', 'sha256'] as const) {
  test.serial(`OpenSSL verifies a text signed with ${hash} as the guide's sample does`, async (t) => {
    await using _card = await pluggedCard('cps3-medecin', 1);
    using folder = temporaryFolder();
    const my = folder.file('MY');
    await cpsSim(['store', 'propagate', '--folder', my]);
    const certificate = findLastCertificate(CertificateStore.open(my), { enhancedKeyUsages: USAGES.signature });
    if (certificate === undefined) return t.fail('no certificate for signatures was propagated');
    const person: Dialogs = { ...NOBODY, enterPin: async () => '1234' };
    const process = new CspProcess(nativeWinScard(), { dialogs: person });
    const signature = folder.file('signature.bin', fromHex(await signText(process, certificate, TEXT, hash)));
    await process.close();
    const publicKey = folder.file(
      'key.pem',
      String(certificate.x509.publicKey.export({ type: 'spki', format: 'pem' })),
    );
    const verify = ['dgst', `-${hash}`, '-verify', publicKey, '-signature', signature];
    t.is((await tool('openssl', verify, utf16be(TEXT))).code, 0);
    t.not((await tool('openssl', verify, new TextEncoder().encode(TEXT))).code, 0);
  });
}

test.serial(
  'store watch copies the certificates at the insertion, and clean takes those of absent cards',
  async (t) => {
    using folder = temporaryFolder();
    const my = folder.file('MY');
    const card = await pluggedCard('cps3-medecin', 1);
    await card.eject();
    const watch = startCpsSim(['store', 'watch', '--folder', my, '--lang', 'fr']);
    await watch.said(/Ctrl-C/);
    await card.insert();
    await watch.said(/ajouté.*ajouté/s);
    t.is(
      (await cpsSim(['store', 'clean', '--absent', '--folder', my])).stdout,
      'Nothing to remove among the certificates that came from a card.\n',
    );
    await card.eject();
    await watch.said(/carte retirée/);
    watch.kill('SIGINT');
    t.is((await watch.ended).exitCode, 0);
    t.is(CertificateStore.open(my).certificates().length, 2);
    const dry = await cpsSim(['store', 'clean', '--absent', '--dry-run', '--folder', my]);
    t.is(dry.stdout.match(/would go/g)?.length, 2);
    t.is((await cpsSim(['store', 'clean', '--absent', '--folder', my])).stdout.match(/removed/g)?.length, 2);
    t.is(CertificateStore.open(my).certificates().length, 0);
  },
);
