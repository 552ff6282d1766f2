/** A program run in the foreground for its user: its terminal, its signals, its exit code. */

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { textOf } from '#common/coded-error.ts';
import { sameInEach, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import { isFolder } from '#files/is-there.ts';
import { isProgramPath } from '#files/program-path.ts';
import { launchedOnWindows } from '../../../driver/winscard-launch/launched.ts';
import type { GuestProgram } from '../../../scenarios/world/guest.ts';
import { say } from '../language.ts';
import { notExecutable } from './not-executable.ts';
import type { ProgramOutput } from './program-output.ts';
import { processesInWorld } from './world-processes.ts';

/** As shells have it. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;

/** Exit codes of a program that could not be started; a shell gives them too. */
export const NOT_STARTED: readonly number[] = [NOT_EXECUTABLE, NOT_FOUND];

const STANDARD_INPUT = 0;

const ON_WINDOWS = process.platform === 'win32';
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;
/** Of a console, on Windows: every program in it gets them by itself, and a signal that is sent there only ends. */
const OF_CONSOLE = ['SIGINT', 'SIGBREAK', 'SIGHUP'] as const;

/** Signals by which a person or a pipe ends a program. */
const QUIET = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGPIPE'] as const;
const REASONS: Readonly<Record<string, Text>> = {
  EACCES: {
    en: 'it is no executable file (chmod +x FILE makes it one)',
    fr: "ce n'est pas un fichier exécutable (chmod +x FICHIER en fait un)",
  },
  EISDIR: { en: 'it is a directory', fr: "c'est un dossier" },
  ENOEXEC: {
    en: 'it is no program for this machine, nor a script that names its interpreter',
    fr: "ce n'est pas un programme pour cette machine, ni un script qui nomme son interpréteur",
  },
};
const NOT_IN_PATH: Text = { en: 'no such program in PATH', fr: 'pas de tel programme dans PATH' };
const NO_PROGRAM: Text = { en: 'no such program', fr: "ce programme n'existe pas" };
const NO_INTERPRETER: Text = {
  en: 'the interpreter that its first line names is not there',
  fr: "l'interpréteur que nomme sa première ligne n'est pas là",
};

/** How a program is spawned, when not as it is. */
export type Launch = (command: string, args: readonly string[]) => { command: string; args: readonly string[] };

export interface ChildProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** For messages and reports; the command by default. */
  readonly name?: string;
  /** Variables that it gets beside ours, asked for when it starts. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** Asked for then too; on Windows what leads a program to its world is the default. */
  readonly launch?: () => Launch | undefined;
  /** Keeps what it prints; without it, its input and outputs are ours. */
  readonly output?: ProgramOutput | undefined;
  /** What is kept is printed as well, and its input is ours. */
  readonly passOutput?: boolean;
}

export class ChildProgram implements GuestProgram {
  readonly name: string;
  readonly #options: ChildProgramOptions;
  #child: ChildProcess | undefined;
  /** The last signal that we have sent it. */
  #sent: NodeJS.Signals | undefined;

  constructor(options: ChildProgramOptions) {
    this.name = options.name ?? options.command;
    this.#options = options;
  }

  /** As reports have it: a code may stand on a command line. */
  get #shownName(): string {
    return withoutPossibleCodes(this.name);
  }

  get printed(): string | undefined {
    return this.#options.output?.text;
  }

  /** Resolves to its exit code; says on standard error, or where its output is kept, why it could not be started. */
  async start(): Promise<number> {
    const { output, ...options } = this.#options;
    const world = options.environment();
    const env = { ...process.env, ...world };
    const toWorld = ON_WINDOWS && world.CPS_SIM_WINSCARD !== undefined ? launchedOnWindows : undefined;
    const launch = options.launch?.() ?? toWorld;
    // Whoever launches it would say in words of its own that there is no such program.
    const refused = launch && notExecutable(options.command, env);
    if (refused !== undefined) return this.#notStarted(refused);
    const { command, args } = launch?.(options.command, options.args) ?? options;
    const child = spawn(command, args, { stdio: this.#stdio(), env });
    output?.listen(child, options.passOutput ? process : undefined);
    this.#child = child;
    const stopForwarding = forwardSignals((signal) => this.#send(signal));
    return new Promise<number>((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined) resolve(this.#notStarted(error));
        else
          this.#tell({
            en: `'${this.#shownName}' cannot be sent a signal: ${error.message}`,
            fr: `'${this.#shownName}' ne peut recevoir de signal : ${textOf(error).fr}`,
          });
      });
      child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 0) : this.#ended(signal)));
    }).finally(async () => {
      stopForwarding();
      this.#endWhatIsLeft(world.PCSCLITE_CSOCK_NAME);
      await output?.whole(child);
    });
  }

  terminate(): void {
    this.#send('SIGTERM');
  }

  kill(): void {
    this.#send('SIGKILL');
  }

  #stdio(): StdioOptions {
    const { output, passOutput = false } = this.#options;
    return output === undefined ? 'inherit' : [passOutput ? 'inherit' : 'ignore', 'pipe', 'pipe'];
  }

  /** Beside what the program prints. */
  #tell(text: Text): void {
    const { output, passOutput = false } = this.#options;
    output?.addOurs(`cps-sim: ${terminalText(say(text))}`);
    if (output === undefined || passOutput) process.stderr.write(`cps-sim: ${terminalText(say(text))}\n`);
  }

  #send(signal: NodeJS.Signals): void {
    this.#sent = signal;
    this.#child?.kill(signal);
  }

  /**
   * A program that was told to end may have left others behind, which nobody can tell any more: a shell does. Of one that
   * nobody sees at a terminal nothing stays, for its world ends.
   */
  #endWhatIsLeft(socket: string | undefined): void {
    const { output, passOutput = false } = this.#options;
    const signal = this.#sent ?? (output !== undefined && !passOutput ? 'SIGTERM' : undefined);
    if (signal === undefined || socket === undefined) return;
    for (const { pid, name } of processesInWorld(socket)) {
      const left = withoutPossibleCodes(name);
      this.#tell({
        en: `'${this.#shownName}' has left '${left}' (${pid}) running: ${signal}`,
        fr: `'${this.#shownName}' a laissé tourner '${left}' (${pid}) : ${signal}`,
      });
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended by itself.
      }
    }
  }

  /** Says so, as shells do, unless it was asked to end. */
  #ended(signal: NodeJS.Signals): number {
    const asked = (QUIET as readonly string[]).includes(signal);
    if (!asked)
      this.#tell({
        en: `'${this.#shownName}' was ended by ${signal}`,
        fr: `'${this.#shownName}' a été arrêté par ${signal}`,
      });
    return SIGNALLED + constants.signals[signal];
  }

  #notStarted({ code, message }: Pick<NodeJS.ErrnoException, 'code' | 'message'>): number {
    const missing = code === 'ENOENT';
    // The system says of a directory that it is not allowed.
    const { command } = this.#options;
    const kind = isProgramPath(command) && isFolder(command) ? 'EISDIR' : (code ?? '');
    const why = missing ? this.#missing() : (REASONS[kind] ?? sameInEach(message));
    this.#tell({
      en: `cannot run '${this.#shownName}': ${why.en}`,
      fr: `impossible de lancer '${this.#shownName}' : ${why.fr}`,
    });
    return missing ? NOT_FOUND : NOT_EXECUTABLE;
  }

  /** A script whose first line names an interpreter that is not there fails in the same way. */
  #missing(): Text {
    const { command } = this.#options;
    if (!isProgramPath(command)) return NOT_IN_PATH;
    return existsSync(command) ? NO_INTERPRETER : NO_PROGRAM;
  }
}

/** Ctrl-C reaches the whole terminal by itself; every other signal is for us alone and is passed on. */
function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  if (ON_WINDOWS) return heardUntil(OF_CONSOLE.map((signal) => [signal, () => {}]));
  // Not process.stdin: merely looking at it makes a pipe non-blocking, for the program as well, which shares it.
  const terminal = isatty(STANDARD_INPUT);
  const handlers = FORWARDED.map((signal) => {
    const byTerminal = terminal && (signal === 'SIGINT' || signal === 'SIGQUIT');
    return [signal, () => void (byTerminal || send(signal))] as const;
  });
  return heardUntil(handlers);
}

function heardUntil(handlers: readonly (readonly [NodeJS.Signals, () => void])[]): () => void {
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
