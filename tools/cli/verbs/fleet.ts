/** `cps-sim fleet`, as it is typed. */
import { Command } from 'commander';
import type { Text } from '#common/language.ts';
import type { FleetOptions } from '../fleet.ts';
import { languageOption, say } from '../language.ts';
import { portOption } from './hand.ts';
import { jsonOption, parseCount, parseSeed } from './options.ts';

const MOST = 1000;

const TEXTS = {
  about: {
    en:
      'Opens many readers at once until Ctrl-C, each in a world of its own with a card of its own in it: a program sees one of them by\n' +
      'the variable that is told for it, and the hand moves its card by its number (cps-sim hand remove carte --world 7).\n' +
      'Cards whose keys are in the key pool are ready at once: cps-sim keys make 1000 --profile cps3-medecin.',
    fr:
      "Ouvre beaucoup de lecteurs à la fois, jusqu'à Ctrl-C, chacun dans un monde à lui avec sa propre carte : un programme voit le\n" +
      'sien par la variable qui est dite, et la main bouge sa carte par son numéro (cps-sim hand remove carte --world 7).\n' +
      'Les cartes dont les clés sont connues sont prêtes aussitôt : cps-sim keys make 1000 --profile cps3-medecin.',
  },
  count: { en: `how many, at most ${MOST}`, fr: `combien, au plus ${MOST}` },
  profile: { en: 'profile of the cards', fr: 'profil des cartes' },
  from: { en: 'seed of the first card; the next ones follow', fr: 'graine de la première carte ; les autres suivent' },
  after: {
    en: '\nExample: cps-sim fleet 20 --json > fleet.json',
    fr: '\nExemple : cps-sim fleet 20 --json > flotte.json',
  },
} as const satisfies Readonly<Record<string, Text>>;

export function fleetCommand(): Command {
  return jsonOption(new Command('fleet'))
    .description(say(TEXTS.about))
    .argument('<n>', say(TEXTS.count), (text: string) => parseCount(text, 1, MOST))
    .option('--profile <name>', say(TEXTS.profile), 'cps3-medecin')
    .option('--from <seed>', say(TEXTS.from), parseSeed, 1)
    .addOption(portOption())
    .addOption(languageOption())
    .addHelpText('after', say(TEXTS.after))
    .action(async (count: number, options: FleetOptions) => (await import('../fleet.ts')).openFleet(count, options));
}
