/** What decode and apdu read: files, remarks, recordings with and without a header. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { TraceStream } from '#trace/stream.ts';
import { pcapng } from '../../../scenarios/observers/trace/pcapng.ts';
import { TraceFile } from '../../../scenarios/observers/trace/trace-file.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

test('decode takes files of bytes and of exchanges, one or several', async (t) => {
  const folder = temporaryDirectory('decode-');
  const at = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const bytes = at('bytes.txt', '# what the card said\n\n6A82 # not there\n00A4000C023F00\n');
  const exchange = at('exchange.txt', '=> 0084000008 # drawn\n<= 0102030405060708 9000\n');
  t.regex((await cpsSim(['decode', bytes])).stdout, /^6A82 file or application not found\nSELECT 3F00 \(MF\)/);
  const both = await cpsSim(['decode', bytes, exchange]);
  t.regex(both.stdout, new RegExp(`^${bytes}:\\n6A82 [\\s\\S]*\\n${exchange}:\\n-- draws 8 random bytes\\n$`));
  const wrong = at('wrong.txt', '6A82\n6\n');
  const { exitCode, stderr } = await cpsSim(['decode', '--as', 'tlv', wrong]);
  t.is(exitCode, 2);
  t.regex(stderr, /^cps-sim: .*wrong\.txt:1: /);
  t.regex((await cpsSim(['decode', bytes, '6A82'])).stderr, /found bytes beside .*bytes\.txt: expected files alone/);
});

test('decode tells a file of arrows of which there is no sentence as it tells standard input', async (t) => {
  const file = join(temporaryDirectory('decode-'), 'arrows.hex');
  for (const text of ['=> 00A4000C023F00\n<= 9000\n', '# a remark\n\n<= 6A82\n', '=> 0084000008\n']) {
    writeFileSync(file, text);
    const [read, piped] = await Promise.all([cpsSim(['decode', file]), cpsSim(['decode'], text)]);
    t.deepEqual(read, piped);
    t.is(read.exitCode, 0);
    t.not(read.stdout, '');
  }
  const malformed = '=> 0020000104373339\n';
  writeFileSync(file, malformed);
  const [read, piped] = await Promise.all([cpsSim(['decode', file]), cpsSim(['decode'], malformed)]);
  t.is(read.exitCode, piped.exitCode);
  t.is(read.stdout, piped.stdout);
  t.is(read.stderr, piped.stderr.replace('standard input', file));
});

test('decode tells the capture of a trace as the trace itself, and of a damaged one where', async (t) => {
  const folder = temporaryDirectory('decode-');
  const capture = join(folder, 't.pcapng');
  const stream = new TraceStream();
  stream.subscribe(new TraceFile('t', capture, pcapng({ tool: 'cps-sim', start: new Date(0), language: 'en' })));
  const card = { origin: 'card', card: 'medecin' } as const;
  stream.emit({ kind: 'power', ...card, action: 'powerOn', atr: hex`3B 00` });
  const exchange = { kind: 'apdu', ...card, durationMs: 1 } as const;
  stream.emit({ ...exchange, command: hex`00 84 00 00 08`, response: hex`01 02 03 04 05 06 07 08 90 00` });
  await stream.end();
  const told = await cpsSim(['decode', capture]);
  t.is(told.exitCode, 0, told.stderr);
  t.regex(told.stdout, /-- draws 8 random bytes\n$/);
  const whole = readFileSync(capture);
  for (const length of [9, 40, whole.length - 30, whole.length - 1]) {
    writeFileSync(capture, whole.subarray(0, length));
    const { exitCode, stderr } = await cpsSim(['decode', capture]);
    t.is(exitCode, 2, `${length}`);
    t.regex(stderr, /the capture is cut off or damaged/);
  }
});

test('apdu leaves remarks out, and names the line that is none', async (t) => {
  const card = ['apdu', '--card', 'cps3-medecin'];
  const { exitCode, stdout } = await cpsSim(card, '# EF.SN\n=> 00B09C000C # by its SFI\n');
  t.is(exitCode, 0);
  t.regex(stdout, /^=> 00 B0 9C 00 0C\n/);
  t.regex(
    (await cpsSim(card, '00B09C000C\nzz\n')).stderr,
    /^cps-sim: standard input:2: not hexadecimal: 'z' at position 0/,
  );
  t.regex((await cpsSim(card, '# nothing\n')).stderr, /standard input was empty/);
});

const header = (profiles: unknown) => `${JSON.stringify({ format: 'cps-sim-trace/1', profiles })}\n`;
const POWER = `${JSON.stringify({ kind: 'power', origin: 'driver', card: 'bureau 00 00', action: 'powerOn' })}\n`;

const profiled = test.macro(async (t, profiles: unknown, words: RegExp, exitCode: number) => {
  const trace = join(temporaryDirectory('decode-'), 'trace.jsonl');
  writeFileSync(trace, header(profiles) + POWER);
  const outcome = await cpsSim(['decode', '--coverage', trace]);
  t.regex(outcome.stdout + outcome.stderr, words);
  t.is(outcome.exitCode, exitCode);
});
test(
  'the only profile of a recording, whatever its card is called',
  profiled,
  { medecin: ['cps3-medecin'] },
  /PSO HASH/,
  0,
);
const OWN = fileURLToPath(new URL('../../../fixtures/profiles/cps4-medecin.json', import.meta.url));
test('a profile file of a recording', profiled, { medecin: [OWN] }, /never seen: .*reset/, 0);
test(
  'a profile that is not there any more',
  profiled,
  { medecin: ['/gone.json'] },
  /of a card of \/gone\.json, which is not there/,
  2,
);
test(
  'cards of several profiles',
  profiled,
  { a: ['cps3-medecin'], b: ['cps4-medecin'] },
  /\(cps3-medecin, cps4-medecin\): --card/,
  2,
);
test('profiles that are none', profiled, { a: 'cps3-medecin' }, /trace\.jsonl:1: 'profiles' in the header/, 2);
test('a recording that names no profile', profiled, {}, /does not say which card it was/, 2);

test('a recording of nothing says so', async (t) => {
  const trace = join(temporaryDirectory('decode-'), 'trace.jsonl');
  writeFileSync(trace, header({ medecin: ['cps3-medecin'] }));
  t.is((await cpsSim(['decode', trace])).stdout, '(no exchange in it)\n');
  t.is((await cpsSim(['decode', '--lang', 'fr', trace])).stdout, '(aucun échange)\n');
});

test('a run names the profiles of card files, too', async (t) => {
  const folder = temporaryDirectory('decode-');
  const [card, scenario, trace] = ['m.cps.json', 's.yaml', 't.jsonl'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await cpsSim(['card', 'create', '--profile', 'cps3-medecin', '--seed', '1', '--out', card]);
  writeFileSync(
    scenario,
    'scenario: s\ncards: { m: { file: m.cps.json } }\nreaders: { b: contact }\nsteps: [{ insert: m }]\n',
  );
  t.is((await cpsSim(['run', scenario, '--trace', trace])).exitCode, 0);
  t.regex((await cpsSim(['decode', '--coverage', trace])).stdout, /never seen: reset; /);
});

test('decode explains what exec --trace wrote', async (t) => {
  const trace = join(temporaryDirectory('decode-'), 'trace.jsonl');
  const command = '00B09D0039';
  const events = [
    { kind: 'power', origin: 'card', card: 'cps3-medecin seed 1', action: 'powerOn' },
    { kind: 'apdu', origin: 'card', card: 'cps3-medecin seed 1', command, response: `${'00'.repeat(57)}9000` },
    { kind: 'apdu', origin: 'driver', card: 'bureau 00 00', command, response: '6A82' },
  ];
  writeFileSync(trace, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const { stdout } = await cpsSim(['decode', trace]);
  t.is(stdout, '-- powers the card on\n-- reads EF.ATR (57 bytes)\n');
});
