/** The words of commander in French: titles of its help, and what it says of a mistyped command line. */
import { type Argument, type Command, Help, type HelpConfiguration, type Option } from 'commander';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { say, spokenLanguage } from './language.ts';

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Utilisation :',
  'Arguments:': 'Arguments :',
  'Options:': 'Options :',
  'Commands:': 'Commandes :',
};

/** Behind the description of an option: `(default: x)`, `(choices: x, y)`. */
function inFrench(text: string): string {
  return text
    .replace(/choices: /, 'choix : ')
    .replace(/default: /, 'par défaut : ')
    .replace(/^error: (.*) argument missing$/m, 'erreur : il manque la valeur de $1');
}

const OF_HELP = new Help();

/** How help is laid out where French is spoken; nothing changes elsewhere. */
export function helpConfiguration(): HelpConfiguration {
  if (spokenLanguage() !== 'fr') return {};
  return {
    styleTitle: (title: string) => TITLES[title] ?? title,
    optionDescription: (option: Option) => inFrench(OF_HELP.optionDescription(option)),
    argumentDescription: (argument: Argument) => inFrench(OF_HELP.argumentDescription(argument)),
    commandUsage: (command: Command) => OF_HELP.commandUsage(command).replace('[command]', '[commande]'),
  };
}

/** What commander says of a command line, line by line. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.*)'$/, "erreur : il manque l'argument '$1'"],
  [/^error: option '(.*)' argument missing$/, "erreur : il manque la valeur de l'option '$1'"],
  [/^error: required option '(.*)' not specified$/, "erreur : il manque l'option '$1'"],
  [
    /^error: option '(.*)' argument '(.*)' is invalid\.\s*/s,
    "erreur : la valeur '$2' de l'option '$1' ne convient pas. ",
  ],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.*)'\.\s*/s,
    "erreur : la valeur '$1' de l'argument '$2' ne convient pas. ",
  ],
  [/Allowed choices are (.*)\.$/, 'Choix possibles : $1.'],
  [/^error: unknown option '(.*)'$/, "erreur : l'option '$1' n'existe pas"],
  [/^error: unknown command '(.*)'$/, "erreur : la commande '$1' n'existe pas"],
  [
    /^error: too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/,
    'erreur : trop de mots, attendu : $2, trouvé : $3.',
  ],
  [/^\(Did you mean one of (.*)\?\)$/, '(Vouliez-vous dire $1 ?)'],
  [/^\(Did you mean (.*)\?\)$/, '(Vouliez-vous dire $1 ?)'],
];

/** What repeats a word that is none of those there are; these stand behind it as they are. */
const UNKNOWN_WORD = /^error: unknown (?:option|command) .*$|^.*(?=Allowed choices are )/gm;

function withoutTypedCodes(message: string): string {
  return message.replace(UNKNOWN_WORD, withoutPossibleCodes);
}

/** An error of commander in the language that is spoken; a code that was typed as one of its words is not repeated. */
export function usageMessage(message: string): string {
  const told = withoutTypedCodes(message);
  if (spokenLanguage() !== 'fr') return told;
  return told
    .split('\n')
    .map((line) => MESSAGES.reduce((text, [english, french]) => text.replace(english, french), line))
    .join('\n');
}

/** Commander's own option and command for help. */
export function withHelp(command: Command): Command {
  command.helpOption('-h, --help', say({ en: 'display help for command', fr: "affiche l'aide de la commande" }));
  if (command.commands.length > 0)
    command.helpCommand('help [command]', say({ en: 'display help for command', fr: "affiche l'aide de la commande" }));
  return command;
}
