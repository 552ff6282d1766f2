/** `cps-sim winscard`, as it is typed. */
import { Command, Option } from 'commander';
import type { Language, Text } from '#common/language.ts';
import { say, spokenLanguage } from '../language.ts';
import type { AddOptions } from '../winscard.ts';

const TEXTS = {
  about: {
    en: 'Our winscard.dll beside a Windows program, for those that `cps-sim exec` cannot give it to otherwise.',
    fr: "Notre winscard.dll à côté d'un programme Windows, pour ceux à qui `cps-sim exec` ne peut la donner autrement.",
  },
  add: { en: 'Puts it into the folder of a program.', fr: "La met dans le dossier d'un programme." },
  remove: {
    en: 'Takes it out again; that of another is never touched.',
    fr: "L'en retire ; celle d'un autre n'est jamais touchée.",
  },
  folder: {
    en: 'folder of the .exe or, for an addon of Node, of the .node',
    fr: 'dossier du .exe ou, pour un module natif de Node, du .node',
  },
  bits: {
    en: 'of the process, where the programs of the folder do not say it',
    fr: 'du processus, là où les programmes du dossier ne le disent pas',
  },
} as const satisfies Readonly<Record<string, Text>>;

const AFTER_HELP: Readonly<Record<Language, string>> = {
  en:
    '\nIt does nothing outside a world of cps-sim: every call goes to the winscard.dll of Windows then.\n\n' +
    'Example: cps-sim winscard add C:\\app && cps-sim exec --card cps3-medecin -- C:\\app\\program.exe',
  fr:
    "\nHors d'un monde de cps-sim elle ne fait rien : chaque appel va à la winscard.dll de Windows.\n\n" +
    'Exemple : cps-sim winscard add C:\\appli && cps-sim exec --card cps3-medecin -- C:\\appli\\programme.exe',
};

const verbs = () => import('../winscard.ts');

function addCommand(): Command {
  return new Command('add')
    .description(say(TEXTS.add))
    .argument('<folder>', say(TEXTS.folder))
    .addOption(new Option('--bits <bits>', say(TEXTS.bits)).choices(['x64', 'x86']))
    .action(async (folder: string, options: AddOptions) => (await verbs()).add(folder, options));
}

function removeCommand(): Command {
  return new Command('remove')
    .description(say(TEXTS.remove))
    .argument('<folder>', say(TEXTS.folder))
    .action(async (folder: string) => (await verbs()).remove(folder));
}

export function winscardCommand(): Command {
  return new Command('winscard')
    .description(say(TEXTS.about))
    .addCommand(addCommand())
    .addCommand(removeCommand())
    .addHelpText('after', AFTER_HELP[spokenLanguage()]);
}
