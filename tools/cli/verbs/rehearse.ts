/** `cps-sim rehearse`, as it is typed. */
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Text } from '#common/language.ts';
import { FLOWS, INTERFACES, STRATEGIES } from '../../../simulator/services/mssante/flows.ts';
import { languageOption, say } from '../language.ts';
import { CARDS } from '../rehearse/cells.ts';
import { OPERATORS, type RehearseOptions } from '../rehearse/options.ts';
import { jsonOption } from './options.ts';

const TEXTS = {
  about: {
    en:
      'Plays the migration of a mail operator of MSSanté on any day: each card, on each flow and interface, with clients that have\n' +
      'the new chain, SNI and the new Cryptolib or not; and holds what passes against the notice. Exits with 1 when something differs.',
    fr:
      "Joue la migration d'un opérateur MSSanté à n'importe quelle date : chaque carte, sur chaque flux et interface, avec des clients\n" +
      'qui ont ou non la nouvelle chaîne, SNI et la nouvelle Cryptolib ; compare ce qui passe à la notice. Finit par 1 si quelque chose diffère.',
  },
  what: { en: 'what is rehearsed', fr: 'ce qui est répété' },
  date: { en: 'the day (default: today)', fr: "le jour (par défaut : aujourd'hui)" },
  dateExpected: {
    en: 'Expected a day from 2000-01-01 to 2099-12-31, such as 2018-07-01.',
    fr: 'Attendu un jour du 2000-01-01 au 2099-12-31, tel que 2018-07-01.',
  },
  strategy: { en: 'only that strategy', fr: 'seulement cette stratégie' },
  flow: { en: 'only that flow', fr: 'seulement ce flux' },
  interface: { en: 'only that interface', fr: 'seulement cette interface' },
  card: { en: 'only that card', fr: 'seulement cette carte' },
  operator: {
    en: 'an operator who does otherwise: takes no new cards, reads no delta lists, takes staff',
    fr: 'un opérateur qui fait autrement : ne prend pas les nouvelles cartes, ne lit pas les delta, prend le personnel',
  },
  client: {
    en: 'a program of your own in the place of ours, told where to go by MSSANTE_* variables; 0 as exit code: it came in',
    fr: 'un programme à vous à la place du nôtre, guidé par les variables MSSANTE_* ; code de sortie 0 : il est entré',
  },
  quiet: { en: 'no progress', fr: "pas d'avancement" },
} as const satisfies Readonly<Record<string, Text>>;

function parseDay(text: string): Date {
  const date = new Date(/^20\d\d-\d\d-\d\d$/.test(text) ? `${text}T12:00:00Z` : Number.NaN);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text))
    throw new InvalidArgumentError(say(TEXTS.dateExpected));
  return date;
}

function several(flag: string, text: Text, choices: readonly string[]): Option {
  return new Option(`${flag} <name...>`, say(text)).choices(choices);
}

export function rehearseCommand(): Command {
  return jsonOption(new Command('rehearse'))
    .description(say(TEXTS.about))
    .addArgument(new Argument('<service>', say(TEXTS.what)).choices(['mssante']))
    .option('--date <day>', say(TEXTS.date), parseDay)
    .addOption(several('--strategy', TEXTS.strategy, STRATEGIES))
    .addOption(several('--flow', TEXTS.flow, FLOWS))
    .addOption(several('--interface', TEXTS.interface, INTERFACES))
    .addOption(several('--card', TEXTS.card, CARDS))
    .addOption(new Option('--operator <how>', say(TEXTS.operator)).choices(OPERATORS))
    .option('--client <command>', say(TEXTS.client))
    .option('--quiet', say(TEXTS.quiet))
    .addOption(languageOption())
    .action(async (_: string, options: RehearseOptions) => (await import('../rehearse.ts')).rehearseMssante(options));
}
