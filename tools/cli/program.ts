/**
 * The command line `cps-sim`: finds the verb, loads its file and nothing else, and turns errors into sentences.
 *
 * Each verb's file exports one function that builds its commander command; the command's action sets
 * `process.exitCode` when it ends otherwise than well, and throws errors that carry a `code`.
 */

import { Command, CommanderError } from 'commander';
import { LANGUAGES, type Language, type Text } from '#common/language.ts';
import { fileErrorText } from '#files/file-error.ts';
import { helpConfiguration, usageMessage, withHelp } from './commander-words.ts';
import { describeError } from './describe-error.ts';
import { refuseEmptyPaths } from './empty-paths.ts';
import { EXIT } from './exit-code.ts';
import { languageAsked, languageOf, languageOption, say, speak } from './language.ts';
import { packageVersion } from './package-version.ts';
import { takenByNpm } from './taken-by-npm.ts';
import { VERBS, type Verb } from './verb-list.ts';
import { refuseRepeated } from './verbs/repeated.ts';

/** The verb named on the command line, also behind `help`. */
function verbNamed(args: readonly string[]): Verb | undefined {
  const behind = args[0] === '--lang' ? args.slice(2) : args;
  const words = behind.filter((arg) => !arg.startsWith('-'));
  const name = words[0] === 'help' ? words[1] : words[0];
  return VERBS.find((verb) => verb.name === name);
}

/**
 * A word that stands where a command is expected and is none, with the commands in front of it: asked for help, commander
 * answers it with the help of the command above it. Undefined when there is no such word.
 */
function unknownCommand(program: Command, args: readonly string[]): readonly string[] | undefined {
  const path: string[] = [];
  let command = program;
  for (const word of args[0] === '--lang' ? args.slice(2) : args) {
    if (command.commands.length === 0) return undefined;
    if (word === 'help' || word === '--help' || word === '-h') continue;
    const next = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
    if (next === undefined) return word.startsWith('-') ? undefined : [...path, word];
    path.push(word);
    command = next;
  }
  return undefined;
}

/** Gives a command of another file the settings of the program: errors are thrown, mistyped words get a suggestion. */
function adopt(parent: Command, command: Command, path = `${parent.name()} ${command.name()}`): Command {
  command.copyInheritedSettings(parent).showHelpAfterError(whereHelpIs(path));
  const isLoaded = command.description() !== '';
  if (isLoaded && command.commands.length === 0 && !command.options.some(({ long }) => long === '--lang'))
    command.addOption(languageOption());
  withHelp(command);
  refuseRepeated(command);
  for (const child of command.commands) adopt(command, child, `${path} ${child.name()}`);
  return command;
}

function whereHelpIs(command: string): string {
  return say({
    en: `(type '${command} --help' for the list)`,
    fr: `(tapez '${command} --help' pour la liste)`,
  });
}

/** The command line with all its verbs. */
export function wholeProgram(): Promise<Command> {
  return buildProgram(() => true);
}

const ABOUT: Text = {
  en: 'A virtual CPS card, its readers, and scenarios that exercise the software in front of it.',
  fr: 'Une carte CPS virtuelle, ses lecteurs, et des scénarios qui exercent le logiciel placé devant.',
};
const EXIT_CODES: Text = {
  en:
    'Exit codes: 0 well, 1 something failed, 2 it could not run; after a signal 128 and its number (Ctrl-C: 130),\n' +
    '0 for what runs until it is stopped.',
  fr:
    "Codes de sortie : 0 tout va bien, 1 quelque chose a échoué, 2 rien n'a pu être lancé ; après un signal 128 plus son numéro\n" +
    "(Ctrl-C : 130), 0 pour ce qui tourne jusqu'à ce qu'on l'arrête.",
};

/** `--lang fr` in front of the verb, where it stands for all verbs. */
function languageInFront([first = '', second]: readonly string[]): Language | undefined {
  const asked = first === '--lang' ? second : first.replace(/^--lang=/, '');
  return first.startsWith('--lang') ? LANGUAGES.find((language) => language === asked) : undefined;
}

/**
 * @param wanted the verbs that are loaded; of the others there is no more than the name
 * @param inFront the language that is asked for in front of the verb
 */
async function buildProgram(wanted: (verb: Verb) => boolean, inFront?: Language): Promise<Command> {
  const program = new Command('cps-sim')
    .description(say(ABOUT))
    .version(
      packageVersion(),
      '-v, --version',
      say({ en: 'output the version number', fr: 'donne le numéro de version' }),
    )
    .option('--debug', say({ en: 'show where an error comes from', fr: "montre d'où vient une erreur" }))
    .addOption(languageOption())
    .addHelpText('after', `\n${say(EXIT_CODES)}`)
    .configureHelp(helpConfiguration())
    .configureOutput({ outputError: (message, write) => write(usageMessage(message)) })
    .hook('preAction', (_, command) => {
      // In front of the verb or behind it, it is the same option.
      if (inFront !== undefined && command.opts().lang === undefined) command.setOptionValue('lang', inFront);
      speak(languageOf(command.opts().lang));
      refuseEmptyPaths(command);
    })
    .exitOverride()
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError(whereHelpIs('cps-sim'));
  for (const verb of VERBS) {
    const command = wanted(verb) ? await verb.load(wholeProgram) : new Command(verb.name);
    program.addCommand(adopt(program, command.summary(say(verb.summary))));
  }
  refuseRepeated(program);
  return withHelp(program);
}

function exitCodeOf(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.OK : EXIT.UNUSABLE;
  process.stderr.write(`cps-sim: ${describeError(error, debug)}\n`);
  return EXIT.UNUSABLE;
}

/**
 * Someone who reads only the beginning (`| head`) is no error, and changes no exit code; output that cannot be written is
 * told once.
 */
function surviveLostOutput(): void {
  let told = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (told || error.code === 'EPIPE') return;
    told = true;
    const why = { en: 'standard output cannot be written:', fr: 'la sortie standard ne peut être écrite :' };
    process.stderr.write(`cps-sim: ${say(why)} ${say(fileErrorText(error))}\n`);
    process.exitCode ||= EXIT.UNUSABLE;
  });
  process.stderr.on('error', () => {});
}

/** Other ways in which people ask for the version. */
function asVersion(words: readonly string[]): readonly string[] {
  const [first, ...others] = words;
  return (first === '-V' || first === 'version') && others.length === 0 ? ['--version'] : words;
}

/**
 * Runs one command line, without `node` and the script in front.
 * @returns the exit code; what a verb put into `process.exitCode` when it ended by itself
 */
export async function runCli(args: readonly string[]): Promise<number> {
  surviveLostOutput();
  const debug = args.includes('--debug');
  const words = asVersion(args.filter((arg) => arg !== '--debug'));
  speak(languageOf(languageAsked(words)));
  let program: Command | undefined;
  try {
    const named = verbNamed(words);
    program = await buildProgram((verb) => verb === named, languageInFront(words));
    await program.parseAsync(unknownCommand(program, words) ?? words, { from: 'user' });
    return Number(process.exitCode ?? EXIT.OK);
  } catch (error) {
    const exitCode = exitCodeOf(error, debug);
    const taken = exitCode === EXIT.OK ? undefined : program && takenByNpm(program, words);
    if (taken !== undefined) process.stderr.write(`cps-sim: ${say(taken)}\n`);
    return exitCode;
  }
}
