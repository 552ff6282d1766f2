/** `cps-sim init`, as it is typed. */
import { Command, Option } from 'commander';
import type { InitOptions } from '../init.ts';

export function initCommand(): Command {
  return new Command('init')
    .description('Writes a first scenario, a first test and a CI file into a project; tells where the library is.')
    .argument('[folder]', 'of the project', '.')
    .addOption(
      new Option('--ci <server>', 'whose file for continuous integration')
        .choices(['github', 'gitlab'])
        .default('github'),
    )
    .option('--force', 'write over files that are there')
    .addHelpText('after', '\nThe test is for vitest or jest when package.json names one of them, else for node:test.')
    .action(async (folder: string, options: InitOptions) => (await import('../init.ts')).init(folder, options));
}
