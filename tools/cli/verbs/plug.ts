/** `cps-sim plug`, as it is typed. */
import { Command } from 'commander';
import { languageOption } from '../language.ts';
import type { PlugOptions } from '../plug.ts';
import { VPCD_PORT } from '../reader-address.ts';
import { faceOption, parseSeed } from './options.ts';

export function plugCommand(): Command {
  return new Command('plug')
    .description(
      "Keeps a card in the system's reader until Ctrl-C; shows each command in words and the state of its codes.\n" +
        'A card file keeps what happens to it; a profile name makes a card that is forgotten afterwards.',
    )
    .argument('<card>', 'card file (*.cps.json; FILE,volatile only reads it), or the name of a profile')
    .option('--reader <address>', 'where the vpcd listens', `vpcd://127.0.0.1:${VPCD_PORT}`)
    .option('--seed <n>', 'which card of the profile', parseSeed)
    .addOption(faceOption())
    .option('--explain', 'tell what the program does with the card, not each command')
    .addOption(languageOption('language of --explain'))
    .option('--quiet', 'no commands and states, only insertion and removal')
    .addHelpText('after', `\nThe second reader of vpcd is vpcd://127.0.0.1:${VPCD_PORT + 1}.`)
    .action(async (card: string, options: PlugOptions) => (await import('../plug.ts')).plug(card, options));
}
