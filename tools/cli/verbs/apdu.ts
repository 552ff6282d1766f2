/** `cps-sim apdu`, as it is typed. */
import { Command } from 'commander';
import type { ApduOptions } from '../apdu.ts';
import { faceOption, jsonOption, parseSeed } from './options.ts';

export function apduCommand(): Command {
  return jsonOption(new Command('apdu'))
    .description(
      'Sends raw command APDUs, one an argument or one a line of standard input, to a card in a PC/SC reader.\n' +
        'In standard input, # begins a remark.\n' +
        'Exit code 1 when the card refused one of them.',
    )
    .argument('[hex...]', 'command APDUs in hexadecimal')
    .option('--reader <name>', 'the PC/SC reader; by default the only one that holds a card')
    .option('--card <card>', 'instead of a reader: a card file (FILE,volatile only reads it), or the name of a profile')
    .option('--seed <n>', 'which card of the profile', parseSeed)
    .addOption(faceOption())
    .addHelpText('after', '\nExample: cps-sim apdu --card cps3-medecin 00B09C000C')
    .action(async (words: string[], options: ApduOptions) => (await import('../apdu.ts')).apdu(words, options));
}
