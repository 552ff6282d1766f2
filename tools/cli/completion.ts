/** `cps-sim completion`: a script that lets a shell complete what is typed. */
import type { Command } from 'commander';
import { bashCompletion } from './completion/bash.ts';
import { type CompletedCommand, commandTree } from './completion/command-tree.ts';
import { fishCompletion } from './completion/fish.ts';
import type { Shell } from './completion/shells.ts';
import { zshCompletion } from './completion/zsh.ts';

const SCRIPTS: Readonly<Record<Shell, (program: CompletedCommand) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export function completion(shell: Shell, program: Command): void {
  process.stdout.write(SCRIPTS[shell](commandTree(program)));
}
