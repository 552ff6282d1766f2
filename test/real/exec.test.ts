/**
 * Unmodified programs through `cps-sim exec`, and the same over the system's pcscd: they must say the same.
 *
 * The list is that of reference/pcsclite-protocol.md 0.
 */
import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { cpsExec } from './exec-tool.ts';
import { pluggedCard, type ToolResult, temporaryFolder, tool } from './plugged-card.ts';

const MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const AUTH_ID = 'e828bd080f8025000001ff001002';
/** DigestInfo of SHA-256 without the hash: RFC 8017, 9.2 note 1. */
const SHA256_PREFIX = '3031300d060960864801650304020105000420';
const PROFILE = 'cps3-medecin';
const SEED = 6;
/** The same name as vpcd's first reader, so that not even that differs. */
const CARD = ['--card', PROFILE, '--seed', String(SEED), '--reader', 'Virtual PCD'];

const pkcs11 = (...args: string[]): string[] => ['pkcs11-tool', '--module', MODULE, ...args];

const PYSCARD = `
from smartcard.System import readers
connection = readers()[0].createConnection()
connection.connect()
print(bytes(connection.getATR()).hex())
for apdu in ('00A4090404 3F00D003', '00B000000C', '00A4090C023F00', '00CB3FFF0A4D087006BF810102A080', '00C0000018'):
    data, sw1, sw2 = connection.transmit(list(bytes.fromhex(apdu)))
    print(apdu, bytes(data).hex(), '%02x%02x' % (sw1, sw2))
connection.disconnect()
`;

interface RealProgram {
  readonly command: readonly string[];
  /** A line that shows that it really saw the card. */
  readonly shows: RegExp;
  /** Leaves out what may differ from one run to the next. */
  readonly keep?: (line: string) => boolean;
}

const PROGRAMS: Readonly<Record<string, RealProgram>> = {
  'opensc-tool --atr': { command: ['opensc-tool', '--atr'], shows: /^3b:ac:00:40:2a/m },
  'opensc-tool --serial': { command: ['opensc-tool', '--serial'], shows: /^00 00 01 99 /m },
  'pkcs15-tool -D': { command: ['pkcs15-tool', '-D'], shows: /CPS_ACTIVITY_01_PS/ },
  'pkcs11-tool -O, logged in': { command: pkcs11('--login', '--pin', '1234', '-O'), shows: /CPS_PRIV_SIG/ },
  'pkcs11-tool -M': { command: pkcs11('-M'), shows: /RSA-PKCS, keySize/ },
  'pkcs11-tool --test': { command: pkcs11('--login', '--pin', '1234', '--test'), shows: /RSA-PKCS: OK/ },
  p11tool: {
    command: ['p11tool', '--provider', MODULE, '--login', '--set-pin', '1234', '--list-all-certs', 'pkcs11:'],
    shows: /Certificat d'Authentification CPS/,
  },
  'ssh-keygen -D': { command: ['ssh-keygen', '-D', MODULE], shows: /^ssh-rsa AAAA/m },
  pyscard: { command: ['/usr/bin/python3', '-c', PYSCARD], shows: /00b000000c 5a0a8025000001\w+ 9000/i },
  pcsc_scan: {
    command: ['pcsc_scan', '-n', '-t', '1'],
    shows: /ATR: 3B AC 00 40/,
    // vpcd's second reader is there too, empty.
    keep: (line) => /Card inserted|ATR:/.test(line),
  },
};

function words({ stdout }: ToolResult, { keep = () => true }: RealProgram): string[] {
  // The numbers of the objects are addresses in the program's memory.
  const lines = stdout.replace(/^(Data|Profile) object \d+/gm, '$1 object').split('\n');
  return lines.filter((line) => line.trim() !== '' && keep(line));
}

for (const [title, program] of Object.entries(PROGRAMS)) {
  test(`${title} says the same in a private world and over pcscd`, async (t) => {
    const [name = '', ...args] = program.command;
    const alone = await cpsExec(CARD, program.command);
    t.is(alone.code, 0, alone.stderr);
    t.regex(alone.stdout, program.shows);
    await using _card = await pluggedCard(PROFILE, SEED);
    const plugged = await tool(name, args);
    t.is(plugged.code, alone.code);
    t.deepEqual(words(alone, program), words(plugged, program));
  });
}

async function publicKeyOf(t: ExecutionContext, certificate: string): Promise<string> {
  const { code, stdout } = await tool('openssl', ['x509', '-inform', 'DER', '-in', certificate, '-noout', '-pubkey']);
  t.is(code, 0);
  return stdout;
}

test('a signature made in a private world is the one made over pcscd, and OpenSSL verifies it', async (t) => {
  using folder = temporaryFolder();
  const text = folder.file('text', 'ordonnance');
  const { stdout: hash } = await tool('openssl', ['dgst', '-sha256', '-r', text]);
  const info = folder.file('info', Buffer.from(SHA256_PREFIX + hash.slice(0, 64), 'hex'));
  const sign = (to: string) =>
    pkcs11('--login', '--pin', '1234', '--sign', '-m', 'RSA-PKCS', '--id', AUTH_ID, '-i', info, '-o', to);
  const [alone, plugged] = [folder.file('alone'), folder.file('plugged')];
  t.is((await cpsExec(CARD, sign(alone))).code, 0);
  await using card = await pluggedCard(PROFILE, SEED);
  const [name = '', ...args] = sign(plugged);
  t.is((await tool(name, args)).code, 0);
  t.deepEqual(readFileSync(alone), readFileSync(plugged));
  const key = folder.file('key.pem', await publicKeyOf(t, card.certificateFile('A002')));
  t.is((await tool('openssl', ['dgst', '-sha256', '-verify', key, '-signature', alone, text])).code, 0);
});

const LOGIN = pkcs11('--login', '--pin', '1234', '-O');

test('the PIN pad: pkcs11-tool without --pin and without a terminal takes the code typed there', async (t) => {
  using folder = temporaryFolder();
  const info = folder.file('info', Buffer.alloc(32, 1));
  const signature = folder.file('signature');
  const sign = pkcs11('--login', '--sign', '-m', 'RSA-PKCS', '--id', AUTH_ID, '-i', info, '-o', signature);
  const pad = (answers: string) => cpsExec([...CARD, '--pin-pad', answers, '--explain'], sign);
  const right = await pad('1234');
  t.is(right.code, 0, right.stderr);
  t.is(readFileSync(signature).length, 256);
  t.regex(right.stderr, /PIN pad: code typed[\s\S]*presents PIN: accepted/);
  for (const [answers, words] of [
    ['0000', /CKR_PIN_INCORRECT/],
    ['cancel', /CKR_FUNCTION_CANCELED/],
    ['timeout', /CKR_FUNCTION_CANCELED/],
  ] as const) {
    const refused = await pad(answers);
    t.is(refused.code, 1, answers);
    t.regex(refused.stderr, words, answers);
    t.false(refused.stderr.includes('0000'), 'what was typed is not told');
  }
});

const scenario = (name: string): string[] => ['--scenario', `scenarios/avec-programme/${name}.yaml`];

test('the card is removed after the 30th answer: the program notices, the scenario passes', async (t) => {
  const { code, stderr } = await cpsExec(scenario('carte-retiree-au-30e-echange'), LOGIN);
  t.is(code, 1, "the program's own exit code");
  t.regex(stderr, /1 passed, 0 failed/);
});

test('the card is torn out while VERIFY is under way: a try is lost', async (t) => {
  const { code, stderr } = await cpsExec(scenario('carte-arrachee-pendant-verify'), LOGIN);
  t.is(code, 1);
  t.regex(
    stderr,
    /CKR_DEVICE_REMOVED|CKR_TOKEN_NOT_PRESENT|CKR_GENERAL_ERROR|CKR_DEVICE_ERROR|CKR_TOKEN_NOT_RECOGNIZED/,
  );
  t.regex(stderr, /1 passed, 0 failed/);
});

test('the card is swapped after VERIFY: nothing is signed with the other one', async (t) => {
  const { stderr } = await cpsExec(scenario('carte-echangee'), pkcs11('--login', '--pin', '1234', '--test'));
  t.regex(stderr, /1 passed, 0 failed/);
});

test('the code is blocked by another program: the program says so', async (t) => {
  const { code, stderr } = await cpsExec(scenario('code-bloque-par-un-autre'), LOGIN);
  t.is(code, 1);
  t.regex(stderr, /CKR_PIN_LOCKED/);
  t.regex(stderr, /1 passed, 0 failed/);
});

test('a program that ends before what the scenario waits for fails the scenario, in words', async (t) => {
  const { code, stderr } = await cpsExec(scenario('carte-retiree-au-30e-echange'), ['opensc-tool', '--atr']);
  t.is(code, 1);
  t.regex(stderr, /'opensc-tool' ended with exit code 0 after \d+ command APDUs?; waited for APDU #30/);
  t.regex(stderr, /0 passed, 1 failed/);
});

test('--coverage names what the program met and what it never saw', async (t) => {
  using folder = temporaryFolder();
  const file = folder.file('coverage.json');
  t.is((await cpsExec([...CARD, `--coverage=${file}`], LOGIN)).code, 0);
  const report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { name: string; count: number }[]>;
  const count = (part: string, name: string) => report[part]?.find((met) => met.name === name)?.count;
  t.is(count('codes', 'PIN verified'), 1);
  t.is(count('codes', 'PIN blocked'), 0);
  t.is(count('events', 'card removed'), 0);
  t.is(count('commands', 'INTERNAL AUTHENTICATE'), 0);
  t.true((count('commands', 'READ BINARY') ?? 0) > 10);
});
