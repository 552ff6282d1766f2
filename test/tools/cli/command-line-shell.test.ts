import test from 'ava';
import { requireShell } from '../../../tools/cli/command-line-shell.ts';

const INSTEAD = { en: 'name it in the scenario', fr: 'nommez-le dans le scénario' };

test('Windows has no shell for a command line: the option is named, and what to do', (t) => {
  const error = t.throws(() => requireShell('--program', INSTEAD, 'win32'), { code: 'ERR_USAGE' });
  t.is(
    error?.message,
    '--program gives a command line to /bin/sh, which Windows does not have: name it in the scenario',
  );
  t.notThrows(() => requireShell('--program', INSTEAD, 'linux'));
});
