/**
 * A winscard.dll of the tests in the place of the system's own, which tells each call. Names, and how many arguments each
 * has, are those of mingw's import library for x86: its names end with `@` and the length of the arguments.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARY = '/usr/i686-w64-mingw32/lib/libwinscard.a';
const ARGUMENT_LENGTH = 4;
/** Of Windows 8 and later, which that library lacks. Source: Microsoft Learn, winscard.h. */
const LATER: readonly SystemFunction[] = [
  { name: 'SCardAudit', count: 2 },
  ...['A', 'W'].flatMap((alphabet) => [
    { name: `SCardGetDeviceTypeId${alphabet}`, count: 3 },
    { name: `SCardGetReaderDeviceInstanceId${alphabet}`, count: 4 },
    { name: `SCardGetReaderIcon${alphabet}`, count: 4 },
    { name: `SCardListReadersWithDeviceInstanceId${alphabet}`, count: 4 },
  ]),
];
/** They return nothing. */
const NOTHING = /^SCardRelease(?:StartedEvent|NewReaderEvent|AllEvents)$/;

export interface SystemFunction {
  readonly name: string;
  readonly count: number;
}

export function systemFunctions(): readonly SystemFunction[] {
  const symbols = execFileSync('i686-w64-mingw32-nm', [LIBRARY], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const found = [...symbols.matchAll(/ __imp__(\w+)@(\d+)$/gm)];
  const known = found.map(([, name = '', length]) => ({ name, count: Number(length) / ARGUMENT_LENGTH }));
  return [...known, ...LATER];
}

/** What the caller gives, and the system's own must be given. */
function told({ name, count }: SystemFunction): string {
  const given = Array.from({ length: count }, (_, i) => (0x1000 * (i + 1) + count).toString(16).toUpperCase());
  return [name, ...given].join(' ');
}

/** What is printed for each: the call as the system's own had it, and what the program had back. */
export function expectedLines(functions: readonly SystemFunction[]): readonly string[] {
  return functions.flatMap((one, i) => {
    const calls = [told(one)];
    return NOTHING.test(one.name) ? calls : [...calls, `returns ${(i + 1).toString(16).toUpperCase()}`];
  });
}

function definition({ name, count }: SystemFunction, index: number): string {
  const names = Array.from({ length: count }, (_, i) => `a${i}`);
  const parameters = names.map((one) => `uintptr_t ${one}`).join(', ');
  // The upper half of a number of 32 bits is of no value.
  const values = names.map((one) => `, (unsigned long)${one}`).join('');
  const format = `${name}${' %lX'.repeat(count)}\\n`;
  return `__declspec(dllexport) uintptr_t ${name}(${parameters || 'void'}) { return tell(snprintf(line, sizeof line, "${format}"${values}), ${index + 1}); }`;
}

/** Without the declarations of winscard.h. */
const TELL = `#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdint.h>
#include <stdio.h>
static char line[256];
static uintptr_t tell(int length, uintptr_t result) {
  DWORD written;
  WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)length, &written, NULL);
  return result;
}
`;

/** Takes the place of the system's own until it is given back. */
export function replaceSystemDll(folder: string, prefix: string, functions: readonly SystemFunction[]): Disposable {
  const source = join(folder, 'system.c');
  const built = join(folder, 'system.dll');
  writeFileSync(source, TELL + functions.map(definition).join('\n'));
  execFileSync('x86_64-w64-mingw32-gcc', ['-shared', '-o', built, source]);
  const place = join(prefix, 'drive_c/windows/system32/winscard.dll');
  const kept = join(folder, 'winscard.kept');
  renameSync(place, kept);
  copyFileSync(built, place);
  return { [Symbol.dispose]: () => renameSync(kept, place) };
}
