import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type PortableExecutable, portableExecutable } from '../../../driver/winscard-launch/portable-executable.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { type MadeProgram, madeProgram, NATIVE_32, NATIVE_64 } from './made-program.ts';

const folder = temporaryDirectory('pe-');

function read(bytes: Buffer): PortableExecutable | undefined {
  const path = join(folder, 'program.exe');
  writeFileSync(path, bytes);
  return portableExecutable(path);
}

const is = test.macro((t, program: MadeProgram, expected: PortableExecutable) => {
  t.deepEqual(read(madeProgram(program)), expected);
});

test('a native program of 64 bits', is, NATIVE_64, { bits: 'x64', managed: false });
test('a native program of 32 bits', is, NATIVE_32, { bits: 'x86', managed: false });
test('a program of ARM64', is, { ...NATIVE_64, machine: 0xaa64 }, { bits: undefined, managed: false });
test('.NET for any machine, whose header says x86', is, { ...NATIVE_32, cli: 1 }, { bits: 'x64', managed: true });
test('.NET for 32 bits', is, { ...NATIVE_32, cli: 1 | 2 }, { bits: 'x86', managed: true });
test('.NET for 64 bits', is, { ...NATIVE_64, cli: 1 }, { bits: 'x64', managed: true });

test('what is no program, and what is cut, is none', (t) => {
  const whole = madeProgram(NATIVE_64);
  for (const length of [0, 1, 2, 0x3c, 0x80, 0x84, 0x98]) t.is(read(whole.subarray(0, length)), undefined);
  t.is(read(Buffer.from('#!/bin/sh\n')), undefined);
  const elsewhere = Buffer.from(whole);
  elsewhere.writeUInt32LE(0xffffffff, 0x3c);
  t.is(read(elsewhere), undefined);
});
