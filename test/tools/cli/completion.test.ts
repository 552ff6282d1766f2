/** What `cps-sim completion` prints, tried in the shell that every machine of ours has; its words are those of commander. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { bashCompletion } from '../../../tools/cli/completion/bash.ts';
import { commandTree, everyCommand } from '../../../tools/cli/completion/command-tree.ts';
import { fishCompletion } from '../../../tools/cli/completion/fish.ts';
import { zshCompletion } from '../../../tools/cli/completion/zsh.ts';
import { wholeProgram } from '../../../tools/cli/program.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const tree = commandTree(await wholeProgram());
const script = join(temporaryDirectory('completion-'), 'cps-sim.bash');
writeFileSync(script, bashCompletion(tree));

/** What bash offers for the last of the words, as it would have cut them. */
function offered(...words: readonly string[]): string[] {
  const code = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cps_sim
    for word in "\${COMPREPLY[@]}"; do echo "$word"; done`;
  const stdout = execFileSync('bash', ['--norc', '-c', code, script, 'cps-sim', ...words], { encoding: 'utf8' });
  // A program in two folders is offered twice; the line editor shows it once.
  return [...new Set(stdout.split('\n').filter((word) => word !== ''))];
}

const offers = test.macro({
  exec: (t, words: readonly string[], expected: readonly string[]) => t.deepEqual(offered(...words), expected),
  title: (_, words: readonly string[]) => `offered behind: cps-sim ${words.join(' ')}|`,
});
test(offers, ['ca'], ['card']);
test(offers, ['card', ''], ['create', 'show', 'check', 'update', 'profiles']);
test(offers, ['card', 'show', '--c'], ['--certificates', '--ca']);
test(offers, ['card', 'show', 'cps3-m'], ['cps3-medecin', 'cps3-medecin-references']);
test(offers, ['run', '--target', ''], ['embedded', 'in-process', 'pcsc']);
test(offers, ['run', '--target', '=', 'p'], ['pcsc']);
test(offers, ['exec', '--card', 'cps4-medecin-'], ['cps4-medecin-t0']);
test(offers, ['exec', '--card', 'cps3-medecin', '--', 'base64'], ['base64']);
test(offers, ['exec', '--card', 'cps3-medecin', '--', 'base64', '--'], []);
test(offers, ['pnp', 'catalog', 'se'], ['search']);
test(offers, ['pnp', 'pnputil.exe', '--not'], ['--not-elevated']);
test(offers, ['completion', ''], ['bash', 'zsh', 'fish']);
test(offers, ['no-such-verb', '--json'], []);

test('every command and every option is in the script of each shell', (t) => {
  const scripts = [bashCompletion, zshCompletion, fishCompletion].map((made) => made(tree));
  const commands = everyCommand(tree);
  t.true(commands.length > 30);
  for (const { path, options } of commands) {
    for (const text of scripts) t.true(text.includes(`'${path}'`) || text.includes(`\\'${path}\\'`), path);
    for (const name of options.flatMap(({ names }) => names))
      for (const text of scripts) t.regex(text, new RegExp(`${name}\\b|-[ls] ${name.replace(/^-+/, '')}\\b`));
  }
});

test('the verb prints it, and knows no other shell', async (t) => {
  t.is((await cpsSim(['completion', 'bash'])).stdout, bashCompletion(tree));
  t.is((await cpsSim(['completion', 'tcsh'])).exitCode, 2);
});
