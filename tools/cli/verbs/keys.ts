/** `cps-sim keys`: the key pool, which spares later runs the search for keys; as it is typed. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { MakeOptions } from '../keys/make.ts';
import type { ShowOptions } from '../keys/show.ts';
import { jsonOption, parseSeed } from './options.ts';

const MOST_SEEDS = 1_000_000;

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^[0-9]+$/.test(text) || count < 1 || count > MOST_SEEDS)
    throw new InvalidArgumentError(`Expected an integer from 1 to ${MOST_SEEDS}.`);
  return count;
}

function makeCommand(): Command {
  return jsonOption(new Command('make'))
    .description('Looks for the keys of N seeds of each profile and adds them to the pool; those that are there stay.')
    .argument('<n>', 'how many seeds', parseCount)
    .option('--profile <name...>', 'shipped profiles or profile files (default: every shipped one)')
    .option('--from <seed>', 'the first seed', parseSeed, 1)
    .addOption(poolOption('--out <file>'))
    .action(async (count: number, options: MakeOptions) => (await import('../keys/make.ts')).makeKeys(count, options));
}

function showCommand(): Command {
  return jsonOption(new Command('show'))
    .description('Shows which keys the pool knows.')
    .addOption(poolOption('--pool <file>'))
    .action(async (options: ShowOptions) => (await import('../keys/show.ts')).showKeys(options));
}

function poolOption(flags: string): Option {
  return new Option(flags, 'the pool (default: that of this user, or the one CPS_SIM_KEYS names)');
}

export function keysCommand(): Command {
  return new Command('keys')
    .description(
      'A card of a new seed needs keys, a few tenths of a second each. The pool remembers where they were found.\n' +
        'The shipped profiles with the seeds 1 to 8 need no pool: their keys come with cps-sim.',
    )
    .addCommand(makeCommand())
    .addCommand(showCommand())
    .addHelpText('after', '\nExample: cps-sim keys make 100 --profile cps3-medecin');
}
