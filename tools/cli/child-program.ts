/** A program run in the foreground for its user: its terminal, its signals, its exit code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { terminalText } from '#common/terminal-text.ts';
import type { GuestProgram } from '../../scenarios/world/guest.ts';
import { processesInWorld } from './world-processes.ts';

/** As shells have it. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;

const STANDARD_INPUT = 0;

const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

/** Signals by which a person or a pipe ends a program. */
const QUIET = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGPIPE'] as const;
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it is no executable file (chmod +x FILE makes it one)',
  ENOEXEC: 'it is no program for this machine, nor a script that names its interpreter',
};

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
        else process.stderr.write(`cps-sim: '${this.name}' cannot be sent a signal: ${error.message}\n`);
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
      process.stderr.write(
        `cps-sim: ${terminalText(`'${this.name}' has left '${name}' (${pid}) running: ${signal}`)}\n`,
      );
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
    if (!asked) process.stderr.write(`cps-sim: '${this.name}' was ended by ${signal}\n`);
    return SIGNALLED + constants.signals[signal];
  }

  #notStarted({ code, message }: NodeJS.ErrnoException): number {
    const missing = code === 'ENOENT';
    process.stderr.write(
      `cps-sim: cannot run '${this.name}': ${missing ? this.#missing() : (REASONS[code ?? ''] ?? message)}\n`,
    );
    return missing ? NOT_FOUND : NOT_EXECUTABLE;
  }

  /** A script whose first line names an interpreter that is not there fails in the same way. */
  #missing(): string {
    if (!this.name.includes('/')) return 'no such program in PATH';
    return existsSync(this.name) ? 'the interpreter that its first line names is not there' : 'no such program';
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
