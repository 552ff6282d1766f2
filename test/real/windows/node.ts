/** cps-sim itself as on Windows: its built files under Windows' node.exe, in Wine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { windowsNode, windowsPath } from '../../../tools/windows/node-exe.ts';
import { EMBEDDED_FOLDERS, PLAYED_FOLDERS } from '../../../tools/windows/scenario-list.ts';
import { builtMain } from '../../built.ts';
import { Wine } from './wine.ts';

const wine = new Wine();
test.after.always(() => wine.close());
const { program: node, environment } = windowsNode();
wine.prefix.becomeTen();
const SELECT = windowsPath(wine.compiled('select.c'));
const CONTRACT = windowsPath(wine.compiled('contract.c'));
const CARD = ['--card', 'cps3-medecin'];
const SEEN = 'cps-sim 00 00\r\nSELECT 9000\r\n';

/** Of an application: its node.exe, and an addon in a folder of its own. */
const APP = join(wine.folder, 'Logiciel é');
const ADDON = join(APP, 'build');

function makeAddon(): void {
  mkdirSync(ADDON, { recursive: true });
  copyFileSync(node, join(APP, 'node.exe'));
  const [definitions, library] = [join(wine.folder, 'node.def'), join(wine.folder, 'libnode.a')];
  writeFileSync(definitions, 'LIBRARY node.exe\nEXPORTS\nnapi_create_function\nnapi_create_string_latin1\n');
  execFileSync('x86_64-w64-mingw32-dlltool', ['-d', definitions, '-l', library]);
  const source = fileURLToPath(new URL('addon.c', import.meta.url));
  const made = join(ADDON, 'readers.node');
  execFileSync('x86_64-w64-mingw32-gcc', ['-shared', '-o', made, source, library, '-lwinscard']);
}

/** Standard output goes to a file: Wine gives Node no pipe. */
function run(program: string, ...args: readonly string[]) {
  const [out, err] = [join(wine.folder, 'out'), join(wine.folder, 'err')];
  const { status } = spawnSync('wine', [program, ...args], {
    env: { ...wine.environment, WINEDLLOVERRIDES: 'winscard=n,b', ...environment },
    stdio: ['ignore', openSync(out, 'w'), openSync(err, 'w')],
  });
  return { code: status, stdout: readFileSync(out, 'utf8'), stderr: readFileSync(err, 'utf8') };
}

const cps = (...args: readonly string[]) => run(node, windowsPath(builtMain()), ...args);

test.serial('exec: an unmodified program has the card, and PC/SC answers as Windows does', (t) => {
  const seen = cps('exec', ...CARD, '--', SELECT);
  t.deepEqual([seen.code, seen.stdout, seen.stderr], [0, SEEN, '']);
  const contract = cps('exec', ...CARD, '--', CONTRACT);
  t.is(contract.code, 0);
  t.regex(contract.stdout, /^1\d\d cases, 0 failed\r\n$/);
});

test.serial('exec: its exit code, a program that asks for no card, one that is not there', (t) => {
  const command = cps('exec', ...CARD, '--', 'cmd', '/c', 'exit', '7');
  t.is(command.code, 7);
  t.regex(command.stderr, /'cmd' has looked for no card through our winscard.dll/);
  const missing = cps('--lang', 'fr', 'exec', ...CARD, '--', 'absent.exe');
  t.is(missing.code, 127);
  t.is(missing.stderr, "cps-sim: impossible de lancer 'absent.exe' : pas de tel programme dans PATH\n");
});

test.serial('World.spawn brings a program to the cards of a test', (t) => {
  const script = join(wine.folder, 'spawn.mjs');
  const door = `file:///Z:${builtMain().replace('tools/cli/main.js', 'scenarios/world/index.js')}`;
  writeFileSync(
    script,
    `import { world } from '${door}';
    const w = await world({ target: 'private' });
    await w.reader('cabinet').insert(w.card('cps3-medecin'));
    w.spawn(${JSON.stringify(SELECT)}, [], { stdio: 'inherit' }).on('exit', () => w.close());`,
  );
  t.deepEqual(run(node, windowsPath(script)), { code: 0, stdout: SEEN.replace('cps-sim', 'cabinet'), stderr: '' });
});

test.serial('an addon of Node finds the card by our launcher, with nothing beside it', (t) => {
  makeAddon();
  const script = `process.stdout.write(require(${JSON.stringify(windowsPath(join(ADDON, 'readers.node')))})())`;
  const { code, stdout } = cps('exec', ...CARD, '--', windowsPath(join(APP, 'node.exe')), '-e', script);
  t.deepEqual([code, stdout], [0, 'cps-sim 00 00']);
});

test.serial('winscard add: a program that another starts finds it beside its .node, and remove leaves nothing', (t) => {
  makeAddon();
  const child = `process.stdout.write(require(${JSON.stringify(windowsPath(join(ADDON, 'readers.node')))})())`;
  const parent = `require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`;
  const started = () => cps('exec', ...CARD, '--', windowsPath(join(APP, 'node.exe')), '-e', parent);
  t.is(started().stdout, '');
  const added = cps('winscard', 'add', windowsPath(ADDON));
  t.is(added.code, 0, added.stderr);
  t.regex(added.stdout, /winscard\.dll: added \(x64\) for readers\.node/);
  t.is(started().stdout, 'cps-sim 00 00');
  t.is(cps('winscard', 'remove', windowsPath(ADDON)).code, 0);
  t.deepEqual(readdirSync(ADDON), ['readers.node']);
});

test.serial('koffi, in a node.exe that our launcher starts: our own driver sees the card', (t) => {
  const { code, stdout } = cps(
    'exec',
    ...CARD,
    '--',
    windowsPath(node),
    windowsPath(builtMain()),
    'apdu',
    '00A4000C023F00',
  );
  t.is(code, 0);
  t.regex(stdout, /9000/);
});

test.serial('doctor speaks of Windows: no socket, no apt', (t) => {
  const { stdout } = cps('doctor');
  t.regex(stdout, /our winscard\.dll and its launcher are there/);
  t.notRegex(stdout, /pcscd|apt|sudo/);
});

const foldersOf = (names: readonly string[]) =>
  names.map((name) => fileURLToPath(new URL(`../../../scenarios/${name}`, import.meta.url)));

/** A line of TAP for each, in their order. */
const played = (tap: string) => tap.split(/\r?\n/).filter((line) => /^(ok|not ok) /.test(line));

for (const [target, clock, names] of [
  ['in-process', 'virtual', PLAYED_FOLDERS],
  ['embedded', 'real', EMBEDDED_FOLDERS],
] as const)
  test.serial(`scenarios play as on Linux: ${target}`, (t) => {
    t.timeout(400_000);
    const folders = foldersOf(names);
    const options = ['--target', target, '--clock', clock, '--reporter', 'tap'];
    const { code, stdout } = cps('run', ...options, ...folders.map(windowsPath));
    t.is(code, 0, stdout);
    const here = execFileSync(process.execPath, [builtMain(), 'run', ...options, ...folders], { encoding: 'utf8' });
    t.deepEqual(played(stdout), played(here));
    t.true(played(here).length >= names.length);
  });
