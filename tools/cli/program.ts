/**
 * The command line `cps-sim`: finds the verb, loads its file and nothing else, and turns errors into sentences.
 *
 * Each verb's file exports one function that builds its commander command; the command's action sets
 * `process.exitCode` when it ends otherwise than well, and throws errors that carry a `code`.
 */
import { Command, CommanderError } from 'commander';
import { describeError } from './describe-error.ts';
import { EXIT } from './exit-code.ts';
import { packageVersion } from './package-version.ts';

interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const VERBS: readonly Verb[] = [
  {
    name: 'run',
    summary: 'run scenarios and print their table',
    load: async () => (await import('./verbs/run.ts')).runCommand(),
  },
  {
    name: 'steps',
    summary: 'tell the steps that scenarios are made of, and what they take',
    load: async () => (await import('./verbs/steps.ts')).stepsCommand(),
  },
  {
    name: 'plug',
    summary: "keep a card in the system's reader until Ctrl-C",
    load: async () => (await import('./verbs/plug.ts')).plugCommand(),
  },
  {
    name: 'exec',
    summary: 'run a program in a PC/SC world of its own, with a card in its reader',
    load: async () => (await import('./verbs/exec.ts')).execCommand(),
  },
  {
    name: 'shell',
    summary: 'open a shell in a PC/SC world of its own',
    load: async () => (await import('./verbs/shell.ts')).shellCommand(),
  },
  {
    name: 'card',
    summary: 'create, show, check or update a card file',
    load: async () => (await import('./verbs/card.ts')).cardCommand(),
  },
  {
    name: 'keys',
    summary: 'look for the keys of many cards once, for all later runs',
    load: async () => (await import('./verbs/keys.ts')).keysCommand(),
  },
  {
    name: 'apdu',
    summary: 'send raw APDUs to a card',
    load: async () => (await import('./verbs/apdu.ts')).apduCommand(),
  },
  {
    name: 'decode',
    summary: 'put an APDU, data objects or a recorded exchange into words',
    load: async () => (await import('./verbs/decode.ts')).decodeCommand(),
  },
  {
    name: 'store',
    summary: 'the certificates of cards in the store MY: list, show, propagate, watch, search, clean',
    load: async () => (await import('./verbs/store.ts')).storeCommand(),
  },
  {
    name: 'pnp',
    summary: 'Windows plug and play: drivers found and installed, pnputil, the update catalogue, WSUS',
    load: async () => (await import('./verbs/pnp.ts')).pnpCommand(),
  },
  {
    name: 'init',
    summary: 'write a first scenario, a first test and a CI file into a project',
    load: async () => (await import('./verbs/init.ts')).initCommand(),
  },
  {
    name: 'doctor',
    summary: 'say what is wrong with PC/SC on this machine and what to type',
    load: async () => (await import('./verbs/doctor.ts')).doctorCommand(),
  },
  {
    name: 'completion',
    summary: 'print a script that lets bash, zsh or fish complete what is typed',
    load: async () => (await import('./verbs/completion.ts')).completionCommand(wholeProgram),
  },
];

/** The verb named on the command line, also behind `help`. */
function verbNamed(args: readonly string[]): Verb | undefined {
  const words = args.filter((arg) => !arg.startsWith('-'));
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
  for (const word of args) {
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
  for (const child of command.commands) adopt(command, child, `${path} ${child.name()}`);
  return command;
}

function whereHelpIs(command: string): string {
  return `(type '${command} --help' for the list)`;
}

/** The command line with all its verbs. */
export function wholeProgram(): Promise<Command> {
  return buildProgram(() => true);
}

/** @param wanted the verbs that are loaded; of the others there is no more than the name */
async function buildProgram(wanted: (verb: Verb) => boolean): Promise<Command> {
  const program = new Command('cps-sim')
    .description('A virtual CPS card, its readers, and scenarios that exercise the software in front of it.')
    .version(packageVersion(), '-v, --version')
    .option('--debug', 'show where an error comes from')
    .addHelpText('after', '\nExit codes: 0 well, 1 something failed, 2 it could not run.')
    .exitOverride()
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .showHelpAfterError(whereHelpIs('cps-sim'));
  for (const verb of VERBS) {
    const command = wanted(verb) ? await verb.load() : new Command(verb.name);
    program.addCommand(adopt(program, command.summary(verb.summary)));
  }
  return program;
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
    process.stderr.write(`cps-sim: standard output cannot be written: ${error.message}\n`);
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
  try {
    const named = verbNamed(words);
    const program = await buildProgram((verb) => verb === named);
    await program.parseAsync(unknownCommand(program, words) ?? words, { from: 'user' });
    return Number(process.exitCode ?? EXIT.OK);
  } catch (error) {
    return exitCodeOf(error, debug);
  }
}
