/** `cps-sim init`, as it is typed. */
import { Command, Option } from 'commander';
import type { Text } from '#common/language.ts';
import type { InitOptions } from '../init.ts';
import { say } from '../language.ts';

const TEXTS = {
  initAbout: {
    en: 'Writes a first scenario, a first test and a CI file into a project; tells where the library is.',
    fr: 'Écrit un premier scénario, un premier test et un fichier de CI dans un projet ; dit où est la bibliothèque.',
  },
  folder: { en: 'of the project', fr: 'du projet' },
  ci: { en: 'whose file for continuous integration', fr: "dont on veut le fichier d'intégration continue" },
  force: { en: 'write over files that are there', fr: 'écrase les fichiers qui sont là' },
  after: {
    en: '\nThe test is for vitest or jest when package.json names one of them, else for node:test.',
    fr: "\nLe test est pour vitest ou jest quand package.json nomme l'un d'eux, sinon pour node:test.",
  },
} as const satisfies Readonly<Record<string, Text>>;

export function initCommand(): Command {
  return new Command('init')
    .description(say(TEXTS.initAbout))
    .argument('[folder]', say(TEXTS.folder), '.')
    .addOption(new Option('--ci <server>', say(TEXTS.ci)).choices(['github', 'gitlab']).default('github'))
    .option('--force', say(TEXTS.force))
    .addHelpText('after', say(TEXTS.after))
    .action(async (folder: string, options: InitOptions) => (await import('../init.ts')).init(folder, options));
}
