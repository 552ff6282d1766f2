/** `cps-sim keys`: the key pool, which spares later runs the search for keys; as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { MakeOptions } from '../keys/make.ts';
import type { ShowOptions } from '../keys/show.ts';
import { say } from '../language.ts';
import { jsonOption, parseCount, parseSeed } from './options.ts';

const MOST_SEEDS = 1_000_000;

const TEXTS = {
  makeAbout: {
    en: 'Looks for the keys of N seeds of each profile and adds them to the pool; those that are there stay.',
    fr: 'Cherche les clés de N graines de chaque profil et les ajoute à la réserve ; celles qui y sont restent.',
  },
  n: { en: 'how many seeds', fr: 'combien de graines' },
  profile: {
    en: 'shipped profiles or profile files (default: every shipped one)',
    fr: 'profils fournis ou fichiers de profil (par défaut : tous ceux fournis)',
  },
  from: { en: 'the first seed', fr: 'la première graine' },
  showAbout: { en: 'Shows which keys the pool knows.', fr: 'Montre quelles clés la réserve connaît.' },
  pool: {
    en: 'the pool (default: that of this user, or the one CPS_SIM_KEYS names)',
    fr: 'la réserve (par défaut : celle de cet utilisateur, ou celle que CPS_SIM_KEYS nomme)',
  },
  keysAbout: {
    en:
      'A card of a new seed needs keys, a few tenths of a second each. The pool remembers where they were found.\n' +
      'The shipped profiles with the seeds 1 and 2, those of physicians, nurses and pharmacists with 1 to 8, need no pool: their keys come with cps-sim.',
    fr:
      "Une carte d'une nouvelle graine a besoin de clés, quelques dixièmes de seconde chacune. La réserve retient où elles ont été trouvées.\n" +
      "Les profils fournis avec les graines 1 et 2, ceux de médecins, d'infirmiers et de pharmaciens avec 1 à 8, n'en ont pas besoin : leurs clés viennent avec cps-sim.",
  },
  after: {
    en: '\nExample: cps-sim keys make 100 --profile cps3-medecin',
    fr: '\nExemple : cps-sim keys make 100 --profile cps3-medecin',
  },
} as const satisfies Readonly<Record<string, Text>>;

function makeCommand(): Command {
  return jsonOption(new Command('make'))
    .description(say(TEXTS.makeAbout))
    .argument('<n>', say(TEXTS.n), (text: string) => parseCount(text, 1, MOST_SEEDS))
    .option('--profile <name...>', say(TEXTS.profile))
    .option('--from <seed>', say(TEXTS.from), parseSeed, 1)
    .addOption(poolOption('--out <file>'))
    .action(async (count: number, options: MakeOptions) => (await import('../keys/make.ts')).makeKeys(count, options));
}

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description(say(TEXTS.showAbout))
    .addOption(poolOption('--pool <file>'))
    .action(async (options: ShowOptions) => (await import('../keys/show.ts')).showKeys(options));
}

function poolOption(flags: string): Option {
  return new Option(flags, say(TEXTS.pool));
}

export function keysCommand(): Command {
  return new Command('keys')
    .description(say(TEXTS.keysAbout))
    .addCommand(makeCommand())
    .addCommand(showCommand())
    .addHelpText('after', say(TEXTS.after));
}
