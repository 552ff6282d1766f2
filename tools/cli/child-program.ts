/** A program run in the foreground for its user: its terminal, its signals, its exit code. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { sameInEach, type Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { GuestProgram } from '../../scenarios/world/guest.ts';
import { say } from './language.ts';
import { processesInWorld } from './world-processes.ts';

/** As shells have it. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;

const STANDARD_INPUT = 0;

const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

/** Signals by which a person or a pipe ends a program. */
const QUIET = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGPIPE'] as const;
const REASONS: Readonly<Record<string, Text>> = {
  EACCES: {
    en: 'it is no executable file (chmod +x FILE makes it one)',
    fr: "ce n'est pas un fichier exécutable (chmod +x FICHIER en fait un)",
  },
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

function tell(text: Text): void {
  process.stderr.write(`cps-sim: ${terminalText(say(text))}\n`);
}

export class ChildProgram implements GuestProgram {
  readonly name: string;
  readonly #args: readonly string[];
  readonly #environment: () => Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  /** The last signal that we have sent it. */
  #sent: NodeJS.Signals | undefined;

  /** @param environment variables it gets beside ours, asked for when it starts */
  constructor(name: string, args: readonly string[], environment: () => Readonly<Record<string, string>>) {
    this.name = name;
    this.#args = args;
    this.#environment = environment;
  }

  /** Resolves to its exit code; says on standard error why it could not be started. */
  start(): Promise<number> {
    const world = this.#environment();
    const child = spawn(this.name, this.#args, { stdio: 'inherit', env: { ...process.env, ...world } });
    this.#child = child;
    const stopForwarding = forwardSignals((signal) => this.#send(signal));
    return new Promise<number>((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined) resolve(this.#notStarted(error));
        else
          tell({
            en: `'${this.name}' cannot be sent a signal: ${error.message}`,
            fr: `'${this.name}' ne peut recevoir de signal : ${error.message}`,
          });
      });
      child.once('exit', (code, signal) => resolve(signal === null ? (code ?? 0) : this.#ended(signal)));
    }).finally(() => {
      stopForwarding();
      this.#endWhatIsLeft(world.PCSCLITE_CSOCK_NAME);
    });
  }

  terminate(): void {
    this.#send('SIGTERM');
  }

  kill(): void {
    this.#send('SIGKILL');
  }

  #send(signal: NodeJS.Signals): void {
    this.#sent = signal;
    this.#child?.kill(signal);
  }

  /** A program that was told to end may have left others behind, which nobody can tell any more: a shell does. */
  #endWhatIsLeft(socket: string | undefined): void {
    const signal = this.#sent;
    if (signal === undefined || socket === undefined) return;
    for (const { pid, name } of processesInWorld(socket)) {
      tell({
        en: `'${this.name}' has left '${name}' (${pid}) running: ${signal}`,
        fr: `'${this.name}' a laissé tourner '${name}' (${pid}) : ${signal}`,
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
    if (!asked) tell({ en: `'${this.name}' was ended by ${signal}`, fr: `'${this.name}' a été arrêté par ${signal}` });
    return SIGNALLED + constants.signals[signal];
  }

  #notStarted({ code, message }: NodeJS.ErrnoException): number {
    const missing = code === 'ENOENT';
    const why = missing ? this.#missing() : (REASONS[code ?? ''] ?? sameInEach(message));
    tell({
      en: `cannot run '${this.name}': ${why.en}`,
      fr: `impossible de lancer '${this.name}' : ${why.fr}`,
    });
    return missing ? NOT_FOUND : NOT_EXECUTABLE;
  }

  /** A script whose first line names an interpreter that is not there fails in the same way. */
  #missing(): Text {
    if (!this.name.includes('/')) return NOT_IN_PATH;
    return existsSync(this.name) ? NO_INTERPRETER : NO_PROGRAM;
  }
}

/** Ctrl-C reaches the whole terminal by itself; every other signal is for us alone and is passed on. */
function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  // Not process.stdin: merely looking at it makes a pipe non-blocking, for the program as well, which shares it.
  const terminal = isatty(STANDARD_INPUT);
  const handlers = FORWARDED.map((signal) => {
    const byTerminal = terminal && (signal === 'SIGINT' || signal === 'SIGQUIT');
    return [signal, () => void (byTerminal || send(signal))] as const;
  });
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
