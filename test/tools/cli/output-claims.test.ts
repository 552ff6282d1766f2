/** One writer for each file: within a run, whatever its names, and among programs that run at once. */
import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim, startCpsSim } from './cps-sim.ts';

const PASSES = `scenario: passes
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
`;
const WAITS = `${PASSES}  - waitFor: { event: card-removed, within: 10min }\n`;

function folder() {
  const at = temporaryDirectory('claims-');
  writeFileSync(join(at, 'passes.yaml'), PASSES);
  writeFileSync(join(at, 'waits.yaml'), WAITS);
  return (name: string) => `${at}/${name}`;
}

/** A command line in which `@name` is a file of the folder, and `+` a blank within a word. */
function words(place: ReturnType<typeof folder>, line: string): string[] {
  return line.split(' ').map((word) => word.replace('@', place('')).replaceAll('+', ' '));
}

interface Meanwhile {
  /** Runs until it is told to end. */
  readonly first: string;
  readonly said: RegExp;
  readonly second: string;
  readonly file: string;
}

async function refusedWhile(t: ExecutionContext, { first, said, second, file }: Meanwhile) {
  const place = folder();
  const running = startCpsSim(words(place, first));
  t.teardown(() => running.kill('SIGKILL'));
  await running.said(said);
  const { exitCode, stderr } = await cpsSim(words(place, second));
  t.is(exitCode, 2, stderr);
  t.regex(stderr, /: another program is writing it \(process \d+\); wait until that one has ended, or name another/);
  t.true(existsSync(place(file)), 'what is being written is not taken away');
  return { place, running };
}

const whole = test.macro({
  async exec(t, meanwhile: Meanwhile) {
    const { place, running } = await refusedWhile(t, meanwhile);
    running.kill('SIGTERM');
    await running.ended;
    t.true(readFileSync(place(meanwhile.file), 'utf8').length > 0);
    t.false(existsSync(place(`${meanwhile.file}.lock`)));
    t.is((await cpsSim(words(place, meanwhile.second))).exitCode, 0);
  },
  title: (_, { first, second }: Meanwhile) => `while ${first}: ${second}`,
});

const EXEC = 'exec --card cps3-medecin';
const SLEEPING = '-- sh -c echo+started;exec+sleep+1000';

for (const reporter of ['junit', 'json'])
  test(whole, {
    first: `run @waits.yaml --reporter ${reporter}=@report --reporter tap`,
    said: /TAP version/,
    second: `run @passes.yaml --reporter ${reporter}=@report`,
    file: 'report',
  });
test(whole, {
  first: 'run @waits.yaml --reporter tap --trace @t',
  said: /TAP version/,
  second: `${EXEC} --trace @t -- true`,
  file: 't',
});
test(whole, {
  first: `${EXEC} --trace @t ${SLEEPING}`,
  said: /started/,
  second: 'run @passes.yaml --trace @t',
  file: 't',
});
test(whole, {
  first: `${EXEC} --coverage @c ${SLEEPING}`,
  said: /started/,
  second: `${EXEC} --coverage @c -- true`,
  file: 'c',
});

test('a run that cannot begin leaves the report that another one is writing', async (t) => {
  const { place } = await refusedWhile(t, {
    first: 'run @waits.yaml --reporter tap --reporter junit=@r.xml --trace @t',
    said: /TAP version/,
    second: 'run @passes.yaml --trace @t',
    file: 't',
  });
  t.is((await cpsSim(words(place, 'run @absent.yaml --reporter junit=@r.xml'))).exitCode, 2);
  t.true(existsSync(place('r.xml')));
});

test('nobody waits for one that was killed', async (t) => {
  const meanwhile = {
    first: 'run @waits.yaml --trace @t --reporter tap',
    said: /TAP version/,
    second: `${EXEC} --trace @t -- true`,
  };
  const { place, running } = await refusedWhile(t, { ...meanwhile, file: 't' });
  running.kill('SIGKILL');
  await running.ended;
  t.is((await cpsSim(words(place, meanwhile.second))).exitCode, 0);
  t.false(existsSync(place('t.lock')));
});

const oneFile = test.macro({
  async exec(t, line: string, told: RegExp) {
    const place = folder();
    writeFileSync(place('empty'), '');
    linkSync(place('empty'), place('other'));
    linkSync(place('passes.yaml'), place('link'));
    writeFileSync(place('void.yaml'), '');
    linkSync(place('void.yaml'), place('link-to-void'));
    const { exitCode, stderr } = await cpsSim(words(place, line));
    t.is(exitCode, 2, stderr);
    t.regex(stderr, told);
    t.is(readFileSync(place('passes.yaml'), 'utf8'), PASSES);
  },
  title: (_, line: string) => `one file with two names: ${line}`,
});

test(oneFile, 'run @passes.yaml --reporter junit=@empty --trace @other', /would both write to/);
test(oneFile, `${EXEC} --coverage @empty --trace @other -- true`, /would both write to/);
test(oneFile, 'run @passes.yaml --trace @link', /would write over .*passes\.yaml, which is read here/);
test(oneFile, 'run @void.yaml --reporter tap=@link-to-void', /would write over .*void\.yaml, which is read here/);
test(oneFile, 'run @passes.yaml --reporter tap --trace /dev/stdout', /would both write to/);

for (const line of [
  'run @waits.yaml --reporter tap --reporter junit=@out',
  'run @waits.yaml --reporter tap --trace @out',
])
  test(`three at once, one writes: ${line}`, async (t) => {
    const place = folder();
    const three = Array.from({ length: 3 }, () => startCpsSim(words(place, line)));
    t.teardown(() => three.forEach((one) => void one.kill('SIGKILL')));
    const said = three.map((one) => one.said(/TAP version/).then(() => one));
    const writer = await Promise.any(said);
    const others = await Promise.all(three.filter((one) => one !== writer).map(({ ended }) => ended));
    for (const { exitCode, stderr } of others) {
      t.is(exitCode, 2, stderr);
      t.regex(stderr, /another program is writing it/);
    }
    writer.kill('SIGTERM');
    await writer.ended;
    t.true(readFileSync(place('out'), 'utf8').length > 0);
    t.false(existsSync(place('out.lock')));
  });
