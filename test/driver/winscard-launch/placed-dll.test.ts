import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { addWinscardDll, removeWinscardDll } from '../../../driver/winscard-launch/placed-dll.ts';
import type { Bits } from '../../../driver/winscard-launch/portable-executable.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { madeProgram, NATIVE_32, NATIVE_64 } from './made-program.ts';

const FOREIGN = 'MZ of another maker';
const DLLS = temporaryDirectory('dlls-');
for (const bits of ['x64', 'x86']) writeFileSync(join(DLLS, bits), `MZ cps-sim winscard.dll for ${bits}`);
const dllOf = (bits: Bits) => join(DLLS, bits);
const refused = (reason: string) => ({ code: 'ERR_WINSCARD_DLL', reason }) as const;

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = temporaryDirectory('app-');
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

test('the DLL of the bitness that the programs have, and back to what was', (t) => {
  for (const [name, program, bits] of [
    ['Officine.EXE', NATIVE_64, 'x64'],
    ['Cabinet.exe', NATIVE_32, 'x86'],
    ['pcsclite.node', NATIVE_64, 'x64'],
  ] as const) {
    const folder = folderWith({ [name]: madeProgram(program), 'a.dll': madeProgram(NATIVE_32) });
    const before = readdirSync(folder);
    const added = { bits, programs: [name], path: join(folder, 'winscard.dll') };
    t.deepEqual(addWinscardDll(folder, undefined, dllOf), { ...added, done: 'added' });
    t.deepEqual(readFileSync(added.path), readFileSync(dllOf(bits)));
    t.deepEqual(addWinscardDll(folder, undefined, dllOf), { ...added, done: 'same' });
    t.is(removeWinscardDll(folder), added.path);
    t.deepEqual(readdirSync(folder), before);
    t.is(removeWinscardDll(folder), undefined);
  }
});

test('one of ours makes room, whatever the case of its name', (t) => {
  const folder = folderWith({ 'p.exe': madeProgram(NATIVE_64), 'WinSCard.dll': 'MZ an older cps-sim winscard.dll' });
  t.is(addWinscardDll(folder, undefined, dllOf).done, 'replaced');
  t.deepEqual(readdirSync(folder).sort(), ['WinSCard.dll', 'p.exe']);
  t.is(removeWinscardDll(folder), join(folder, 'WinSCard.dll'));
});

test("another's is neither replaced nor removed, nor a link followed", (t) => {
  const folder = folderWith({ 'p.exe': madeProgram(NATIVE_64), 'WINSCARD.DLL': FOREIGN });
  t.like(
    t.throws(() => addWinscardDll(folder, undefined, dllOf)),
    refused('foreign'),
  );
  t.like(
    t.throws(() => removeWinscardDll(folder)),
    refused('foreign'),
  );
  t.is(readFileSync(join(folder, 'WINSCARD.DLL'), 'utf8'), FOREIGN);
  const linked = folderWith({ 'p.exe': madeProgram(NATIVE_64) });
  symlinkSync(dllOf('x64'), join(linked, 'winscard.dll'));
  t.like(
    t.throws(() => removeWinscardDll(linked)),
    refused('foreign'),
  );
});

test('no bitness is guessed', (t) => {
  const empty = folderWith({ 'readme.txt': 'nothing' });
  const mixed = folderWith({ 'a.exe': madeProgram(NATIVE_64), 'b.exe': madeProgram(NATIVE_32) });
  const arm = folderWith({ 'a.exe': madeProgram({ ...NATIVE_64, machine: 0xaa64 }) });
  for (const folder of [empty, mixed, arm]) {
    t.like(
      t.throws(() => addWinscardDll(folder, undefined, dllOf)),
      refused('bits'),
    );
    t.false(readdirSync(folder).includes('winscard.dll'));
  }
  t.deepEqual(addWinscardDll(mixed, 'x86', dllOf).programs, ['b.exe']);
});

test("Windows' own folders are refused, by whatever way they are named", (t) => {
  const windows = join(temporaryDirectory('drive-'), 'Windows');
  for (const name of ['System32', 'SysWOW64', 'system32/drivers']) {
    const folder = join(windows, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'p.exe'), madeProgram(NATIVE_64));
    const link = join(windows, `link-${name.replace('/', '-')}`);
    symlinkSync(folder, link);
    for (const way of [folder, link]) {
      t.like(
        t.throws(() => addWinscardDll(way, undefined, dllOf)),
        refused('place'),
      );
      t.like(
        t.throws(() => removeWinscardDll(way)),
        refused('place'),
      );
    }
  }
});
