/**
 * OpenSC and ssh-keygen over the contactless volet: by default they do not meet it in contact; a profile that opens it
 * there shows them the technical key, which signs without a code.
 *
 * Expected: reference/opensc-cpx.md 1 (contactless), 3 (keys are looked for in 3F00/0001), 7 (contact conditions count).
 */
import { X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import type { Bytes } from '#iso7816/bytes.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { cpsExec } from './exec-tool.ts';
import { OPEN_IN_CONTACT } from './open-card.ts';
import { temporaryFolder, tool } from './plugged-card.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const TECHNICAL_ID = 'e828bd080f8025000001ff001003';
const CONTACTLESS_AID = 'E828BD080F8025000001FF0020';
const PROFILE = 'cps3-medecin';
const CARD = ['--card', PROFILE];
/** DigestInfo of SHA-256 over `ordonnance`: RFC 8017, 9.2 note 1. */
const DIGEST_INFO = Buffer.from(
  '3031300d060960864801650304020105000420fe1d35b4d9f0ac1acc2e15fbdb6e19d8b1ea9ad1a13de34a52dc7cb2e2a5a0ef',
  'hex',
);

/** OpenSC's own table misses the contactless ATR. Source: reference/opensc-cpx.md 1. */
const OPENSC_CONF = `app default {
  card_atr 3B:8F:80:01:00:31:B8:64:04:B0:EC:C1:73:94:01:80:82:90:00:0E { driver = "iasecc"; type = 25008; }
}`;

const openCard = (folder: ReturnType<typeof temporaryFolder>): string[] => [
  '--card',
  folder.file('open.json', JSON.stringify(OPEN_IN_CONTACT)),
];

async function passes(t: ExecutionContext, options: readonly string[], program: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cpsExec(options, program);
  t.is(code, 0, stdout + stderr);
  return stdout;
}

const tokens = (listed: string): string[] =>
  [...listed.matchAll(/token label\s+: (.+)/g)].map(([, label = '']) => label);
const SSH = ['ssh-keygen', '-D', MODULE];
const LIST = ['pkcs11-tool', '--module', MODULE, '-L'];

test('in contact: one token, two certificates', async (t) => {
  t.deepEqual(tokens(await passes(t, CARD, LIST)), ['CPS3v3-2999922881 (Code porteur)']);
  t.is((await passes(t, CARD, SSH)).match(/^ssh-rsa /gm)?.length, 2);
});

test('in contact, with the volet open: two tokens, three keys', async (t) => {
  using folder = temporaryFolder();
  const card = openCard(folder);
  t.deepEqual(tokens(await passes(t, card, LIST)), ['CPS3v3-2999922881 (Code porteur)', 'CPS3v3_CL']);
  t.is((await passes(t, card, SSH)).match(/^ssh-rsa /gm)?.length, 3);
});

/** OpenSSL finds DIGEST_INFO in that signature by the technical key. */
async function signedDigestInfo(t: ExecutionContext, folder: ReturnType<typeof temporaryFolder>): Promise<void> {
  const der = personalise(shippedProfile(PROFILE), 1).contents['3F00/0001/A003'] as Bytes;
  const key = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'pem' });
  const args = [
    '-verifyrecover',
    '-pubin',
    '-inkey',
    folder.file('key.pem', String(key)),
    '-in',
    folder.file('signature'),
  ];
  const { code } = await tool('openssl', ['pkeyutl', ...args, '-out', folder.file('recovered')]);
  t.is(code, 0);
  const compared = await tool('cmp', [folder.file('recovered'), folder.file('info')]);
  t.is(compared.code, 0, compared.stdout);
}

test('in contact, with the volet open: the technical key signs without a code', async (t) => {
  using folder = temporaryFolder();
  const files = ['-i', folder.file('info', DIGEST_INFO), '-o', folder.file('signature')];
  const sign = ['--slot-index', '1', '--sign', '-m', 'RSA-PKCS', '--id', TECHNICAL_ID, ...files];
  await passes(t, openCard(folder), ['pkcs11-tool', '--module', MODULE, ...sign]);
  await signedDigestInfo(t, folder);
});

test('contactless: OpenSC finds the technical key, and uses it where its contact condition allows it', async (t) => {
  using folder = temporaryFolder();
  const files = ['-i', folder.file('info', DIGEST_INFO), '-o', folder.file('signature'), '--raw'];
  const sign = ['pkcs15-crypt', '--aid', CONTACTLESS_AID, '-k', TECHNICAL_ID, '--sign', '--pkcs1', ...files];
  const program = ['env', `OPENSC_CONF=${folder.file('opensc.conf', OPENSC_CONF)}`, ...sign];
  const { code, stderr } = await cpsExec([...CARD, '--face', 'contactless'], program);
  t.not(code, 0);
  t.regex(stderr, /Compute signature failed: Not allowed/);
  await passes(t, [...openCard(folder), '--face', 'contactless'], program);
  await signedDigestInfo(t, folder);
});
