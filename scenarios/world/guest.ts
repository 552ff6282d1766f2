/**
 * The guest of a scenario: an unmodified program that runs beside it in the same world.
 *
 * It is started when a step first waits for it, or when all steps are done. What it has done is counted from its start,
 * so a wait for something that has happened already ends at once.
 */
import { FUNCTION, parameters, port, TEXT } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { CodedError } from '#common/coded-error.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { INTERRUPTIBLE, type InterruptibleCommand, isCommand } from './interruptible-commands.ts';

/** A program that ended before it did what a step waited for. */
export class GuestError extends CodedError {
  override readonly name = 'GuestError';
  readonly code = 'ERR_GUEST';
}

export interface GuestProgram {
  /** As it was typed, for messages. */
  readonly name: string;
  /** Resolves to its exit code: 128 and the number of the signal that ended it. */
  start(): Promise<number>;
  /** Asks it to end: SIGTERM. */
  terminate(): void;
  /** Ends it: SIGKILL. */
  kill(): void;
}

/** Time to end in, after SIGTERM and again after SIGKILL. */
const GRACE_MS = 5000;

interface Wait {
  readonly what: string;
  readonly met: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const PROGRAM = port('a program with start, terminate and kill', 'start', 'terminate', 'kill');
const ARGUMENTS = {
  guest: parameters('Guest', { program: PROGRAM }),
  until: parameters('Guest.until', { what: TEXT, met: FUNCTION }),
};

export class Guest {
  readonly #program: GuestProgram;
  readonly #clock: Clock;
  readonly #waits = new Set<Wait>();
  readonly #commands = new Map<InterruptibleCommand, number>();
  #apdus = 0;
  #running: Promise<number> | undefined;
  #exitCode: number | undefined;

  constructor(program: GuestProgram, clock: Clock = SYSTEM_CLOCK) {
    ARGUMENTS.guest(program);
    this.#program = program;
    this.#clock = clock;
  }

  /** Command APDUs of the program that a card has answered. */
  get apdus(): number {
    return this.#apdus;
  }

  /** Tells of a command APDU of the program, answered by a card. */
  readonly answered = (command: Bytes): void => {
    this.#apdus++;
    for (const name of INTERRUPTIBLE) if (isCommand(command, name)) this.#commands.set(name, this.countOf(name) + 1);
    this.#look();
  };

  /** Commands of that name among them. */
  countOf(name: InterruptibleCommand): number {
    return this.#commands.get(name) ?? 0;
  }

  /** Resolves to the exit code. */
  finished(): Promise<number> {
    this.#running ??= this.#program.start().then((exitCode) => this.#ended(exitCode));
    return this.#running;
  }

  /** @throws GuestError when the program ends before */
  async until(what: string, met: () => boolean): Promise<void> {
    ARGUMENTS.until(what, met);
    void this.finished();
    await new Promise<void>((resolve, reject) => {
      this.#waits.add({ what, met, resolve, reject });
      this.#look();
    });
  }

  /**
   * Asks the program to end, and ends it when it has not within the grace time; one that was not started never is.
   * @returns what is to be said of a program that did not end when it was asked to
   */
  async stop(): Promise<string | undefined> {
    const running = this.#running;
    if (running === undefined || this.#exitCode !== undefined) return undefined;
    this.#program.terminate();
    if (await this.#endsInTime(running)) return undefined;
    this.#program.kill();
    const killed = (await this.#endsInTime(running)) ? 'it was ended by SIGKILL' : 'SIGKILL did not end it either';
    return `'${this.#program.name}' did not end within ${GRACE_MS / 1000} s after SIGTERM: ${killed}`;
  }

  #endsInTime(running: Promise<number>): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(GRACE_MS, () => resolve(false));
      void running.then(() => {
        cancel();
        resolve(true);
      });
    });
  }

  #ended(exitCode: number): number {
    this.#exitCode = exitCode;
    this.#look();
    return exitCode;
  }

  #look(): void {
    for (const wait of this.#waits) {
      if (wait.met()) wait.resolve();
      else if (this.#exitCode !== undefined) wait.reject(this.#tooEarly(wait));
      else continue;
      this.#waits.delete(wait);
    }
  }

  #tooEarly({ what }: Wait): GuestError {
    const done = `${this.#apdus} command APDU${this.#apdus === 1 ? '' : 's'}`;
    return new GuestError(
      `'${this.#program.name}' ended with exit code ${this.#exitCode} after ${done}; waited for ${what}`,
    );
  }
}
