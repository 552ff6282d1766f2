/**
 * OpenSC 0.23 of Debian 12, unmodified, over the real pcscd and vpcd: what it says of the card.
 *
 * Expected words: reference/opensc-cpx.md 0, 8, 9, 10. With RECORD=1 the exchanges go to fixtures/recordings, from where
 * they are replayed without OpenSC (test/simulator/card/recordings.test.ts).
 */
import test, { type ExecutionContext } from 'ava';
import { pluggedCard, type ToolResult, temporaryFolder, tool } from './plugged-card.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const AUTH_ID = 'e828bd080f8025000001ff001002';
const SIGN_ID = 'e828bd080f8025000001ff001001';
const AUTH_CERTIFICATE = 'A002';
/** DigestInfo of SHA-256 without the hash: RFC 8017, 9.2 note 1. */
const SHA256_PREFIX = '3031300d060960864801650304020105000420';

const pkcs11 = (...args: string[]): Promise<ToolResult> => tool('pkcs11-tool', ['--module', MODULE, ...args]);
const pkcs15 = (...args: string[]): Promise<ToolResult> => tool('pkcs15-tool', ['--reader', '0', ...args]);

function passes(t: ExecutionContext, result: ToolResult): string {
  t.is(result.code, 0, result.stdout + result.stderr);
  return result.stdout;
}

function refuses(t: ExecutionContext, result: ToolResult, words: RegExp): void {
  t.not(result.code, 0);
  t.regex(result.stdout + result.stderr, words);
}

test('opensc-tool: driver name, serial number, ATR', async (t) => {
  await using card = await pluggedCard('cps3-medecin', 1, {
    recording: 'opensc-tool',
    client: 'opensc-tool (0.23.0)',
  });
  t.is(passes(t, await tool('opensc-tool', ['--name'])).trim(), 'IAS-ECC');
  t.is(passes(t, await tool('opensc-tool', ['--atr'])).trim(), '3b:ac:00:40:2a:00:12:25:00:64:80:00:03:10:00:90:00');
  t.true(passes(t, await tool('opensc-tool', ['--serial'])).startsWith(card.serialNumber(' ')));
});

test('pkcs15-tool -D: token, both codes, both keys, both certificates, the data objects', async (t) => {
  await using _card = await pluggedCard('cps3-medecin', 1, {
    recording: 'pkcs15-tool-dump',
    client: 'pkcs15-tool -D (OpenSC 0.23.0)',
  });
  const dump = passes(t, await pkcs15('-D'));
  t.regex(dump, /PKCS#15 Card \[CPS3v3-\d{10}\]/);
  t.is(dump.match(/^PIN \[/gm)?.length, 2);
  t.is(dump.match(/^Private RSA Key \[CPS_PRIV_/gm)?.length, 2);
  t.is(dump.match(/^X\.509 Certificate \[/gm)?.length, 2);
  t.regex(dump, /CPS_PRIV_SIG\][\s\S]*?Usage\s+: \[0x200\], nonRepudiation[\s\S]*?Key ref\s+: 129/);
  t.regex(dump, /CPS_PRIV_AUT\][\s\S]*?Usage\s+: \[0x06\], decrypt, sign[\s\S]*?Key ref\s+: 130/);
  t.regex(dump, /Data object 'CPS_ACTIVITY_01_PS'[\s\S]*Auth ID:\s+01/);
});

test('pkcs15-tool: the code is verified, changed, blocked after three wrong ones, unblocked', async (t) => {
  await using _card = await pluggedCard('cps3-medecin', 2, {
    recording: 'pkcs15-tool-pin',
    client: 'pkcs15-tool --verify-pin --change-pin --unblock-pin (OpenSC 0.23.0)',
  });
  passes(t, await pkcs15('--verify-pin', '--pin', '1234'));
  passes(t, await pkcs15('--change-pin', '--pin', '1234', '--new-pin', '4321'));
  passes(t, await pkcs15('--verify-pin', '--pin', '4321'));
  for (let wrong = 1; wrong <= 3; wrong++)
    refuses(
      t,
      await pkcs15('--verify-pin', '--pin', '0000'),
      /PIN code or key incorrect|Authentication method blocked/,
    );
  refuses(t, await pkcs15('--verify-pin', '--pin', '4321'), /Authentication method blocked/);
  refuses(
    t,
    await pkcs15('--unblock-pin', '--puk', '00000000', '--new-pin', '1234'),
    /PUK code incorrect; tries left: 9/,
  );
  passes(t, await pkcs15('--unblock-pin', '--puk', '12345678', '--new-pin', '1234'));
  passes(t, await pkcs15('--verify-pin', '--pin', '1234'));
});

test('pkcs11-tool -L -O: the token, its flags as tries are spent, certificates and public keys', async (t) => {
  await using _card = await pluggedCard('cps3-medecin', 3, {
    recording: 'pkcs11-tool-list',
    client: 'pkcs11-tool -L -O (OpenSC 0.23.0)',
  });
  const listed = passes(t, await pkcs11('-L', '-O'));
  t.regex(listed, /token label\s+: CPS3v3-\d{10} \(Code porteur\)/);
  t.regex(listed, /token flags\s+: login required, rng, token initialized, PIN initialized\n/);
  for (const id of [AUTH_ID, SIGN_ID]) t.is(listed.split(`ID:         ${id}`).length, 3, 'certificate and public key');
  for (const flag of [/user PIN count low/, /final user PIN try/, /user PIN locked/]) {
    refuses(t, await pkcs11('--login', '--pin', '0000', '-O'), /CKR_PIN_INCORRECT|CKR_PIN_LOCKED/);
    t.regex(passes(t, await pkcs11('-L')), flag);
  }
  refuses(t, await pkcs11('--login', '--pin', '1234', '-O'), /CKR_PIN_LOCKED/);
});

test('pkcs11-tool signs a DigestInfo with the AUTH key; openssl verifies it', async (t) => {
  await using card = await pluggedCard('cps3-medecin', 4, {
    recording: 'pkcs11-tool-sign',
    client: 'pkcs11-tool --login --sign -m RSA-PKCS (OpenSC 0.23.0)',
  });
  using folder = temporaryFolder();
  const text = folder.file('text', 'ordonnance');
  const { stdout: hash } = await tool('openssl', ['dgst', '-sha256', '-r', text]);
  const info = folder.file('info', Buffer.from(SHA256_PREFIX + hash.slice(0, 64), 'hex'));
  const signature = folder.file('signature');
  const options = ['--sign', '-m', 'RSA-PKCS', '--id', AUTH_ID, '-i', info, '-o', signature];
  passes(t, await pkcs11('--login', '--pin', '1234', ...options));
  const key = folder.file('key.pem', await publicKey(t, card.certificateFile(AUTH_CERTIFICATE)));
  t.regex(passes(t, await tool('openssl', ['dgst', '-sha256', '-verify', key, '-signature', signature, text])), /OK/);
  folder.file('text', 'ordonnance!');
  t.not((await tool('openssl', ['dgst', '-sha256', '-verify', key, '-signature', signature, text])).code, 0);
});

async function publicKey(t: ExecutionContext, certificate: string): Promise<string> {
  return passes(t, await tool('openssl', ['x509', '-inform', 'DER', '-in', certificate, '-noout', '-pubkey']));
}

test('pkcs11-tool decrypts what openssl encrypted for the AUTH certificate', async (t) => {
  await using card = await pluggedCard('cps3-medecin', 4, {
    recording: 'pkcs11-tool-decrypt',
    client: 'pkcs11-tool --login --decrypt -m RSA-PKCS (OpenSC 0.23.0)',
  });
  using folder = temporaryFolder();
  const key = folder.file('key.pem', await publicKey(t, card.certificateFile(AUTH_CERTIFICATE)));
  const cryptogram = folder.file('cryptogram');
  passes(t, await tool('openssl', ['pkeyutl', '-encrypt', '-pubin', '-inkey', key, '-out', cryptogram], 'clair'));
  const options = ['--decrypt', '-m', 'RSA-PKCS', '--id', AUTH_ID, '-i', cryptogram];
  t.is(passes(t, await pkcs11('--login', '--pin', '1234', ...options)), 'clair');
});

test('pkcs11-tool --test: one error, for the signature key of a faithful card and for nothing else', async (t) => {
  await using _card = await pluggedCard('cps3-medecin', 5, {
    recording: 'pkcs11-tool-test',
    client: 'pkcs11-tool --login --test (OpenSC 0.23.0)',
  });
  const { stdout } = await pkcs11('--login', '--pin', '1234', '--test');
  t.regex(stdout, /^1 errors$/m);
  t.is(stdout.match(/ERR/g)?.length, 1);
  t.regex(stdout, /testing key 0 \(CPS_PRIV_SIG\)\s+SHA1-RSA-PKCS: +ERR: .*CKR_FUNCTION_NOT_SUPPORTED/);
  t.regex(stdout, /testing key 1 \(CPS_PRIV_AUT\) with 1 mechanism\s+RSA-PKCS: OK/);
});

test('pkcs11-tool --test: no errors with either key when PrKDF names the algorithms', async (t) => {
  await using _card = await pluggedCard('cps3-medecin-references', 5, {
    recording: 'pkcs11-tool-test-references',
    client: 'pkcs11-tool --login --test (OpenSC 0.23.0)',
  });
  const stdout = passes(t, await pkcs11('--login', '--pin', '1234', '--test'));
  t.regex(stdout, /^No errors$/m);
  for (const key of ['CPS_PRIV_SIG', 'CPS_PRIV_AUT'])
    t.regex(stdout, new RegExp(`\\(${key}\\)[^\\n]*\\s+RSA-PKCS: OK`));
});
