/** Paths as other systems write and read them. */
import test from 'ava';
import { isProgramPath } from '#files/program-path.ts';
import { slashedPath } from '#files/slashed-path.ts';

test('a path for others than Windows has slashes; elsewhere a backslash is a letter', (t) => {
  t.is(slashedPath('carte\\lecture\\a.yaml', '\\'), 'carte/lecture/a.yaml');
  t.is(slashedPath('carte/a\\b.yaml', '/'), 'carte/a\\b.yaml');
});

const path = test.macro({
  exec: (t, program: string, windows: boolean, linux: boolean) => {
    t.is(isProgramPath(program, 'win32'), windows);
    t.is(isProgramPath(program, 'linux'), linux);
  },
  title: (_, program) => `a path or a name of PATH: ${program}`,
});

test(path, 'pkcs11-tool', false, false);
test(path, './program', true, true);
test(path, '.\\program.exe', true, false);
test(path, 'C:\\app\\program.exe', true, false);
test(path, 'C:program.exe', true, false);
