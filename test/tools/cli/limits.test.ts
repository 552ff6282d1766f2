/** What is far too large, too deep or too many at each door: an answer soon, in little memory, and never an internal error. */
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personalise, profileOf } from '../../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { measured } from './measured.ts';

/** Beside what it takes to print the help at the same time (up to 22 times seen): whatever grows with the square takes minutes. */
const MOST_TIMES_HELP = 30;
const MOST_MEGABYTES = 300;

const DIRECTORY = temporaryDirectory('limits-');

interface Door {
  /** The words typed, a file of that content in the place of FILE. */
  readonly args: (file: string) => readonly string[];
  /** Name of the file. */
  readonly file: string;
  /** The file is standard input. */
  readonly piped?: true;
  readonly variables?: NodeJS.ProcessEnv;
}

const CARD: Door = { file: 'x.cps.json', args: (file) => ['card', 'show', file] };
const PROFILE: Door = {
  file: 'x.json',
  args: (file) => ['card', 'create', '--profile', file, '--out', `${file}.card`],
};
const RECORDING: Door = { file: 'x.jsonl', args: (file) => ['decode', file] };
const APDUS: Door = { file: 'apdus', args: () => ['apdu', '--card', 'cps3-medecin'], piped: true };
const DECODED: Door = { file: 'bytes', args: () => ['decode'], piped: true };
const INF: Door = { file: 'x.inf', args: (file) => ['pnp', 'inf', 'check', file] };
const KEYS: Door = { file: 'pool.json', args: () => ['keys', 'show'] };

let folders = 0;

/** As many NULs, which take no place on the disk. */
const HUNDRED_MEGABYTES = 100_000_000;

/** A file of its own in a folder of its own. */
function written(name: string, content: string | Uint8Array | typeof HUNDRED_MEGABYTES): string {
  const folder = join(DIRECTORY, String(folders++));
  const path = join(folder, name);
  mkdirSync(folder);
  writeFileSync(path, content === HUNDRED_MEGABYTES ? '' : content);
  if (content === HUNDRED_MEGABYTES) truncateSync(path, content);
  return path;
}

interface Answer {
  readonly exitCode: number;
  readonly says: RegExp;
}

const answered = test.macro({
  async exec(
    t,
    { file, args, piped, variables }: Door,
    content: () => string | Uint8Array | typeof HUNDRED_MEGABYTES,
    { exitCode, says }: Answer,
  ) {
    const path = written(file, content());
    const environment = { CPS_SIM_KEYS: join(DIRECTORY, 'none.json'), ...variables };
    if (file === KEYS.file) environment.CPS_SIM_KEYS = path;
    // A processor that others use too is slower: both are measured at once.
    const [run, { cpuMs: helpMs }] = await Promise.all([
      measured(args(path), { ...(piped && { input: path }), variables: environment }),
      measured(['--help']),
    ]);
    const told = `${run.stdout.slice(0, 500)}\n${run.stderr.slice(0, 500)}`;
    t.notRegex(told, /internal error|call stack|^ +at .*\.[jt]s:\d/m);
    t.is(run.exitCode, exitCode, told);
    t.regex(run.stdout + run.stderr, says);
    t.true(
      run.cpuMs < MOST_TIMES_HELP * helpMs,
      `${Math.round(run.cpuMs)} ms of CPU, the help takes ${Math.round(helpMs)}`,
    );
    t.true(run.megabytes < MOST_MEGABYTES, `${Math.round(run.megabytes)} MB`);
  },
  title: (title = '') => title,
});

const MEBIBYTE = 0x100000;
const zeros = (bytes: number) => '00'.repeat(bytes);
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join('');
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const CARD_FILE = join(DIRECTORY, 'a.cps.json');
const profile = profileOf('cps3-medecin');
CardFile.create(CARD_FILE, { profile, seed: 1, state: personalise(profile, 1) });
const CARD_TEXT = readFileSync(CARD_FILE, 'utf8');
/** The card with something else at a place of its file. */
function cardWith(change: (card: Record<string, Record<string, unknown>>) => void): string {
  const card = JSON.parse(CARD_TEXT) as Record<string, Record<string, unknown>>;
  change(card);
  return JSON.stringify(card);
}
const firstContent = (hex: string) =>
  cardWith(({ contents = {} }) => Object.assign(contents, { [Object.keys(contents)[0] ?? '']: hex }));

const TOO_LARGE: Answer = { exitCode: 2, says: /x\.\S+: has \d+ bytes, more than the \d+ bytes that are read/ };

const SCENARIO: Door = { file: 'x.yaml', args: (file) => ['run', file] };
const HEAD =
  'scenario: x\ncards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';
const tooMany = (line: number, what: string): Answer => ({
  exitCode: 2,
  says: new RegExp(`x\\.yaml:${line}:\\d+: found more than ${what}, expected fewer`),
});

test('a scenario of 100 MB', answered, SCENARIO, () => HUNDRED_MEGABYTES, TOO_LARGE);
test('5,000 lists in each other', answered, SCENARIO, () => '['.repeat(5000), tooMany(1, '50 levels'));
test('5,000 lists in each other, in blocks', answered, SCENARIO, () => '- '.repeat(5000), tooMany(1, '50 levels'));
test('5,000 keys in each other', answered, SCENARIO, () => '? '.repeat(5000), tooMany(1, '50 levels'));
test(
  '600 levels by indentation',
  answered,
  SCENARIO,
  () => times(600, (i) => `${' '.repeat(i)}a:\n`),
  tooMany(51, '50 levels'),
);
const aliases = (count: number) => `${HEAD}  - &a CardDeauthenticateEx\n${'  - *a\n'.repeat(count)}`;
test('8,000 aliases', answered, SCENARIO, () => aliases(8000), tooMany(207, "200 aliases \\('\\*'\\)"));
test(
  'aliases of aliases',
  answered,
  SCENARIO,
  () => times(9, (i) => `k${i}: &a${i} [${`*a${i - 1},`.repeat(i === 0 ? 0 : 9)}x]\n`),
  { exitCode: 2, says: /found more '\*' and '<<' than can be put in place/ },
);
test(
  '20,000 unknown keys',
  answered,
  SCENARIO,
  () => HEAD + times(20_000, (i) => `k${i}: 1\n`),
  tooMany(14_282, '100000 words and marks'),
);
test(
  '20,000 keys that come twice',
  answered,
  SCENARIO,
  () => 'scenario: x\n'.repeat(20_000),
  tooMany(14_286, '100000 words and marks'),
);
test(
  '5,000 unknown keys',
  answered,
  SCENARIO,
  () => HEAD + times(5000, (i) => `k${i}: 1\n`),
  tooMany(1, '1000 keys in one mapping'),
);
test('900 unknown keys', answered, SCENARIO, () => HEAD + times(900, (i) => `k${i}: 1\n`), {
  exitCode: 2,
  says: /and \d+ more/,
});
test('10,000 steps', answered, SCENARIO, () => HEAD + '  - b\n'.repeat(10_000), tooMany(5, '5000 items in one list'));
test('4,900 unknown steps', answered, SCENARIO, () => HEAD + '  - CardAuthenticatePni: 1\n'.repeat(4900), {
  exitCode: 2,
  says: /and 480 more, or more/,
});
test(
  '4,900 steps behind one that fails',
  answered,
  SCENARIO,
  () => `${HEAD}  - insert: medecin\n${'  - CardReadFile: cardid\n'.repeat(4900)}`,
  { exitCode: 1, says: /step 2 insert medecin/ },
);
test(
  '490,000 empty lines',
  answered,
  SCENARIO,
  () => HEAD + '\n'.repeat(490_000),
  tooMany(99_939, '100000 words and marks'),
);
test(
  '500 cards of which one is used',
  answered,
  SCENARIO,
  () =>
    `scenario: x\ncards:\n${times(500, (i) => `  c${i}: { profile: cps3-medecin, seed: ${i + 1} }\n`)}readers: { b: contact }\nsteps:\n  - insert: c0\n`,
  { exitCode: 0, says: /1 passed/ },
);

const LINE_TOO_LONG: Answer = { exitCode: 2, says: /:\d+: has more than the 1000000 bytes that are read/ };

test('a card file of 100 MB', answered, CARD, () => HUNDRED_MEGABYTES, TOO_LARGE);
test('16 million digits in a card file', answered, CARD, () => firstContent(zeros(8_000_000)), TOO_LARGE);
test('7 million digits in a card file', answered, CARD, () => firstContent(zeros(3_500_000)), {
  exitCode: 0,
  says: /2F00 .*3500000 bytes/,
});
test('7 million digits and one more', answered, CARD, () => firstContent(`${zeros(3_500_000)}0`), {
  exitCode: 2,
  says: /expected hexadecimal bytes/,
});
test(
  '20,000 unknown members in a card file',
  answered,
  CARD,
  () =>
    cardWith((card) => Object.assign(card, Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 1])))),
  { exitCode: 2, says: /k0: found a member/ },
);
test(
  '20,000 unknown files in a card file',
  answered,
  CARD,
  () =>
    cardWith(({ contents = {} }) =>
      Object.assign(contents, Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, '00']))),
    ),
  { exitCode: 2, says: /contents\.k0: found '00'/ },
);
test('5,000 levels in a card file', answered, CARD, () => CARD_TEXT.replace('"seed": 1', `"seed": ${nested(5000)}`), {
  exitCode: 2,
  says: /line \d+, column \d+: More than 100 levels/,
});

test('a profile of 100 MB', answered, PROFILE, () => HUNDRED_MEGABYTES, TOO_LARGE);
test('5,000 levels in a profile', answered, PROFILE, () => `{"extends":"cps3-medecin","mf":${nested(5000)}}`, {
  exitCode: 2,
  says: /More than 100 levels/,
});
test(
  '20,000 unknown members in a profile',
  answered,
  PROFILE,
  () => `{"extends":"cps3-medecin",${times(20_000, (i) => `"k${i}":1,`)}"z":1}`,
  { exitCode: 2, says: /k0: found a member/ },
);

const HEADER = '{"format":"cps-sim-trace/1","tool":"x","start":"2026-01-01T00:00:00Z"}\n';
const event = (i: number, card = 'cps3-medecin seed 1') =>
  `{"at":${i},"seq":${i},"kind":"apdu","origin":"card","card":"${card}","command":"00B0000000","response":"${zeros(64)}9000","durationMs":1}\n`;
const OK: Answer = { exitCode: 0, says: /reads MF|c19999: reads/ };
test('a recording of 20 MB', answered, RECORDING, () => HEADER + times(80_000, event), OK);
test('a recording of 20,000 cards', answered, RECORDING, () => HEADER + times(20_000, (i) => event(i, `c${i}`)), {
  exitCode: 0,
  says: /c0: reads/,
});
test(
  'a line of 10 MB in a recording',
  answered,
  RECORDING,
  () => HEADER + event(1).replace('9000', zeros(5_000_000)),
  LINE_TOO_LONG,
);
test('a line of 100 MB that is no recording', answered, RECORDING, () => HUNDRED_MEGABYTES, LINE_TOO_LONG);
test('100 million empty lines', answered, RECORDING, () => Buffer.alloc(100 * MEBIBYTE, '\n'), {
  exitCode: 2,
  says: /is empty, expected/,
});
test('5,000 levels in a recording', answered, RECORDING, () => `${HEADER}${nested(5000)}\n`, {
  exitCode: 2,
  says: /:2: expected an event/,
});
test(
  'lines with arrows, 4 MB of them',
  answered,
  RECORDING,
  () => `# a remark\npower on\n${'=> 00 B0 00 00 00\n<= 01 02 03 90 00\n'.repeat(110_000)}`,
  { exitCode: 0, says: /reads 3F00 \(MF\)/ },
);

test('a line of 10 MB for apdu', answered, APDUS, () => zeros(5_000_000), LINE_TOO_LONG);
test('a million commands', answered, APDUS, () => '00A4000C023F00\n'.repeat(1_000_000), {
  exitCode: 2,
  says: /standard input: has more than the 4000000 bytes/,
});
test('30,000 commands', answered, APDUS, () => '00A4000C023F00\n'.repeat(30_000), { exitCode: 0, says: /SELECT 3F00/ });
test('10 million empty lines for decode', answered, DECODED, () => Buffer.alloc(10 * MEBIBYTE, '\n'), {
  exitCode: 2,
  says: /standard input was empty/,
});
test('a line of 100 MB for decode', answered, DECODED, () => Buffer.alloc(100 * MEBIBYTE, '0'), LINE_TOO_LONG);
/** Data objects in each other. */
function deep(levels: number): string {
  let value = Buffer.alloc(0);
  for (let i = 0; i < levels; i++) {
    const { length } = value;
    const digits = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    value = Buffer.concat([Buffer.from([0x30, ...digits]), value]);
  }
  return value.toString('hex');
}
test('5,000 levels of data objects', answered, DECODED, () => deep(5000), { exitCode: 0, says: /30 SEQUENCE/ });
test('200,000 data objects', answered, DECODED, () => '0400'.repeat(200_000), { exitCode: 0, says: /OCTET STRING/ });

test('an INF of 100 MB', answered, INF, () => HUNDRED_MEGABYTES, {
  exitCode: 1,
  says: /x\.inf:1: has \d+ bytes, more than the 1000000/,
});
test('a key pool of 100 MB', answered, KEYS, () => HUNDRED_MEGABYTES, {
  exitCode: 2,
  says: /pool\.json: has \d+ bytes/,
});
