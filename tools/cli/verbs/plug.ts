/** `cps-sim plug`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import { languageOption, say } from '../language.ts';
import type { PlugOptions } from '../plug.ts';
import { VPCD_PORT } from '../reader-address.ts';
import { faceOption, identityOption, parseSeed } from './options.ts';

const TEXTS = {
  plugAbout: {
    en:
      "Keeps a card in the system's reader until Ctrl-C; shows each command in words and the state of its codes.\n" +
      'A card file keeps what happens to it; a profile name makes a card that is forgotten afterwards.',
    fr:
      "Garde une carte dans le lecteur du système jusqu'à Ctrl-C ; montre chaque commande en mots et l'état de ses codes.\n" +
      'Un fichier de carte garde ce qui lui arrive ; un nom de profil fait une carte oubliée ensuite.',
  },
  card: {
    en: 'card file (*.cps.json; FILE,volatile only reads it), or the name of a profile',
    fr: "fichier de carte (*.cps.json ; FICHIER,volatile le lit seulement), ou nom d'un profil",
  },
  reader: { en: 'where the vpcd listens', fr: 'où le vpcd écoute' },
  seed: { en: 'which card of the profile', fr: 'quelle carte du profil' },
  explain: {
    en: 'tell what the program does with the card, not each command',
    fr: 'dit ce que le programme fait de la carte, pas chaque commande',
  },
  quiet: {
    en: 'no commands and states, only insertion and removal',
    fr: 'ni commandes ni états, seulement insertion et retrait',
  },
  after: {
    en: `\nThe second reader of vpcd is vpcd://127.0.0.1:${VPCD_PORT + 1}.`,
    fr: `\nLe deuxième lecteur de vpcd est vpcd://127.0.0.1:${VPCD_PORT + 1}.`,
  },
} as const satisfies Readonly<Record<string, Text>>;

export function plugCommand(): Command {
  return new Command('plug')
    .description(say(TEXTS.plugAbout))
    .argument('<card>', say(TEXTS.card))
    .option('--reader <address>', say(TEXTS.reader), `vpcd://127.0.0.1:${VPCD_PORT}`)
    .option('--seed <n>', say(TEXTS.seed), parseSeed)
    .addOption(identityOption())
    .addOption(faceOption())
    .option('--explain', say(TEXTS.explain))
    .addOption(languageOption())
    .option('--quiet', say(TEXTS.quiet))
    .addHelpText('after', say(TEXTS.after))
    .action(async (card: string, options: PlugOptions) => (await import('../plug.ts')).plug(card, options));
}
