/** The programs of Diapason, judged by OpenSSL in the place of one of them. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { toPem } from '../../common/asn1/pem.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const REQUEST = '{"simulation":"diapason","payment":"OPENSSL-1","amountCents":1250}\n';

/** What s_client prints, standard error behind; the connection ends when the server ends it. */
async function sClient(port: number, ...args: readonly string[]): Promise<string> {
  const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-ign_eof', ...args]);
  client.stdin.end(REQUEST);
  const [out, err] = await Promise.all([text(client.stdout), text(client.stderr)]);
  return out + err;
}

test('OpenSSL in the place of the GAP pays at the PSP over TLS 1.2, and verifies its server', async (t) => {
  const services = await HealthServices.start({ names: ['diapason'] });
  t.teardown(() => services.close());
  const { diapason, pki } = services;
  const folder = temporaryDirectory('diapason');
  const [authority, client] = [join(folder, 'psp-ca.pem'), join(folder, 'client.pem')];
  writeFileSync(authority, toPem(diapason.authorities.provider));
  const { key, chain } = diapason.orderedClient;
  writeFileSync(client, chain.map(toPem).join('') + key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const args = [
    '-CAfile',
    authority,
    '-verify_return_error',
    '-verify_hostname',
    'psp.diapason.example',
    '-cert',
    client,
    '-cert_chain',
    client,
  ];
  const paid = await sClient(diapason.ports.psp, ...args);
  t.regex(paid, /Verify return code: 0 \(ok\)/);
  t.regex(paid, /Protocol *(?:version)?: TLSv1\.2/);
  t.regex(paid, /"accepted":true/);
  t.regex(await sClient(diapason.ports.psp, '-CAfile', authority), /"rule":"noCertificate"/);
  t.notRegex(await sClient(diapason.ports.psp, '-tls1_3'), /"accepted"/);
  pki.register(diapason.authority).revoke(diapason.clientSerial);
  t.regex(await sClient(diapason.ports.psp, ...args), /"rule":"revoked"/);
});

test('OpenSSL in the place of the TPE sees the chain of the GAP up to the root it knows', async (t) => {
  const services = await HealthServices.start({ names: ['diapason'] });
  t.teardown(() => services.close());
  const { diapason, pki } = services;
  const root = join(temporaryDirectory('diapason'), 'ACR-EL-TEST.pem');
  writeFileSync(root, toPem(pki.authority('sante-test-elementaire').certificate));
  const args = ['-CAfile', root, '-verify_hostname', diapason.fqdn];
  t.regex(await sClient(diapason.ports.gap, ...args), /Verify return code: 0 \(ok\)/);
  await diapason.forget('intermediate');
  t.regex(await sClient(diapason.ports.gap, ...args), /unable to verify the first certificate/);
});
