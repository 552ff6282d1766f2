/** `cps-sim completion`, as it is typed. */
import { Argument, Command } from 'commander';
import { SHELLS, type Shell } from '../completion/shells.ts';

/** @param wholeProgram the command line with all its verbs */
export function completionCommand(wholeProgram: () => Promise<Command>): Command {
  return new Command('completion')
    .description('Prints a script that lets a shell complete commands, options, their values and profiles.')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      [
        '',
        'bash: cps-sim completion bash > ~/.local/share/bash-completion/completions/cps-sim',
        'zsh:  cps-sim completion zsh > a folder of $fpath/_cps-sim',
        'fish: cps-sim completion fish > ~/.config/fish/completions/cps-sim.fish',
      ].join('\n'),
    )
    .action(async (shell: Shell) => (await import('../completion.ts')).completion(shell, await wholeProgram()));
}
