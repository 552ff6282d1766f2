/** What reg.exe prints, as Microsoft documents `reg query`; the program itself is on Windows only. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { WindowsRegistry } from '../../../driver/registry/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const KEY = String.raw`HKEY_CURRENT_USER\Software\ASIP Sante\Minidriver`;
const printed = (line: string) => `\r\n${KEY}\r\n    ${line}\r\n\r\n`;

const reads = test.macro((t, line: string, expected: unknown) => {
  const asked: string[][] = [];
  const registry = new WindowsRegistry((...args) => {
    asked.push([...args]);
    return printed(line);
  });
  t.deepEqual(registry.get(KEY, 'Traces'), expected as never);
  t.deepEqual(asked, [['query', KEY, '/v', 'Traces', '/reg:64']]);
});
test('a DWORD', reads, 'Traces    REG_DWORD    0x13', { type: 'REG_DWORD', data: 0x13 });
test('all bits', reads, 'Traces    REG_DWORD    0xffffffff', { type: 'REG_DWORD', data: 0xffffffff });
test('a text', reads, 'Traces    REG_SZ    a b', { type: 'REG_SZ', data: 'a b' });
test('an empty text', reads, 'Traces    REG_SZ    ', { type: 'REG_SZ', data: '' });
test('a text that looks like a DWORD', reads, 'Traces    REG_SZ    0x3', { type: 'REG_SZ', data: '0x3' });
test('a DWORD of nine digits is none', reads, 'Traces    REG_DWORD    0x123456789', undefined);
// Numbers of winnt.h; nobody here asks for their data.
const other = (type: number) => ({ type, data: new Uint8Array(0) });
test('no type', reads, 'Traces    REG_NONE', other(0));
test('a text with variables', reads, 'Traces    REG_EXPAND_SZ    %PATH%', other(2));
test('binary data', reads, 'Traces    REG_BINARY    0102', other(3));
test('several texts', reads, 'Traces    REG_MULTI_SZ    a\\0b', other(7));
test('a QWORD', reads, 'Traces    REG_QWORD    0x3', other(11));
test('a type nobody knows', reads, 'Traces    REG_LINK    x', undefined);

/** A program of that name in its place: prints what the real one does, and fails for every other value. */
const REG_EXE = String.raw`#!/bin/sh
printf '\r\n%s\r\n    %s    REG_DWORD    0x4\r\n\r\n' "$2" "$4"
[ "$4" = Traces ]
`;

test.serial('reg.exe is run, and believed only when it succeeds', (t) => {
  const directory = temporaryDirectory('registry-');
  writeFileSync(join(directory, 'reg.exe'), REG_EXE, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${directory}:${PATH}`;
  t.teardown(() => {
    process.env.PATH = PATH;
  });
  t.deepEqual(new WindowsRegistry().get(KEY, 'Traces'), { type: 'REG_DWORD', data: 4 });
  t.is(new WindowsRegistry().get(KEY, 'Certify'), undefined);
});

test('a key or value that is not there', (t) => {
  t.is(new WindowsRegistry(() => undefined).get(KEY, 'Traces'), undefined);
});
