/** The folder of files in the desktop's file manager, where there is one. */
import { on } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openFolder } from '../../../../tools/cli/cleo/page/open-folder.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

/** A folder of programs with one that tells what it was given, and what it told. */
function desktop(t: ExecutionContext, name: string) {
  const folder = temporaryDirectory('open-folder-');
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  const program = join(programs, name);
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s|%s' "$#" "$1" > "${folder}/draft" && mv "${folder}/draft" "${folder}/told"\n`,
  );
  chmodSync(program, 0o755);
  const watcher = watch(folder);
  t.teardown(() => watcher.close());
  const told = async () => {
    for await (const [, file] of on(watcher, 'change')) if (file === 'told') break;
    return readFileSync(join(folder, 'told'), 'utf8');
  };
  return { programs, program, PATH: `${programs}:/usr/bin:/bin`, wanted: join(folder, "Dossiers d'été"), told };
}

const OPENERS = [
  ['linux', 'xdg-open', { DISPLAY: ':9' }],
  ['linux', 'xdg-open', { WAYLAND_DISPLAY: 'wayland-0' }],
  ['darwin', 'open', {}],
  ['win32', 'explorer.exe', {}],
] as const;
// The programs that stand in are scripts of a shell, which Windows does not start; and there its own explorer.exe is found.
if (process.platform !== 'win32') {
  for (const [platform, name, screen] of OPENERS)
    test(`${platform}: ${name} is given the path and nothing else ${JSON.stringify(screen)}`, async (t) => {
      const { PATH, wanted, told } = desktop(t, name);
      const line = told();
      t.true(await openFolder(wanted, { PATH, ...screen }, platform));
      t.is(await line, `1|${wanted}`);
    });

  test('linux: without a screen, or without a program, nobody is given it', async (t) => {
    const { PATH, programs, program, wanted } = desktop(t, 'xdg-open');
    t.false(await openFolder(wanted, { PATH }, 'linux'));
    t.false(await openFolder(wanted, { PATH: '', DISPLAY: ':9' }, 'linux'));
    writeFileSync(program, 'no program');
    chmodSync(program, 0o644);
    t.false(await openFolder(wanted, { PATH: programs, WAYLAND_DISPLAY: 'wayland-0' }, 'linux'));
  });

  for (const platform of ['darwin', 'win32'] as const)
    test(`${platform}: false where its program is not`, async (t) => {
      const folder = temporaryDirectory('open-folder-');
      t.false(await openFolder(folder, { PATH: folder }, platform));
    });
}
