/** `cps-sim record`, `replay` and `diff` from the outside, with a program that needs no smart card library. */
import { copyFileSync, existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parseRecording } from '#trace/recording.ts';
import { record as recordHere, writeRecording } from '../../../tools/cli/record.ts';
import { errorOf, withFs } from '../../common/files/broken-fs.ts';
import { namedPipe } from '../../named-pipe.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

/** Presents a wrong code twice. */
const PROGRAM = [process.execPath, '--import=tsx', fileURLToPath(new URL('verifying-program.ts', import.meta.url))];
const folder = () => temporaryDirectory('record-');
const record = (file: string, ...options: string[]) =>
  cpsSim(['record', '--card', 'cps3-medecin', ...options, file, '--', ...PROGRAM]);

test('what was recorded is replayed, its codes masked, whatever code is typed', async (t) => {
  const file = join(folder(), 't.jsonl');
  const recorded = await record(file);
  t.is(recorded.exitCode, 0, recorded.stderr);
  t.regex(recorded.stderr, /2 command\(s\) of 1 program\(s\), codes masked, without names and serial numbers/);
  t.is(recorded.stdout, '63c2\n63c1\n');
  t.notRegex(readFileSync(file, 'utf8'), /30303030/);
  const replayed = await cpsSim(['replay', '--mode', 'exact', file, '--', ...PROGRAM]);
  t.like(replayed, { exitCode: 0, stdout: recorded.stdout });
  t.regex(replayed.stderr, /2 command\(s\) answered from the recording: 2 in its order\n.*2 of them hold a code/);
});

test.serial('one that is full is told at once, and kept as far as it goes; the program goes on', async (t) => {
  const file = join(folder(), 't.jsonl');
  const [program = '', ...args] = PROGRAM;
  const told: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: string | Uint8Array) => told.push(String(text)) > 0;
  try {
    await recordHere(file, [program, ...args], { card: ['cps3-medecin'] }, 1200);
  } finally {
    process.stderr.write = write;
  }
  t.is(process.exitCode, 0);
  process.exitCode = undefined;
  t.regex(told.join(''), /t\.jsonl: the recording is full after \d command\(s\); the program goes on/);
  const { events } = parseRecording(readFileSync(file, 'utf8'), 'recording');
  t.like(events.at(-1), { kind: 'recording', action: 'full' });
  t.true(events.filter(({ kind }) => kind === 'apdu').length < 2);
});

test.serial('a full disk is told with the file and what is lost, and the old recording stays', (t) => {
  const file = join(folder(), 't.jsonl');
  writeFileSync(file, 'old');
  const full = () => {
    throw errorOf('ENOSPC');
  };
  t.throws(() => withFs(['fsyncSync'], full, () => writeRecording(file, 'new', { commands: 2 })), {
    message: `${file}: no space is left; the recording is lost, 2 command(s)`,
  });
  t.is(readFileSync(file, 'utf8'), 'old');
});

test('a directory in the place of the file: refused before the program begins', async (t) => {
  const file = folder();
  const { exitCode, stdout, stderr } = await record(file);
  t.like({ exitCode, stdout }, { exitCode: 2, stdout: '' });
  t.is(stderr, `cps-sim: ${file}: is a directory, expected a file for the recording\n`);
});

test('a named pipe in its place stays one: refused before the program begins', async (t) => {
  const file = namedPipe(join(folder(), 'pipe'));
  const { exitCode, stdout, stderr } = await record(file);
  t.deepEqual([exitCode, stdout, stderr], [2, '', `cps-sim: ${file}: is a named pipe, expected a file\n`]);
  t.true(lstatSync(file).isFIFO());
});

test('through a link the older recording behind it is replaced', (t) => {
  const [file, link] = [join(folder(), 't.jsonl'), join(folder(), 'link')];
  writeFileSync(file, 'old');
  symlinkSync(file, link);
  writeRecording(link, 'new', { commands: 2 });
  t.is(readFileSync(file, 'utf8'), 'new');
  t.true(lstatSync(link).isSymbolicLink());
});

test('two at once, into the same file: the second is refused before its program begins', async (t) => {
  const [file, go] = [join(folder(), 't.jsonl'), join(folder(), 'go')];
  const waiting = ['sh', '-c', `until [ -e ${go} ]; do sleep 0.05; done`];
  const first = cpsSim(['record', '--card', 'cps3-medecin', file, '--', ...waiting]);
  while (!existsSync(`${file}.lock`)) await setTimeout(20);
  const second = await record(file);
  writeFileSync(go, '');
  t.deepEqual([second.exitCode, second.stdout], [2, '']);
  t.regex(second.stderr, /t\.jsonl: another program is writing it \(process \d+\)/);
  t.is((await first).exitCode, 0);
  t.is((await record(file)).exitCode, 0);
});

test('of a card file the recording names the profile and the seed, no path', async (t) => {
  const where = folder();
  const [card, file, scenario] = [join(where, 'c.cps.json'), join(where, 't.jsonl'), join(where, 't.yaml')];
  await cpsSim(['card', 'create', '--profile', 'cps3-pharmacien', '--seed', '2', '--out', card]);
  t.is((await cpsSim(['record', '--card', card, file, '--', ...PROGRAM])).exitCode, 0);
  const text = readFileSync(file, 'utf8');
  t.like(JSON.parse(text.split('\n')[0] ?? ''), { profiles: { 'cps-sim 00 00': ['cps3-pharmacien'] }, seed: 2 });
  t.false(text.includes(where));
  writeFileSync(file, text.replaceAll('63C2', '9000').replaceAll('63C1', '9000'));
  for (const named of [[], ['--card', card]]) {
    writeFileSync(scenario, (await cpsSim(['decode', '--scenario', file, ...named])).stdout);
    const played = await cpsSim(['run', scenario]);
    t.is(played.exitCode, 0, played.stdout);
  }
});

test('of a profile file the recording names no folder either', async (t) => {
  const [profile, file] = [join(folder(), 'mine.json'), join(folder(), 't.jsonl')];
  copyFileSync(fileURLToPath(new URL('../../../fixtures/profiles/cps3-medecin.json', import.meta.url)), profile);
  const header = async (...options: string[]) => {
    t.is((await cpsSim(['record', '--card', profile, ...options, file, '--', ...PROGRAM])).exitCode, 0);
    return JSON.parse(readFileSync(file, 'utf8').split('\n')[0] ?? '').profiles['cps-sim 00 00'];
  };
  t.deepEqual(await header(), ['mine.json']);
  t.deepEqual(await header('--keep-identity'), [profile]);
});

const fixture = (name: string) => fileURLToPath(new URL(`../../../fixtures/recordings/${name}`, import.meta.url));

test('what a real client said is replayed and compared as any other recording', async (t) => {
  const [wrongCodes, other] = [fixture('cryptolib-pin.jsonl'), fixture('pkcs15-tool-pin.jsonl')];
  const replayed = await cpsSim(['replay', wrongCodes, '--', ...PROGRAM]);
  t.like(replayed, { exitCode: 0, stdout: '63c2\n63c1\n' });
  t.regex(replayed.stderr, /2 command\(s\) answered from the recording: 2 further on/);
  t.is((await cpsSim(['diff', wrongCodes, wrongCodes])).exitCode, 0);
  t.is((await cpsSim(['diff', wrongCodes, other])).exitCode, 1);
});

test('lines of another tool are compared, and not replayed: they hold no answer to reset', async (t) => {
  const file = join(folder(), 'lines.txt');
  writeFileSync(file, '# from a sniffer\npower on\n=> 00 84 00 00 08\n<= 01 02 03 04 05 06 07 08 90 00\n');
  t.is((await cpsSim(['diff', file, file])).exitCode, 0);
  const { exitCode, stderr } = await cpsSim(['replay', file, '--', ...PROGRAM]);
  t.is(exitCode, 2);
  t.regex(stderr, /no answer to reset of the card/);
});

/** A recording by hand: header, reader, power, VERIFY. */
function lines(response: string): string[] {
  const told = '"origin":"reader","card":"cps-sim 00 00"';
  return [
    '{"format":"cps-sim-trace/1","tool":"cps-sim test","start":"2026-01-01T00:00:00.000Z"}',
    `{"at":0,"seq":1,"kind":"power",${told},"action":"powerOn","reader":"cps-sim 00 00","atr":"3BAC00402A001225006480000310009000"}`,
    `{"at":1,"seq":2,"kind":"apdu",${told},"command":"002000010430303030","response":"${response}","durationMs":0,"program":"program 1"}`,
  ];
}

function written(content: readonly string[]): string {
  const file = join(folder(), 'hand.jsonl');
  writeFileSync(file, `${content.join('\n')}\n`);
  return file;
}

test('a program that asks no card: told, with what it usually means', async (t) => {
  const told = await cpsSim(['replay', written(lines('9000')), '--', 'true']);
  t.is(told.exitCode, 0);
  t.regex(told.stderr, /^cps-sim: warning: the program sent no command to a card, .*another PC\/SC/);
  const french = await cpsSim(['replay', '--lang', 'fr', written(lines('9000')), '--', 'true']);
  t.regex(french.stderr, /^cps-sim: attention : le programme n'a envoyé aucune commande à une carte/);
});

test('a command that is not in it: 6F00, told, and the exit code says so', async (t) => {
  const file = written(lines('9000'));
  const exact = await cpsSim(['replay', '--mode', 'exact', file, '--', ...PROGRAM]);
  t.like(exact, { exitCode: 1, stdout: '9000\n6f00\n' });
  t.regex(exact.stderr, /command 2, VERIFY code porteur \(4 bytes, masked\): not found, answered 6F00/);
  const loose = await cpsSim(['replay', file, '--', ...PROGRAM]);
  t.like(loose, { exitCode: 0, stdout: '9000\n9000\n' });
  t.regex(loose.stderr, /command 2, .*: going back, answered as 1/);
});

test('a simulated card answers what is not in it', async (t) => {
  const file = written(lines('9000'));
  const mixed = await cpsSim(['replay', '--mode', 'exact', '--with-card', 'cps3-medecin', file, '--', ...PROGRAM]);
  t.is(mixed.stdout, '9000\n63c1\n');
  t.regex(mixed.stderr, /command 2, .*: not found, answered by the card/);
});

test('another answer is told in words, in either language', async (t) => {
  const files = [written(lines('9000')), written(lines('63C2'))] as const;
  const told = await cpsSim(['diff', ...files]);
  t.is(told.exitCode, 1);
  t.regex(
    told.stdout,
    /^~ 1\/1 VERIFY .* -> 9000 success\n\s+=> 63C2 .*2 tries remaining\n0 command\(s\) alike, 1 other answer\n$/,
  );
  t.regex((await cpsSim(['diff', '--lang', 'fr', ...files])).stdout, /1 autre réponse/);
  const [described] = JSON.parse((await cpsSim(['diff', '--json', ...files])).stdout);
  t.like(described, { kind: 'answer', first: { number: 1, command: '00200001042A2A2A2A', response: '9000' } });
});

test('as a scenario it passes with the card that was recorded', async (t) => {
  const place = folder();
  const [file, scenario] = [join(place, 't.jsonl'), join(place, 't.yaml')];
  await cpsSim(['record', '--card', 'cps3-medecin', file, '--', ...PROGRAM]);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('63C2', '9000').replaceAll('63C1', '9000'));
  const printed = await cpsSim(['decode', '--scenario', file]);
  writeFileSync(scenario, printed.stdout);
  const run = await cpsSim(['run', scenario]);
  t.is(run.exitCode, 0, run.stdout + run.stderr);
});

const refused = test.macro(async (t, args: (place: string) => readonly string[], said: RegExp) => {
  const place = folder();
  writeFileSync(join(place, 'letter'), 'Dear colleague\n');
  writeFileSync(join(place, 'cut.jsonl'), lines('9000').join('\n').slice(0, -10));
  writeFileSync(join(place, 'gap.jsonl'), lines('9000').join('\n').replace('"seq":2', '"seq":6'));
  writeFileSync(join(place, 'newer.jsonl'), lines('9000').join('\n').replace('trace/1', 'trace/2'));
  writeFileSync(join(place, 'bytes.jsonl'), lines('9000').join('\n').replace('"atr":"3B', '"atr":7,"x":"3B'));
  writeFileSync(
    join(place, 'no-atr.jsonl'),
    lines('9000')
      .filter((_, i) => i !== 1)
      .join('\n'),
  );
  const { exitCode, stderr } = await cpsSim(args(place));
  t.is(exitCode, 2);
  t.regex(stderr, said);
  t.is(readFileSync(join(place, 'letter'), 'utf8'), 'Dear colleague\n');
});
const replayOf = (name: string) => (place: string) => ['replay', join(place, name), '--', 'true'];
const recordInto = (name: string) => (place: string) => [
  'record',
  '--card',
  'cps3-medecin',
  join(place, name),
  '--',
  'true',
];

test('a letter is not written over', refused, recordInto('letter'), /letter: exists already and is not a trace/);
test('no such folder', refused, recordInto('none/t.jsonl'), /none\/t\.jsonl: there is no directory/);
test(
  'a seed without a card',
  refused,
  () => ['record', '--seed', '1', 't', '--', 'true'],
  /--seed is about a simulated/,
);
test('no program', refused, (place) => ['record', join(place, 't')], /missing required argument 'program'/);
const CUT = /cut\.jsonl:3: the line is cut, expected a whole recording/;
test('cut', refused, replayOf('cut.jsonl'), CUT);
test('cut, decoded', refused, (place) => ['decode', join(place, 'cut.jsonl')], CUT);
test('cut, decoded as JSON', refused, (place) => ['decode', '--json', join(place, 'cut.jsonl')], CUT);
test(
  'with a gap, decoded',
  refused,
  (place) => ['decode', join(place, 'gap.jsonl')],
  /gap\.jsonl:3: 4 event\(s\) missing/,
);

test('of a cut recording what is whole is decoded, and no scenario is made', async (t) => {
  const file = join(folder(), 'cut.jsonl');
  writeFileSync(file, `${lines('9000').join('\n')}\n{"at":9,"seq`);
  const told = await cpsSim(['decode', file]);
  const scenario = await cpsSim(['decode', '--scenario', file, '--card', 'cps3-medecin']);
  t.deepEqual([told.exitCode, scenario.exitCode, scenario.stdout], [2, 2, '']);
  t.regex(told.stdout, /-- .*code/);
  t.regex(scenario.stderr, /cut\.jsonl:4: the line is cut/);
});
test(
  'of a newer version',
  refused,
  replayOf('newer.jsonl'),
  /newer\.jsonl:1: the format is 'cps-sim-trace\/2', expected/,
);
test(
  'bytes that are none',
  refused,
  replayOf('bytes.jsonl'),
  /bytes\.jsonl:2: 'atr' of 'power' is no text, expected bytes/,
);
test('no answer to reset', refused, replayOf('no-atr.jsonl'), /no answer to reset of the card in 'cps-sim 00 00'/);

test('a program that is not there takes nothing away', async (t) => {
  const file = written(lines('9000'));
  const before = readFileSync(file, 'utf8');
  t.is((await cpsSim(['record', '--card', 'cps3-medecin', file, '--', 'no-such-program'])).exitCode, 127);
  t.is(readFileSync(file, 'utf8'), before);
});
