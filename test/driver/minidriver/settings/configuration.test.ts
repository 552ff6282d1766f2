/**
 * The settings of the guide's table 18, where they come from, and what the log tells at each level.
 *
 * G: the guide's statements, reference/minidriver.md 1; CFG: reference/minidriver.md 13.3.
 */
import { constants, publicEncrypt, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { toHex } from '#iso7816/bytes.ts';
import {
  type CardData,
  cardAuthenticateEx,
  cardDeleteContext,
  cardGetProperty,
  cardReadFile,
  cardRSADecrypt,
  machineMinidriver,
  machineSettings,
  settingsPlaces,
  TraceLog,
} from '../../../../driver/minidriver/index.ts';
import { type Precedence, readSettings, TRACES } from '../../../../driver/minidriver/settings/configuration.ts';
import { parseRegistrationFile, RegistryError } from '../../../../driver/registry/index.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';
import { acquired } from '../virtual-card.ts';

const HEADER = 'Windows Registry Editor Version 5.00';
const HKCU = String.raw`[HKEY_CURRENT_USER\Software\ASIP Sante\Minidriver]`;
const HKCU_32 = String.raw`[HKEY_CURRENT_USER\Software\Wow6432Node\ASIP Sante\Minidriver]`;
const HKLM = String.raw`[HKEY_LOCAL_MACHINE\SOFTWARE\ASIP Sante\Minidriver]`;
const HKLM_32 = String.raw`[HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\ASIP Sante\Minidriver]`;
const settings = (lines: readonly string[], precedence?: Precedence) =>
  readSettings(parseRegistrationFile([HEADER, ...lines].join('\n'), 'x.reg'), precedence);

const configured = test.macro((t, lines: readonly string[], expected: object, precedence?: Precedence) => {
  t.deepEqual(settings(lines, precedence).configuration, expected);
});
test('G17: nothing set', configured, [], {});
test(
  'G17: all four',
  configured,
  [HKLM, '"Traces"=dword:3', '"Certify"=dword:1', '"ContainersFreshness"=dword:a', '"FilesFreshness"=dword:b'],
  { traces: 3, certify: 1, containersFreshness: 10, filesFreshness: 11 },
);
for (const key of [HKCU, HKCU_32, HKLM, HKLM_32])
  test(`G17: ${key}`, configured, [key, '"Traces"=dword:4'], { traces: 4 });
test('CFG G2: the user before the machine', configured, [HKLM, '"Traces"=dword:1', HKCU, '"Traces"=dword:2'], {
  traces: 2,
});
test(
  'CFG G2: the machine first, when asked for',
  configured,
  [HKLM, '"Traces"=dword:1', HKCU, '"Traces"=dword:2'],
  { traces: 1 },
  { hives: ['HKLM', 'HKCU'] },
);
test('CFG G3: the native view first', configured, [HKLM_32, '"Traces"=dword:1', HKLM, '"Traces"=dword:2'], {
  traces: 2,
});
test(
  'CFG G3: a 32-bit program',
  configured,
  [HKLM_32, '"Traces"=dword:1', HKLM, '"Traces"=dword:2'],
  { traces: 1 },
  { views: ['Wow6432Node'] },
);
test(
  'CFG G3: the user in the other view before the machine',
  configured,
  [HKLM, '"Traces"=dword:1', HKCU_32, '"Traces"=dword:2'],
  { traces: 2 },
);
test('CFG G5: no DWORD is no setting', configured, [HKCU, '"Traces"="3"'], {});
test('CFG G5: no DWORD hides none', configured, [HKCU, '"Traces"=hex:03', HKLM, '"Traces"=dword:1'], { traces: 1 });
test('G17: values of other software', configured, [HKCU, '"Other"=dword:1'], {});

test('where each setting was found, and what was ignored', (t) => {
  const { found, ignored } = settings([HKCU, '"Traces"="3"', HKLM_32, '"Traces"=dword:1']);
  t.deepEqual(found, [{ hive: 'HKLM', view: 'Wow6432Node', name: 'Traces' }]);
  t.deepEqual(ignored, [{ hive: 'HKCU', view: 'native', name: 'Traces' }]);
});

test('CFG G4: the counters of cardcf, their low 16 bits', async (t) => {
  const { configuration } = settings([HKLM, '"ContainersFreshness"=dword:00012345', '"FilesFreshness"=dword:0000abcd']);
  const { cardData } = await acquired({}, { configuration });
  t.is(toHex(await cardReadFile(cardData, null, 'cardcf')), '00004523CDAB');
});

test('CFG G6: Certify changes nothing that is known', async (t) => {
  const { cardData } = await acquired({}, { configuration: { certify: 1 } });
  t.is(toHex(await cardReadFile(cardData, null, 'cardcf')), '000000000000');
});

const placed = test.macro((t, platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, home: string, file, log) => {
  t.deepEqual(settingsPlaces(platform, environment, home), { registrationFile: file, logFolder: log });
});
test(
  'Windows: the registry, %APPDATA%',
  placed,
  'win32',
  { APPDATA: String.raw`C:\Users\a\AppData\Roaming` },
  '',
  undefined,
  String.raw`C:\Users\a\AppData\Roaming\santesocial\cps\log`,
);
test(
  'Windows without %APPDATA%',
  placed,
  'win32',
  {},
  String.raw`C:\Users\a`,
  undefined,
  String.raw`C:\Users\a\AppData\Roaming\santesocial\cps\log`,
);
test(
  'Linux, folders named from the working directory are ignored',
  placed,
  'linux',
  { XDG_CONFIG_HOME: 'config', XDG_STATE_HOME: './state' },
  '/home/a',
  '/home/a/.config/santesocial/cps/minidriver.reg',
  '/home/a/.local/state/santesocial/cps/log',
);
test(
  'Linux',
  placed,
  'linux',
  {},
  '/home/a',
  '/home/a/.config/santesocial/cps/minidriver.reg',
  '/home/a/.local/state/santesocial/cps/log',
);
test(
  'Linux with XDG',
  placed,
  'linux',
  { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' },
  '/home/a',
  '/c/santesocial/cps/minidriver.reg',
  '/s/santesocial/cps/log',
);
test(
  'macOS',
  placed,
  'darwin',
  {},
  '/Users/a',
  '/Users/a/Library/Application Support/santesocial/cps/minidriver.reg',
  '/Users/a/Library/Application Support/santesocial/cps/log',
);

test('the registration file of the machine: absent, there, broken', (t) => {
  const places = settingsPlaces('linux', {}, temporaryDirectory('minidriver-'));
  const file = places.registrationFile ?? '';
  t.deepEqual(machineSettings(places).configuration, {});
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${HEADER}\n${HKCU}\n"Traces"=dword:3\n`);
  t.deepEqual(machineSettings(places).configuration, { traces: 3 });
  writeFileSync(file, `${HEADER}\n${HKCU}\n"Traces"=3\n`);
  const error = t.throws(() => machineSettings(places), { instanceOf: RegistryError });
  t.deepEqual([error.file, error.line], [file, 3]);
});

test('a card module of the machine: its settings, and a log when they ask for one', (t) => {
  const places = settingsPlaces('linux', {}, temporaryDirectory('minidriver-'));
  t.deepEqual(machineMinidriver(places), { configuration: {}, log: undefined });
  const file = places.registrationFile ?? '';
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${HEADER}\n${HKCU}\n"Traces"=dword:1\n`);
  const { configuration, log } = machineMinidriver(places);
  t.deepEqual(configuration, { traces: 1 });
  t.is(dirname(log?.file ?? ''), places.logFolder);
});

/** One session: a read, a wrong code, the right one, a key used; then what the log holds, without times. */
async function logged(folder: string, traces: number): Promise<string[]> {
  const log = TraceLog.open(traces, folder);
  const { cardData } = await acquired({}, { log });
  await session(cardData);
  if (log === undefined) return [];
  t0600(log.file);
  const lines = readFileSync(log.file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.replace(/^\S+Z \d+ /, '').replace(/[\d.]+ ms$/, 'n ms'));
}

function t0600(file: string): void {
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== 'win32' && mode !== 0o600) throw new Error(`${file} has mode ${mode.toString(8)}`);
}

async function session(cardData: CardData): Promise<void> {
  await cardReadFile(cardData, null, 'cardid');
  await cardAuthenticateEx(cardData, { pin: '0000' }).catch(() => {});
  await cardAuthenticateEx(cardData, { pin: '1234' });
  await cardDeleteContext(cardData);
}

const INFO = [
  'INFO CardAcquireContext: SCARD_S_SUCCESS',
  'INFO CardAuthenticateEx: SCARD_W_WRONG_CHV',
  'INFO CardAuthenticateEx: SCARD_S_SUCCESS',
  'INFO CardDeleteContext: SCARD_S_SUCCESS',
];

test('lines and times of the log go by its clock', async (t) => {
  const clock = new VirtualClock({ date: new Date('2026-01-31T12:00:00Z') });
  const log = TraceLog.open(TRACES.PERFS, temporaryDirectory('minidriver-'), 0x2a, clock);
  clock.pass(60_000);
  const { cardData } = await acquired({}, { log });
  await cardDeleteContext(cardData);
  t.deepEqual(readFileSync(log?.file ?? '', 'utf8').split('\n'), [
    '2026-01-31T12:01:00.000Z 42 PERFS CardAcquireContext: 0.000 ms',
    '2026-01-31T12:01:00.000Z 42 PERFS CardDeleteContext: 0.000 ms',
    '',
  ]);
});

test('CFG G1: no traces, no file', async (t) => {
  t.deepEqual(await logged(temporaryDirectory('minidriver-'), 0), []);
  t.is(TraceLog.open(0x20, temporaryDirectory('minidriver-')), undefined);
});
test('CFG G1: INFO', async (t) => {
  t.deepEqual(await logged(temporaryDirectory('minidriver-'), TRACES.INFO), INFO);
});
test('CFG G1: VERBOSE tells every function', async (t) => {
  const lines = await logged(temporaryDirectory('minidriver-'), TRACES.VERBOSE);
  const [first = '', ...others] = INFO.map((line) => line.replace('INFO', 'VERBOSE'));
  t.deepEqual(lines, [first, 'VERBOSE CardReadFile /cardid: SCARD_S_SUCCESS', ...others]);
});
test('CFG G1: DEBUG tells the APDUs, codes masked', async (t) => {
  const lines = await logged(temporaryDirectory('minidriver-'), TRACES.DEBUG);
  const commands = lines.filter((line) => line.startsWith('DEBUG > '));
  t.is(commands.length, lines.filter((line) => line.startsWith('DEBUG < ')).length);
  t.is(
    commands.filter((line) => line.startsWith('DEBUG > 0020000104')).join(),
    'DEBUG > 00200001042A2A2A2A,DEBUG > 00200001042A2A2A2A',
  );
  t.false(lines.some((line) => /31323334|30303030/.test(line)));
});
test('what is deciphered is in no trace', async (t) => {
  const log = TraceLog.open(TRACES.DEBUG, temporaryDirectory('minidriver-'));
  const { cardData } = await acquired({}, { log });
  await cardAuthenticateEx(cardData, { pin: '1234' });
  const { publicKey } = new X509Certificate(await cardReadFile(cardData, 'mscp', 'kxc00'));
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
  const cryptogram = new Uint8Array(publicEncrypt(key, Buffer.from('secret'))).reverse();
  const message = await cardRSADecrypt(cardData, { containerIndex: 0, keySpec: 1, data: cryptogram });
  t.is(Buffer.from(message).reverse().toString(), 'secret');
  const text = readFileSync(log?.file ?? '', 'utf8');
  t.true(text.includes('DEBUG > 002A8086') || text.includes('DEBUG > 102A8086'), text);
  t.false(text.includes(Buffer.from('secret').toString('hex').toUpperCase()));
  t.true(text.includes('DEBUG < 2A2A2A2A2A2A9000'), text.slice(-600));
});
test('CFG G1: PERFS alone', async (t) => {
  const lines = await logged(temporaryDirectory('minidriver-'), TRACES.PERFS);
  t.true(lines.length >= 5 && lines.every((line) => /^PERFS Card\w+( \/cardid)?: n ms$/.test(line)), lines.join('\n'));
});
test('CFG G1: ERROR alone', async (t) => {
  const [first = ''] = await logged(temporaryDirectory('minidriver-'), TRACES.ERROR);
  t.regex(first, /^ERROR CardAuthenticateEx: SCARD_W_WRONG_CHV: /);
});

test('what a program asks for stays on its line', async (t) => {
  const log = TraceLog.open(TRACES.VERBOSE, temporaryDirectory('minidriver-'));
  const { cardData } = await acquired({}, { log });
  await cardGetProperty(cardData, 'PIN List\nforged').catch(() => {});
  t.regex(readFileSync(log?.file ?? '', 'utf8'), /CardGetProperty PIN List\?forged: SCARD_E_UNSUPPORTED_FEATURE\n$/);
});

test('a folder that cannot be made stops nothing, and is told once', async (t) => {
  const folder = temporaryDirectory('minidriver-');
  const warnings: (string | undefined)[] = [];
  const warned = (warning: Error & { code?: string }) => warnings.push(warning.code);
  process.on('warning', warned);
  t.teardown(() => process.off('warning', warned));
  writeFileSync(join(folder, 'file'), '');
  const { cardData } = await acquired({}, { log: TraceLog.open(TRACES.INFO, join(folder, 'file', 'log')) });
  await t.notThrowsAsync(session(cardData));
  await new Promise(setImmediate);
  t.deepEqual(warnings, ['CPS_SIM_NO_TRACES']);
});
