/** The command line as it is typed, rightly and wrongly: exit codes, sentences, and never a stack trace or a code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import { PROTOCOL, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import { VpcdServer } from '../../../simulator/reader/vpcd/server.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim, type RunningCpsSim, startCpsSim } from './cps-sim.ts';

const STACK = /\n\s+at .*:\d+:\d+/;

function shown(args: readonly string[]): string {
  return args
    .map((arg) => arg || "''")
    .join(' ')
    .slice(0, 80);
}

const refused = test.macro({
  async exec(t, args: readonly string[], says: RegExp) {
    const { exitCode, stderr } = await cpsSim(args);
    t.is(exitCode, 2);
    t.regex(stderr, says);
    t.notRegex(stderr, STACK);
  },
  title: (_, args: readonly string[]) => `refused with a sentence: cps-sim ${shown(args)}`,
});

test(refused, [], /Usage: cps-sim/);
test(refused, ['decod'], /unknown command 'decod'\s+\(Did you mean decode\?\)/);
test(refused, ['help', 'decod'], /^error: unknown command 'decod'\s+\(Did you mean decode\?\)/);
test(refused, ['decod', '--help'], /^error: unknown command 'decod'\s+\(Did you mean decode\?\)/);
test(refused, ['--help', 'decod'], /^error: unknown command 'decod'/);
test(refused, ['card', 'shw', '-h'], /^error: unknown command 'shw'\s+\(Did you mean show\?\)/);
test(refused, ['card', 'help', 'shw'], /^error: unknown command 'shw'/);
test(refused, ['help', 'card', 'shw'], /^error: unknown command 'shw'/);
test(
  refused,
  ['card', 'create', '--seed', '1'],
  /'--profile <name>' not specified\s+\(type 'cps-sim card create --help'/,
);
test(refused, ['decode', '--az', 'x'], /Did you mean --as\?/);
const EMPTY = /^cps-sim: (?:--[a-z-]+|[a-z]+): the path is empty/;
test(refused, ['serve', 'mailbox', '--state', ''], EMPTY);
test(refused, ['serve', 'mailbox', '--write-trust', ''], EMPTY);
test(refused, ['run', '--trace', ''], EMPTY);
test(refused, ['run', ''], EMPTY);
test(refused, ['exec', '--card', '', '--', 'true'], EMPTY);
test(refused, ['exec', '--card', 'cps3-medecin', '--coverage', '', '--', 'true'], EMPTY);
test(refused, ['exec', '--scenario', '', '--', 'true'], EMPTY);
test(refused, ['card', 'create', '--profile', 'cps3-medecin', '--out', ''], EMPTY);
test(refused, ['card', 'show', ''], EMPTY);
test(refused, ['init', ''], EMPTY);
test(refused, ['cert', 'chain', 'x', '--authority', ''], EMPTY);
test(refused, ['store', 'list', '--folder', ''], EMPTY);
test(refused, ['decode', '0G'], /'G' at position 1/);
test(refused, ['decode', '62', '05', '80'], /62 announces 5 bytes, 1 are left at offset 0/);
test(refused, ['decode', ''], /nothing to decode/);
test(refused, ['decode'], /standard input was empty/);
test(refused, ['decode', 'no-such-file.txt'], /no such file; expected one, or hexadecimal/);
test(refused, ['decode', '--explain', 'test'], /is a directory, expected a recorded exchange/);
test(refused, ['decode', '--explain', 'README.md'], /README\.md:3: expected => COMMAND/);
test(refused, ['decode', '--explain', 'package.json'], /package\.json:1: expected an event/);
test(refused, ['decode', '--coverage', '6A82'], /go with --explain FILE/);
test(refused, ['decode', '--explain', 'README.md', '6A82'], /leave the hexadecimal bytes out/);
test(refused, ['decode', '--as', 'cake', '00'], /Allowed choices are command, response, tlv/);
test(refused, ['apdu', '--card', 'cps3-medecin', '00A'], /3 digits/);
test(refused, ['apdu', '--card', 'nobody', '00840000 08'], /no profile 'nobody': expected one of .*cps3-medecin/);
test(refused, ['apdu', '--card', 'none.cps.json', '0084000008'], /none\.cps\.json: no such file.*card create/);
test(refused, ['apdu', '--card', 'a', '--reader', 'b', '0084000008'], /leave one of --card and --reader out/);
test(refused, ['apdu', '--seed', '1', '0084000008'], /--seed needs --card/);
test(refused, ['apdu', '--card', 'cps3-medecin', '--seed', 'x', '0084000008'], /Expected an integer/);
test(refused, ['plug'], /missing required argument 'card'/);
test(refused, ['plug', 'cps3-medecin', '--reader', 'foo'], /expected vpcd:\/\/HOST:PORT/);
test(refused, ['plug', 'cps3-medecin', '--reader', 'vpcd://127.0.0.1:99999'], /expected vpcd:\/\/HOST:PORT/);
test(refused, ['plug', 'cps3-medecin', '--reader', 'vpcd://192.0.2.1'], /'192\.0\.2\.1' is not this machine/);

const worked = test.macro({
  async exec(t, args: readonly string[], says: RegExp) {
    const { exitCode, stdout, stderr } = await cpsSim(args);
    t.is(exitCode, 0, stderr);
    t.regex(stdout, says);
  },
  title: (_, args: readonly string[]) => `works: cps-sim ${shown(args)}`,
});

test(worked, ['--help'], /doctor/);
test(worked, ['help'], /doctor/);
test(worked, ['help', 'card', 'show'], /Usage: cps-sim card/);
test(worked, ['card', 'show', '--help'], /Usage: cps-sim card show/);
test(worked, ['--version'], /^\d+\.\d+\.\d+\n$/);
for (const verb of ['run', 'plug', 'card', 'apdu', 'decode', 'doctor'])
  test(worked, ['help', verb], new RegExp(`Usage: cps-sim ${verb}`));
test(worked, ['decode', '00', 'A4', '09', '04', '04', '3F00', '2F01'], /^SELECT by path 3F00\/2F01 \(EF\.ATR\), FCP\n/);
test(worked, ['decode', '6A82'], /^6A82 file or application not found\n$/);
test(worked, ['decode', '7016BF810112A0109A01039B0103A1088C06F3000013FF00'], /BF8101 SDO CHV 01\n {4}A0 DOCP\n {6}9A /);
test(worked, ['decode', '9F7F2A', '00'.repeat(42), '9000'], /^45 bytes, 9000 success\n {2}9F7F CPLC\n/);
const SIGNED = 'fixtures/recordings/cryptolib-sign.jsonl';
test(
  worked,
  ['decode', SIGNED],
  /^\*\* cps3-medecin seed 12 goes into cps-sim 00 00\n-- powers the card on\n[\s\S]*-- signs SHA-256 with CPS_PRIV_SIG\n/,
);
test(worked, ['decode', '--lang', 'fr', '--explain', SIGNED], /-- présente le code porteur : accepté\n/);
test(worked, ['decode', '--explain', SIGNED, '--coverage'], /PSO HASH\n[\s\S]*1 {2}PIN verified\n/);
test(worked, ['decode', '--as', 'response', '00A4'], /^00A4 unknown status word/);
test(worked, ['apdu', '--card', 'cps3-medecin', '00', 'B0', '9C', '00', '0C'], /12 bytes, 9000 success/);

test('decode reads lines of standard input; arrows tell commands from responses', async (t) => {
  const { exitCode, stdout } = await cpsSim(['decode'], '=> 0084000008\n\n<= 0102030405060708 9000\n');
  t.is(exitCode, 0);
  t.regex(stdout, /^GET CHALLENGE 8 bytes\n.*\n8 bytes, 9000 success\n/);
});

test('decode and apdu never show a code', async (t) => {
  const verify = '00 20 00 01 04 37373737';
  const forgotten = '00 20 00 01 37373737';
  const outcomes = await Promise.all([
    cpsSim(['decode', verify]),
    cpsSim(['decode', '--as', 'command', forgotten]),
    cpsSim(['apdu', '--card', 'cps3-medecin', verify]),
    cpsSim(['apdu', '--card', 'cps3-medecin', forgotten]),
  ]);
  for (const { stdout, stderr } of outcomes) t.notRegex(stdout + stderr, /37\s?37|7777/);
});

test('apdu: each argument is one command on the same card; a refusal is exit code 1', async (t) => {
  const { exitCode, stdout } = await cpsSim([
    'apdu',
    '--card',
    'cps3-medecin',
    '00200001',
    '0020000100',
    '00A4000C02FFFF',
  ]);
  t.is(exitCode, 1);
  t.is(stdout.match(/not verified, 3 tries remaining/g)?.length, 2);
  t.regex(stdout, /6A82 file or application not found/);
});

const refusesCode = test.macro(async (t, command: string, sw: RegExp, exitCode: number) => {
  const outcome = await cpsSim(['apdu', '--card', 'cps3-medecin', command]);
  t.regex(outcome.stdout, sw);
  t.is(outcome.exitCode, exitCode, outcome.stderr);
});
test('apdu: a code that the card refuses is exit code 1', refusesCode, '0020000104FFFFFFFF', /^<= 63 C2$/m, 1);
test('apdu: so is one refused to CHANGE REFERENCE DATA', refusesCode, '0024000108FFFFFFFF31323334', /^<= 63 C2$/m, 1);
test('apdu: the tries left, asked for, are no refusal', refusesCode, '0020000100', /^<= 63 C3$/m, 0);
test('apdu: a length that the card corrects is no refusal', refusesCode, '00B09C00FF', /^<= 6C 0C$/m, 0);

test('apdu: the reader in whose field the card is tells the UID, as that of exec does', async (t) => {
  const { exitCode, stdout } = await cpsSim([
    ...['apdu', '--card', 'cps3-medecin', '--face', 'contactless'],
    'FFCA000000',
  ]);
  t.is(exitCode, 0);
  t.regex(stdout, /^<= (?:[0-9A-F]{2} ){4,10}90 00$/m);
});

test('apdu on a card file: a wrong code is remembered', async (t) => {
  const file = join(temporaryDirectory('apdu-'), 'medecin.cps.json');
  t.is((await cpsSim(['card', 'create', '--profile', 'cps3-medecin', '--seed', '1', '--out', file])).exitCode, 0);
  const wrong = ['apdu', '--card', file, '00200001 04 30303030'];
  t.regex((await cpsSim(wrong)).stdout, /63C2/);
  t.regex((await cpsSim(wrong)).stdout, /63C1/);
  const seeded = await cpsSim(['apdu', '--card', file, '--seed', '2', '00200001']);
  t.is(seeded.exitCode, 2);
  t.regex(seeded.stderr, /has its own seed/);
});

test('a card file that is none is a sentence, for every verb that takes one', async (t) => {
  const file = join(temporaryDirectory('broken-'), 'broken.cps.json');
  writeFileSync(file, '{ "format": ');
  for (const args of [
    ['apdu', '--card', file, '00200001'],
    ['plug', file],
  ]) {
    const { exitCode, stderr } = await cpsSim(args);
    t.is(exitCode, 2);
    t.regex(stderr, /broken\.cps\.json: not JSON/);
    t.notRegex(stderr, STACK);
  }
});

test('--debug shows where an error comes from, anywhere on the line', async (t) => {
  t.regex((await cpsSim(['decode', '0G', '--debug'])).stderr, STACK);
  t.regex((await cpsSim(['--debug', 'decode', '0G'])).stderr, STACK);
});

test('someone who reads only the beginning is no error', async (t) => {
  const lines = '0084000008\n'.repeat(20_000);
  const decode = startCpsSim(['decode'], lines);
  await decode.said(/GET CHALLENGE/);
  decode.stopReading();
  const { exitCode, stderr } = await decode.ended;
  t.is(stderr, '');
  t.is(exitCode, 0);
});

const READER = 'bureau 00 00';

interface OwnReader {
  readonly address: string;
  /** Connects as a program does and sends one command. */
  transmit(command: Bytes): Promise<Bytes>;
  removed(): Promise<void>;
  close(): Promise<void>;
}

/** A reader of ours in place of the system's: the verb needs no pcscd then. */
async function ownReader(t: ExecutionContext): Promise<OwnReader> {
  const manager = new ResourceManager();
  const server = new VpcdServer(manager.plugReader('bureau'));
  const port = await server.listen();
  const close = async () => {
    await server.close();
    await manager.close();
  };
  t.teardown(close);
  const { context } = await manager.establishContext(SCOPE.SYSTEM);
  const changedFrom = async (currentState: number) => {
    const { rv, states } = await manager.getStatusChange(context, 5000, [{ reader: READER, currentState }]);
    t.is(rv, SCARD.S_SUCCESS);
    return states[0]?.eventState ?? 0;
  };
  const transmit = async (command: Bytes) => {
    await changedFrom(READER_STATE.EMPTY);
    const { rv, card, activeProtocol } = await manager.connect(context, READER, SHARE.SHARED, PROTOCOL.ANY);
    t.is(rv, SCARD.S_SUCCESS);
    return (await manager.transmit(card, activeProtocol, command)).response;
  };
  const removed = async () => {
    const state = await changedFrom(READER_STATE.PRESENT | READER_STATE.INUSE);
    t.not(state & READER_STATE.EMPTY, 0);
  };
  return { address: `vpcd://127.0.0.1:${port}`, transmit, removed, close };
}

function started(t: ExecutionContext, args: readonly string[]): RunningCpsSim {
  const running = startCpsSim(args);
  t.teardown(() => running.kill('SIGKILL'));
  return running;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT'] as const)
  test(`plug keeps a card in a reader, shows commands and codes, and ejects at ${signal}`, async (t) => {
    const reader = await ownReader(t);
    const plug = started(t, ['plug', 'cps3-medecin', '--reader', reader.address]);
    await plug.said(/-- the card is in the reader at 127\.0\.0\.1:\d+, programs see it; /);
    t.is(toHex(await reader.transmit(hex`00 20 00 01 04 37373737`)), '63C2');
    await plug.said(/Code porteur: not verified, 2 of 3 tries/);
    plug.kill(signal);
    const { exitCode, stdout } = await plug.ended;
    await reader.removed();
    t.is(exitCode, 0);
    t.regex(stdout, /VERIFY code porteur \(4 bytes, masked\) -> 63C2/);
    t.regex(stdout, /-- ejected\n$/);
    t.notRegex(stdout, /37\s?37|7777/);
  });

for (const options of [[], ['--quiet'], ['--explain']])
  test(`plug ${options.join('')} tells on standard error why the card answers 6581`, async (t) => {
    const path = join(temporaryDirectory('plug-'), 'a.cps.json');
    t.is((await cpsSim(['card', 'create', '--profile', 'cps3-medecin', '--seed', '1', '--out', path])).exitCode, 0);
    mkdirSync(`${path}.tmp`);
    const reader = await ownReader(t);
    const plug = started(t, ['plug', path, ...options, '--reader', reader.address]);
    await plug.said(/in the reader at 127\.0\.0\.1/);
    t.is(toHex(await reader.transmit(hex`00 20 00 01 04 37373737`)), '6581');
    await plug.said(/memory failure/);
    plug.kill('SIGINT');
    const { stderr } = await plug.ended;
    t.regex(stderr, /^cps-sim: a\.cps\.json: memory failure \(6581\), not stored: .*; the card is as before\n$/);
  });

test('plug into a reader that holds a card, or into none, says what to type', async (t) => {
  const { address, close } = await ownReader(t);
  const first = started(t, ['plug', 'cps3-medecin', '--quiet', '--reader', address]);
  await first.said(/in the reader/);
  const second = await cpsSim(['plug', 'cps3-medecin', '--seed', '2', '--reader', address]);
  t.is(second.exitCode, 2);
  t.regex(second.stderr, /another card is in it.*next port/);
  t.is(second.stdout, '');
  first.kill('SIGINT');
  t.is((await first.ended).exitCode, 0);
  await close();
  const nobody = await cpsSim(['plug', 'cps3-medecin', '--reader', address]);
  t.is(nobody.exitCode, 2);
  t.regex(nobody.stderr, /no vpcd at 127\.0\.0\.1:\d+/);
});
