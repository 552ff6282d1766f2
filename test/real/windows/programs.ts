/** Unmodified Windows programs under Wine on our winscard.dll: Rust's pcsc examples as the judge, the cases of PC/SC in C. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { windowsProgram } from '../../../tools/cli/exec/windows-program.ts';
import { cpsExec } from '../exec-tool.ts';
import { BUILT, card, opened, openedWithCard, SELECT, wine } from './place.ts';
import { expectedLines, replaceSystemDll, systemFunctions } from './system-dll.ts';

const CONTRACT = wine.compiled('contract.c');
const DATABASES = wine.compiled('databases.c');
const RELOAD = wine.compiled('reload.c');
/** CPS_SIM_RELOADS=10000 takes minutes. */
const RELOADS = process.env.CPS_SIM_RELOADS ?? '300';
const SYSTEM_CALLS = wine.compiled('system-calls.c');
const rust = wine.rustExamples('list-readers', 'connect', 'monitor', 'cancel');
/** Of a program that did not expect SCARD_E_SERVICE_STOPPED, as it says. */
const RUST_PANIC = 101;

test.serial('exec -- wine: a program of ours selects the MF, nothing is put beside it', async (t) => {
  Object.assign(process.env, { WINEPREFIX: wine.environment.WINEPREFIX, WINEDEBUG: '-all' });
  const folder = join(wine.folder, 'Dossier é');
  mkdirSync(folder);
  copyFileSync(SELECT, join(folder, 'select.exe'));
  const card = ['--card', 'cps3-medecin'];
  const { code, stdout, stderr } = await cpsExec(card, ['wine', join(folder, 'select.exe')]);
  t.is(code, 0, `${stdout}${stderr}`);
  t.regex(stdout, /^cps-sim 00 00\r\nSELECT 9000\r\n$/);
  t.deepEqual(readdirSync(folder), ['select.exe']);
  const beside = await cpsExec([...card, '--services', 'directory'], ['wine', SELECT]);
  t.is(beside.code, 2);
  t.regex(beside.stderr, /--services: not with a Windows program yet/);
  const blind = await cpsExec(card, ['wine', 'hostname.exe']);
  t.regex(blind.stderr, /'wine' has looked for no card/);
});

test.serial('exec -- wine: a program of 32 bits gets the launcher and the DLL of its own', async (t) => {
  const small = wine.compiled('select.c', 'i686');
  const { launch } = windowsProgram('wine') ?? {};
  const bits = (program: string) => launch?.('wine', [program]).args.map((path) => /\bx(64|86)\b/.exec(path)?.[1]);
  t.deepEqual(bits(small), ['86', '86', undefined]);
  t.deepEqual(bits(SELECT), ['64', '64', undefined]);
  t.deepEqual(bits('hostname.exe'), ['64', '64', undefined]);
  // Which of the two it is depends on what Wine was installed with; it is never silence.
  const { stdout, stderr } = await cpsExec(['--card', 'cps3-medecin'], ['wine', small]);
  t.regex(`${stdout}${stderr}`, /SELECT 9000|has looked for no card/);
});

test.serial('a launcher of another bitness says so', async (t) => {
  const small = wine.compiled('select.c', 'i686');
  const [launcher = '', dll = ''] = windowsProgram('wine')?.launch('wine', [SELECT]).args ?? [];
  const program = wine.startAsItIs(launcher, {}, dll, small);
  t.deepEqual(await program.rest(), []);
  t.is(await program.ended, 127);
});

test.serial('the cases of PC/SC, A and W, 50 threads', async (t) => {
  const { world } = await openedWithCard(t);
  const program = wine.start(CONTRACT, world.environment);
  const lines = await program.rest();
  t.regex(lines.at(-1) ?? '', /^1\d\d cases, 0 failed$/, lines.join('\n'));
  t.is(await program.ended, 0);
});

test.serial('the cache of card contents, and card types of the program’s own computer', async (t) => {
  const { world } = await openedWithCard(t);
  const program = wine.start(DATABASES, world.environment);
  t.deepEqual(await program.rest(), ['56 cases, 0 failed']);
  t.is(await program.ended, 0);
});

test.serial('Rust’s pcsc lists the readers and speaks to the card', async (t) => {
  const { world } = await openedWithCard(t);
  const [list = '', connect = ''] = rust;
  t.deepEqual(await wine.start(list, world.environment).rest(), ['"bureau 00 00"']);
  const program = wine.start(connect, world.environment);
  const lines = await program.rest();
  t.is(await program.ended, 0, lines.join('\n'));
  t.true(lines.includes('Protocol from status: T0') && lines.includes('RAPDU: [106, 130]'), lines.join('\n'));
});

test.serial('Rust’s pcsc sees a card come and go, and the readers', async (t) => {
  const { world, slot } = await openedWithCard(t);
  const program = wine.start(rust[2] ?? '', world.environment);
  t.is(await program.line(), 'Adding "bureau 00 00"');
  t.regex((await program.line()) ?? '', /^"bureau 00 00" .*CHANGED \| PRESENT \[59, 172,/);
  slot.remove();
  t.regex((await program.line()) ?? '', /CHANGED \| EMPTY.* \[\]$/);
  slot.insert(card());
  t.regex((await program.line()) ?? '', /CHANGED \| PRESENT.* \[59, 172,/);
  world.manager.plugReader('couloir');
  let line = await program.line();
  // Whether it was waiting already decides how often it tells of the first reader.
  while (line?.startsWith('"bureau 00 00"')) line = await program.line();
  t.is(line, 'Adding "couloir 00 00"');
  await world.close();
  await program.rest();
  t.is(await program.ended, RUST_PANIC);
});

test.serial('Rust’s pcsc cancels a wait', async (t) => {
  const world = await opened(t);
  const program = wine.start(rust[3] ?? '', world.environment);
  t.is(await program.line(), 'Entering blocking call; press Enter to cancel');
  program.type('\n');
  t.is(await program.line(), 'Blocking call canceled');
  t.is(await program.ended, 0);
});

test.serial('the DLL comes and goes again and again in one process, with contexts left open', async (t) => {
  const { world } = await openedWithCard(t);
  const dll = `Z:${join(BUILT, 'x64/winscard.dll').replaceAll('/', '\\')}`;
  t.deepEqual(await wine.startAsItIs(RELOAD, world.environment, dll, RELOADS).rest(), ['done']);
});

test.serial('without our variable the system’s own winscard.dll answers', async (t) => {
  const program = wine.start(SELECT, {});
  // Wine's own, which has no readers to look for.
  t.deepEqual(await program.rest(), ['SCardEstablishContext 80100001']);
});

test.serial('without our variable every function is the system’s own, with its arguments and its answer', async (t) => {
  const functions = systemFunctions();
  t.is(functions.length, 74);
  using _ = replaceSystemDll(wine.folder, join(wine.folder, 'prefix'), functions);
  const program = wine.start(SYSTEM_CALLS, {});
  for (const { name, count } of functions) program.type(`${name} ${count}\n`);
  // No number: the program ends.
  program.type('end end\n');
  const lines = await program.rest();
  t.deepEqual(lines, expectedLines(functions));
  t.is(await program.ended, 0);
});

function exported(bits: string): readonly string[] {
  const table = execFileSync('x86_64-w64-mingw32-objdump', ['-p', join(BUILT, bits, 'winscard.dll')], {
    encoding: 'utf8',
  });
  const names = table.slice(table.indexOf('[Ordinal/Name Pointer] Table'));
  return [...names.matchAll(/^\s+\[\s*\d+\] (\w+)$/gm)].map(([, name = '']) => name);
}

test('both DLLs export what Windows’ own does, as mingw’s import library has it', (t) => {
  const library = '/usr/x86_64-w64-mingw32/lib/libwinscard.a';
  const symbols = execFileSync('x86_64-w64-mingw32-nm', [library], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const names = [...new Set([...symbols.matchAll(/ __imp_(\w+)$/gm)].map(([, name = '']) => name))].sort();
  t.is(names.length, 77);
  for (const bits of ['x64', 'x86']) t.deepEqual([...exported(bits)].sort(), names);
});
