/** `cps-sim apdu`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import type { ApduOptions } from '../apdu.ts';
import { say } from '../language.ts';
import { faceOption, identityOption, jsonOption, parseSeed } from './options.ts';

const TEXTS = {
  apduAbout: {
    en:
      'Sends raw command APDUs, one an argument or one a line of standard input, to a card in a PC/SC reader.\n' +
      'In standard input, # begins a remark.\n' +
      'Exit code 1 when the card refused one of them.',
    fr:
      "Envoie des APDU de commande brutes, une par argument ou par ligne de l'entrée standard, à une carte d'un lecteur PC/SC.\n" +
      "Dans l'entrée standard, # commence une remarque.\n" +
      'Code de sortie 1 quand la carte en a refusé une.',
  },
  hex: { en: 'command APDUs in hexadecimal', fr: 'APDU de commande en hexadécimal' },
  reader: {
    en: 'the PC/SC reader; by default the only one that holds a card',
    fr: 'le lecteur PC/SC ; par défaut le seul qui contient une carte',
  },
  card: {
    en: 'instead of a reader: a card file (FILE,volatile only reads it), or the name of a profile',
    fr: "au lieu d'un lecteur : un fichier de carte (FICHIER,volatile le lit seulement), ou le nom d'un profil",
  },
  seed: { en: 'which card of the profile', fr: 'quelle carte du profil' },
  after: {
    en: '\nExample: cps-sim apdu --card cps3-medecin 00B09C000C',
    fr: '\nExemple : cps-sim apdu --card cps3-medecin 00B09C000C',
  },
} as const satisfies Readonly<Record<string, Text>>;

export function apduCommand(): Command {
  return jsonOption(new Command('apdu'))
    .description(say(TEXTS.apduAbout))
    .argument('[hex...]', say(TEXTS.hex))
    .option('--reader <name>', say(TEXTS.reader))
    .option('--card <card>', say(TEXTS.card))
    .option('--seed <n>', say(TEXTS.seed), parseSeed)
    .addOption(identityOption())
    .addOption(faceOption())
    .addHelpText('after', say(TEXTS.after))
    .action(async (words: string[], options: ApduOptions) => (await import('../apdu.ts')).apdu(words, options));
}
