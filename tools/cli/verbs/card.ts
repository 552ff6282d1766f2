/** `cps-sim card`, as it is typed. */
import { Command } from 'commander';
import type { CheckOptions, CreateOptions, ShowOptions } from '../card.ts';
import { jsonOption, parseCardTime, parseSeed } from './options.ts';

const verbs = () => import('../card.ts');

function createCommand(): Command {
  return new Command('create')
    .description('Makes a card file. The same profile and the same seed give the same card, keys included.')
    .requiredOption('--profile <name>', "a shipped profile (see 'cps-sim card profiles') or a profile file (*.json)")
    .requiredOption('--out <file>', 'the card file to write, e.g. medecin.cps.json')
    .option('--seed <n>', 'an integer; drawn at random by default', parseSeed)
    .option('--not-before <time>', 'not valid before: 2026-01-31, now, in 10 days, "2 years ago"...', parseCardTime)
    .option('--not-after <time>', 'not valid after; both are as the profile has them by default', parseCardTime)
    .option('--force', 'overwrite a card file that is there')
    .action(async (options: CreateOptions) => (await verbs()).create(options));
}

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description('Shows a card: holder, numbers, codes (tries, never the codes), files, certificates.')
    .argument('[card]', 'card file, or the name of a profile')
    .option('--seed <n>', 'which card of the profile', parseSeed)
    .option('--certificates', 'with the certificates in PEM')
    .option('--ca', 'instead: the certificates of the simulated authorities in PEM, for servers that shall trust cards')
    .action(async (card: string | undefined, options: ShowOptions) => (await verbs()).show(card, options));
}

function checkCommand(): Command {
  return jsonOption(new Command('check'))
    .description('Checks a card: schema, EF.SN, directory files, certificates and keys. Exit code 0 well, 1 not.')
    .argument('<card>', 'card file, or the name of a profile')
    .option('--seed <n>', 'which card of the profile', parseSeed)
    .action(async (card: string, options: CheckOptions) => (await verbs()).check(card, options));
}

function updateCommand(): Command {
  return new Command('update')
    .description(
      'Does to a card file what the on-line update service does: changes its EF_ACTUA, and nothing else of the card.',
    )
    .argument('<file>', 'card file')
    .requiredOption('--actua <time>', 'absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, or START/END')
    .action(async (file: string, options: { readonly actua: string }) => (await verbs()).update(file, options));
}

function profilesCommand(): Command {
  return jsonOption(new Command('profiles'))
    .description('Lists the profiles that come with cps-sim.')
    .action(async (options: { readonly json?: true }) => (await verbs()).profiles(options));
}

export function cardCommand(): Command {
  return new Command('card')
    .description('Creates, shows, checks and updates card files.')
    .addCommand(createCommand())
    .addCommand(showCommand())
    .addCommand(checkCommand())
    .addCommand(updateCommand())
    .addCommand(profilesCommand());
}
