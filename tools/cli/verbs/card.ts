/** `cps-sim card`, as it is typed. */
import { Command } from 'commander';
import type { CreateOptions, ShowOptions } from '../card.ts';
import { parseSeed } from './options.ts';

const verbs = () => import('../card.ts');

function createCommand(): Command {
  return new Command('create')
    .description('Makes a card file. The same profile and the same seed give the same card, keys included.')
    .requiredOption('--profile <name>', "a shipped profile (see 'cps-sim card profiles') or a profile file (*.json)")
    .requiredOption('--out <file>', 'the card file to write, e.g. medecin.cps.json')
    .option('--seed <n>', 'an integer; drawn at random by default', parseSeed)
    .option('--force', 'overwrite a card file that is there')
    .action(async (options: CreateOptions) => (await verbs()).create(options));
}

function showCommand(): Command {
  return new Command('show')
    .description('Shows a card file: holder, numbers, codes (tries, never the codes), files, certificates.')
    .argument('[file]', 'card file')
    .option('--json', 'as JSON')
    .option('--certificates', 'with the certificates in PEM')
    .option('--ca', 'instead: the certificates of the simulated authorities in PEM, for servers that shall trust cards')
    .action(async (file: string | undefined, options: ShowOptions) => (await verbs()).show(file, options));
}

function checkCommand(): Command {
  return new Command('check')
    .description('Checks a card file: schema, EF.SN, directory files, certificates and keys. Exit code 0 well, 1 not.')
    .argument('<file>', 'card file')
    .action(async (file: string) => (await verbs()).check(file));
}

function updateCommand(): Command {
  return new Command('update')
    .description('Does to a card file what the on-line update service does: changes its EF_ACTUA.')
    .argument('<file>', 'card file')
    .requiredOption('--actua <time>', 'absent, invalid, now, 2026-01-31, 2026-01-31T12:00:00Z, or START/END')
    .action(async (file: string, options: { readonly actua: string }) => (await verbs()).update(file, options));
}

function profilesCommand(): Command {
  return new Command('profiles')
    .description('Lists the profiles that come with cps-sim.')
    .action(async () => (await verbs()).profiles());
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
