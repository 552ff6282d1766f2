/** The plan of the house, checked: who may import whom, what is named how. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { classesBesideTheBase, codesOfTheUnion, declaredCodes } from './error-codes.ts';
import { fileCycle, importsOf, isFile, loadedWith, roomCycle, type Sources, violations } from './import-graph.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const PLACES = ['common', 'simulator', 'driver', 'scenarios', 'tools'];

function filesUnder(place: string): string[] {
  return readdirSync(join(TOP, place), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(TOP, join(entry.parentPath, entry.name)));
}

function readSources(): Sources {
  const paths = PLACES.flatMap(filesUnder).filter((path) => path.endsWith('.ts'));
  return new Map(paths.map((path) => [path, readFileSync(join(TOP, path), 'utf8')]));
}

const sources = readSources();

test('every import goes where the plan allows', (t) => {
  t.deepEqual(violations(sources), []);
});

test('no room imports itself by way of others', (t) => {
  t.is(roomCycle(sources), undefined);
});

test('no file imports itself by way of others', (t) => {
  t.is(fileCycle(sources), undefined);
});

const MAX_LINES = 300;
const MAX_FUNCTION_LINES = 40;

test('no file is longer than one can hold in mind', (t) => {
  const long = [...sources].filter(([, text]) => text.split('\n').length > MAX_LINES + 1);
  t.deepEqual(
    long.map(([path]) => path),
    [],
  );
});

/** Functions are measured by the linter, which reads TypeScript. */
test('the linter refuses functions that are too long', (t) => {
  const { linter } = JSON.parse(readFileSync(join(TOP, 'biome.json'), 'utf8'));
  t.like(linter.rules.complexity.noExcessiveLinesPerFunction, {
    level: 'error',
    options: { maxLines: MAX_FUNCTION_LINES },
  });
});

test('the sources were found, and their imports', (t) => {
  t.true(sources.has('common/iso7816/bytes.ts') && sources.has('driver/pcsc/native.ts'));
  const imported = (path: string) => importsOf(path, sources.get(path) ?? '').map(({ to }) => to);
  t.true(imported('driver/pcsc/native-library.ts').includes('koffi'));
  t.true(imported('driver/pcsc/native.ts').includes('common/pcsc/scard.ts'));
});

test('the errors load neither the schemas, the language of scenarios nor native code', (t) => {
  const loaded = loadedWith(sources, 'scenarios/errors/index.ts');
  t.true(loaded.has('common/coded-error.ts'));
  t.deepEqual(
    [...loaded].filter((path) => !isFile(path) && !path.startsWith('node:')),
    [],
  );
});

test('every error is a CodedError', (t) => {
  t.deepEqual(classesBesideTheBase(sources), []);
});

test('every code of an error is in the union once, and one class has it', (t) => {
  const codes = codesOfTheUnion(sources);
  t.deepEqual(codes, [...new Set(codes)].sort());
  t.deepEqual(declaredCodes(sources).sort(), codes);
});

test('seen: an error without the base, a code that two classes have', (t) => {
  const text =
    "class AError extends Error {\n}\nexport class BError extends CodedError {\n  readonly code = 'ERR_B';\n}\n";
  const planted = new Map([['driver/cia/x.ts', text + text]]);
  t.deepEqual(classesBesideTheBase(planted), ['AError', 'AError']);
  t.deepEqual(declaredCodes(planted), ['ERR_B', 'ERR_B']);
});

const planted = test.macro((t, path: string, text: string) => {
  t.is(violations(new Map([[path, text]])).length, 1);
});

test(
  'seen: the simulator imports the driver',
  planted,
  'simulator/reader/x.ts',
  "import { a } from '../../driver/pcsc/card.ts';",
);
test(
  'seen: the driver imports the card',
  planted,
  'driver/iasecc/x.ts',
  "import type { A } from '../../simulator/card/port.ts';",
);
test(
  'seen: a reader behind the door of the card',
  planted,
  'simulator/reader/vpcd/x.ts',
  "import { a } from '../../card/state/store.ts';",
);
test(
  'seen: the file system imports commands',
  planted,
  'simulator/card/file-system/x.ts',
  "export { a } from '../commands/select.ts';",
);
test('seen: the leaf imports a package', planted, 'common/iso7816/x.ts', "import { z } from 'zod';");
test(
  'seen: the leaf imports the other leaf',
  planted,
  'common/iso7816/x.ts',
  "import { SCARD } from '#pcsc/scard.ts';",
);
test('seen: koffi outside driver/pcsc', planted, 'driver/iasecc/x.ts', "const k = await import('koffi');");
test(
  'seen: node:crypto in a command',
  planted,
  'simulator/card/commands/x.ts',
  "import { type KeyObject, sign } from 'node:crypto';",
);
test(
  'seen: import over several lines',
  planted,
  'driver/cia/x.ts',
  "import {\n  a,\n  b,\n} from '../iasecc/select.ts';",
);
test('seen: import for its effect', planted, 'driver/cia/x.ts', "import '../pcsc/native.ts';");
test('seen: somebody imports a test', planted, 'driver/cia/x.ts', "import { a } from '../../test/a.ts';");
test('seen: somebody imports a tool', planted, 'scenarios/engine/x.ts', "import { a } from '../../tools/cli/main.ts';");
test('seen: a room beside the plan', planted, 'simulator/oven/x.ts', "import { a } from '#iso7816/bytes.ts';");
test(
  'seen: the world wires outside its targets',
  planted,
  'scenarios/world/x.ts',
  "import { a } from '../../driver/pcsc/card.ts';\nimport { b } from '../../simulator/card/card.ts';",
);

const fine = test.macro((t, path: string, text: string) => {
  t.deepEqual(violations(new Map([[path, text]])), []);
});

test(
  'let through: a type of node:crypto',
  fine,
  'simulator/card/commands/x.ts',
  "import type { KeyObject } from 'node:crypto';",
);
test(
  'let through: only types in braces',
  fine,
  'simulator/card/state/x.ts',
  "import { type KeyObject } from 'node:crypto';",
);
test(
  'let through: the leaves',
  fine,
  'driver/cia/x.ts',
  "import { a } from '#iso7816/bytes.ts';\nimport { b } from '#pcsc/scard.ts';",
);
test(
  'let through: the port of the card',
  fine,
  'simulator/reader/x.ts',
  "import type { SmartCard } from '../card/port.ts';",
);

test('a circle of rooms is seen', (t) => {
  const circle = new Map([
    ['simulator/reader/a.ts', "import { b } from '../resource-manager/b.ts';"],
    ['simulator/resource-manager/b.ts', "import { a } from '../reader/a.ts';"],
  ]);
  t.deepEqual(roomCycle(circle), ['simulator/reader', 'simulator/resource-manager', 'simulator/reader']);
});

test('a circle of files is seen, be it of types alone', (t) => {
  const circle = new Map([
    ['driver/cia/a.ts', "import type { B } from './b.ts';"],
    ['driver/cia/b.ts', "import { A } from './a.ts';"],
  ]);
  t.deepEqual(fileCycle(circle), ['driver/cia/a.ts', 'driver/cia/b.ts', 'driver/cia/a.ts']);
});

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;

test('files and folders are named in kebab-case', (t) => {
  const names = [...PLACES, 'test', 'fixtures'].flatMap(filesUnder);
  const wrong = names.filter((path) => !path.split('/').every((name) => KEBAB_CASE.test(name)));
  t.deepEqual(wrong, []);
});

/** What reads the machine's time past the clock, and why. */
const OWN_TIME: Readonly<Record<string, string>> = {
  'common/clock.ts': 'it is the clock',
  'common/files/exclusively.ts': 'waits until another process of the machine gives the lock back',
  'common/files/lock.ts': 'compares with the time the file system gave a lock',
  'simulator/services/directory/ldap/server.ts': 'ends connections of other programs that say nothing',
  'simulator/resource-manager/pcsclite/loopback-door.ts': 'ends connections of other programs that prove nothing',
  'scenarios/world/blocked-process.ts': 'sees whether this process still answers, whatever its cards take for the time',
  'driver/tls/card-agent.ts': 'calls that method of its sockets',
  'driver/tls/card-socket.ts': 'has the method of that name, as every socket',
  'tools/bench/': 'measures the machine',
  'tools/console/page/': 'runs in a browser, whose time nobody moves',
};
const BARE_TIME =
  /\b(?:setTimeout|setInterval)\b|\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bhrtime\b|\bAbortSignal\.timeout\b/;

function readsTime(text: string): boolean {
  return text.split('\n').some((line) => BARE_TIME.test(line.replace(/^\s*(?:\/?\*|\/\/).*/, '')));
}

test('time is read from a clock, and nowhere else', (t) => {
  const bare = [...sources].filter(([, text]) => readsTime(text)).map(([path]) => path);
  t.deepEqual(
    bare.filter((path) => !Object.keys(OWN_TIME).some((place) => path.startsWith(place))),
    [],
  );
  const without = Object.keys(OWN_TIME).filter((place) => !bare.some((path) => path.startsWith(place)));
  t.deepEqual(without, [], 'exceptions that nothing needs any more');
});

const timed = test.macro((t, text: string, expected: boolean) => t.is(readsTime(text), expected));
test('seen: a timer', timed, '  this.#timer = setTimeout(work, 5);', true);
test('seen: the date of the machine', timed, 'const now = new Date();', true);
test('seen: a pause', timed, "import { setTimeout as pause } from 'node:timers/promises';", true);
test('let through: a date that was read', timed, 'const now = new Date(text);', false);
test('let through: words about it', timed, ' * As setTimeout does.', false);
