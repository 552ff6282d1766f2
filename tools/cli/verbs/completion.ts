/** `cps-sim completion`, as it is typed. */
import { Argument, Command } from 'commander';
import type { Text } from '#common/language.ts';
import { SHELLS, type Shell } from '../completion/shells.ts';
import { say } from '../language.ts';

const TEXTS = {
  completionAbout: {
    en: 'Prints a script that lets a shell complete commands, options, their values and profiles.',
    fr: 'Donne un script par lequel un shell complète commandes, options, leurs valeurs et les profils.',
  },
  zshFolder: { en: 'A_FOLDER_OF_$fpath', fr: 'UN_DOSSIER_DE_$fpath' },
} as const satisfies Readonly<Record<string, Text>>;

/** @param wholeProgram the command line with all its verbs */
export function completionCommand(wholeProgram: () => Promise<Command>): Command {
  return new Command('completion')
    .description(say(TEXTS.completionAbout))
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      [
        '',
        'bash: cps-sim completion bash > ~/.local/share/bash-completion/completions/cps-sim',
        `zsh:  cps-sim completion zsh > ${say(TEXTS.zshFolder)}/_cps-sim`,
        'fish: cps-sim completion fish > ~/.config/fish/completions/cps-sim.fish',
      ].join('\n'),
    )
    .action(async (shell: Shell) => (await import('../completion.ts')).completion(shell, await wholeProgram()));
}
