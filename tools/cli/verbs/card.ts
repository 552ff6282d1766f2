/** `cps-sim card`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { CheckOptions, CreateOptions, ShowOptions } from '../card.ts';
import { say } from '../language.ts';
import { identityOption, jsonOption, parseCardTime, parseSeed } from './options.ts';

const TEXTS = {
  createAbout: {
    en: 'Makes a card file. The same profile and the same seed give the same card, keys included.',
    fr: 'Fait un fichier de carte. Le même profil et la même graine donnent la même carte, clés comprises.',
  },
  profile: {
    en: "a shipped profile (see 'cps-sim card list-profiles') or a profile file (*.json)",
    fr: "un profil fourni (voir 'cps-sim card list-profiles') ou un fichier de profil (*.json)",
  },
  out: {
    en: 'the card file to write, e.g. medecin.cps.json',
    fr: 'le fichier de carte à écrire, par exemple medecin.cps.json',
  },
  seed: { en: 'an integer; drawn at random by default', fr: 'un entier ; tiré au sort par défaut' },
  notBefore: {
    en: 'not valid before: 2026-01-31, now, in 10 days, "2 years ago"...',
    fr: 'pas valide avant : 2026-01-31, now, in 10 days, "2 years ago"...',
  },
  notAfter: {
    en: 'not valid after; both are as the profile has them by default',
    fr: 'pas valide après ; les deux sont par défaut ceux du profil',
  },
  chain: {
    en: 'other: issued by authorities of the same names and other keys, which no server trusts',
    fr: "other : émise par des autorités de mêmes noms et d'autres clés, qu'aucun serveur ne croit",
  },
  force: { en: 'overwrite a card file that is there', fr: 'écrase un fichier de carte qui est déjà là' },
  showAbout: {
    en: 'Shows a card: holder, numbers, codes (tries, never the codes), files, certificates.',
    fr: 'Montre une carte : porteur, numéros, codes (essais, jamais les codes), fichiers, certificats.',
  },
  card: { en: 'card file, or the name of a profile', fr: "fichier de carte, ou nom d'un profil" },
  whichSeed: { en: 'which card of the profile', fr: 'quelle carte du profil' },
  certificates: { en: 'with the certificates in PEM', fr: 'avec les certificats en PEM' },
  ca: {
    en: 'instead: the certificates of the simulated authorities in PEM, for servers that shall trust cards; all, or those of CARD',
    fr: 'à la place : les certificats des autorités simulées en PEM, pour les serveurs qui doivent croire les cartes ; tous, ou ceux de CARTE',
  },
  checkAbout: {
    en: 'Checks a card: schema, EF.SN, directory files, certificates and keys. Exit code 0 well, 1 not.',
    fr: "Vérifie une carte : schéma, EF.SN, fichiers d'annuaire, certificats et clés. Code de sortie 0 bien, 1 non.",
  },
  updateAbout: {
    en: 'Does to a card file what the on-line update service does: changes its EF_ACTUA, and nothing else of the card.',
    fr: "Fait à un fichier de carte ce que fait le service de mise à jour en ligne : change son EF_ACTUA, et rien d'autre.",
  },
  file: { en: 'card file', fr: 'fichier de carte' },
  actua: {
    en: 'absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, or START/END',
    fr: 'absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, ou DÉBUT/FIN',
  },
  profilesAbout: {
    en: 'Lists the profiles that come with cps-sim: the card, its holder, who issues its certificates.',
    fr: 'Donne les profils fournis avec cps-sim : la carte, son porteur, qui émet ses certificats.',
  },
  cardAbout: {
    en: 'Creates, shows, checks and updates card files.',
    fr: 'Crée, montre, vérifie et met à jour des fichiers de carte.',
  },
} as const satisfies Readonly<Record<string, Text>>;

const verbs = () => import('../card.ts');

function createCommand(): Command {
  return new Command('create')
    .description(say(TEXTS.createAbout))
    .requiredOption('--profile <name>', say(TEXTS.profile))
    .requiredOption('--out <file>', say(TEXTS.out))
    .addOption(identityOption())
    .option('--seed <n>', say(TEXTS.seed), parseSeed)
    .option('--not-before <time>', say(TEXTS.notBefore), parseCardTime)
    .option('--not-after <time>', say(TEXTS.notAfter), parseCardTime)
    .addOption(new Option('--chain <chain>', say(TEXTS.chain)).choices(['other']))
    .option('--force', say(TEXTS.force))
    .action(async (options: CreateOptions) => (await verbs()).create(options));
}

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description(say(TEXTS.showAbout))
    .argument('[card]', say(TEXTS.card))
    .option('--seed <n>', say(TEXTS.whichSeed), parseSeed)
    .addOption(identityOption())
    .option('--certificates', say(TEXTS.certificates))
    .option('--ca', say(TEXTS.ca))
    .action(async (card: string | undefined, options: ShowOptions) => (await verbs()).show(card, options));
}

function checkCommand(): Command {
  return jsonOption(new Command('check'))
    .description(say(TEXTS.checkAbout))
    .argument('<card>', say(TEXTS.card))
    .option('--seed <n>', say(TEXTS.whichSeed), parseSeed)
    .addOption(identityOption())
    .action(async (card: string, options: CheckOptions) => (await verbs()).check(card, options));
}

function updateCommand(): Command {
  return new Command('update')
    .description(say(TEXTS.updateAbout))
    .argument('<file>', say(TEXTS.file))
    .requiredOption('--actua <time>', say(TEXTS.actua))
    .action(async (file: string, options: { readonly actua: string }) => (await verbs()).update(file, options));
}

function profilesCommand(): Command {
  return jsonOption(new Command('profiles').alias('list-profiles'))
    .description(say(TEXTS.profilesAbout))
    .action(async (options: { readonly json?: true }) => (await import('../card/profiles.ts')).profiles(options));
}

export function cardCommand(): Command {
  return new Command('card')
    .description(say(TEXTS.cardAbout))
    .addCommand(createCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(updateCommand())
    .addCommand(profilesCommand());
}
