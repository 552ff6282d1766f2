/** OpenSC, unmodified, over the real pcscd and vpcd: cards of every kind. OpenSSL verifies what OpenSC reads. */
import { verify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '#asn1/pem.ts';
import { shippedProfile } from '../../simulator/personalisation/index.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { pluggedCard, type ToolResult, temporaryFolder, tool } from './plugged-card.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const AUTH_ID = 'e828bd080f8025000001ff001002';
const SIGN_ID = 'e828bd080f8025000001ff001001';
/** DigestInfo of SHA-256 without the hash: RFC 8017, 9.2 note 1. */
const SHA256_PREFIX = '3031300d060960864801650304020105000420';

function passes(t: ExecutionContext, { code, stdout, stderr }: ToolResult): string {
  t.is(code, 0, stdout + stderr);
  return stdout;
}

const pkcs11 = (...args: string[]): Promise<ToolResult> => tool('pkcs11-tool', ['--module', MODULE, ...args]);

interface Expected {
  readonly bits?: number;
  readonly situations: number;
  readonly subject: RegExp;
}

const kind = test.macro({
  async exec(t, profile: string, { bits = 2048, situations, subject }: Expected) {
    await using card = await pluggedCard(profile, 1);
    const keyOfCard = () => new X509Certificate(readFileSync(card.certificateFile('A002'))).publicKey;
    using folder = temporaryFolder();
    const dump = passes(t, await tool('pkcs15-tool', ['--reader', '0', '-D']));
    t.is(dump.match(/^X\.509 Certificate \[/gm)?.length, 2);
    t.is(dump.match(new RegExp(`ModLength\\s+: ${bits}$`, 'gm'))?.length, 2);
    t.is(dump.match(/Data object 'CPS_ACTIVITY_\d\d_PS'/g)?.length ?? 0, situations);
    const day = String(new Date(shippedProfile(profile).personalisation.notAfter).getTime() / 1000 - 86400);
    for (const id of [AUTH_ID, SIGN_ID]) {
      const read = folder.file('read.der');
      passes(t, await pkcs11('--read-object', '--type', 'cert', '--id', id, '-o', read));
      const certificate = new X509Certificate(readFileSync(read));
      t.regex(certificate.subject, subject);
      const [between, root] = (defaultPki.issuerOf(certificate)?.chain ?? []).map(toPem);
      const files = ['-CAfile', folder.file('root.pem', root), '-untrusted', folder.file('between.pem', between)];
      const leaf = folder.file('leaf.pem', certificate.toString());
      t.regex(passes(t, await tool('openssl', ['verify', '-attime', day, ...files, leaf])), /: OK/);
    }
    const text = folder.file('text', 'connexion');
    const { stdout: hash } = await tool('openssl', ['dgst', '-sha256', '-r', text]);
    const info = folder.file('info', Buffer.from(SHA256_PREFIX + hash.slice(0, 64), 'hex'));
    const signature = folder.file('signature');
    const sign = ['--sign', '-m', 'RSA-PKCS', '--id', AUTH_ID, '-i', info, '-o', signature];
    passes(t, await pkcs11('--login', '--pin', '1234', ...sign));
    const bytes = readFileSync(signature);
    t.is(bytes.length, bits / 8);
    t.true(verify('sha256', Buffer.from('connexion'), keyOfCard(), bytes));
  },
  title: (_, profile) => `${profile}: OpenSC reads it and signs with it, OpenSSL verifies its certificates`,
});

test.serial(kind, 'cpe-hopital', { situations: 1, subject: /CN=30B0057881\/CPET0002/ });
test.serial(kind, 'cpe-service', { situations: 1, subject: /EMPLOYE000000007/ });
test.serial(kind, 'cpa-personnel', { situations: 1, subject: /CN=500000000029751\/CPAT0001/ });
test.serial(kind, 'cde-directeur', { situations: 1, subject: /CN=30B9990039\/CDET0001/ });
test.serial(kind, 'cda-directeur', { situations: 1, subject: /CN=599900000009006\/CDAT0001/ });
test.serial(kind, 'cpf-interne', { situations: 1, subject: /title=Médecin en formation/ });
test.serial(kind, 'cps-sans-structure', { situations: 0, subject: /CN=899900023351/ });
test.serial(kind, 'cps-maxima', { situations: 16, subject: /SN=MAXIMAXIMAXIMAXIMAXIMAX5811/ });
test.serial(kind, 'cps-production', { situations: 1, subject: /CN=899909990004/ });
test.serial(kind, 'cps3-2ter', { bits: 1024, situations: 0, subject: /CN=899700021142/ });
