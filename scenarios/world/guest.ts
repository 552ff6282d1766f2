/**
 * The guest of a scenario: an unmodified program that runs beside it in the same world.
 *
 * It is started when a step first waits for it, or when all steps are done. What it has done is counted from its start,
 * so a wait for something that has happened already ends at once.
 */
import { FUNCTION, MILLISECONDS, members, optional, parameters, port, TEXT, wholeNumber } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { CodedError } from '#common/coded-error.ts';
import { sameInEach, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { ToldProgram } from '#trace/told-scenario.ts';
import { endProgram } from './ending.ts';
import { commandName, type InterruptibleCommand } from './interruptible-commands.ts';

/** A program that ended before it did what a step waited for. */
export class GuestError extends CodedError {
  override readonly name = 'GuestError';
  readonly code = 'ERR_GUEST';
}

export interface GuestProgram {
  /** As it was typed, for messages. */
  readonly name: string;
  /** What it has printed so far, without what may be a code; absent where nobody keeps it. */
  readonly printed?: string | undefined;
  /** Resolves to its exit code: 128 and the number of the signal that ended it. */
  start(): Promise<number>;
  /** Asks it to end: SIGTERM. */
  terminate(): void;
  /** Ends it: SIGKILL. */
  kill(): void;
}

export interface GuestWaitOptions {
  /** Time it may take; as long as it takes by default. */
  readonly withinMs?: number | undefined;
}

interface Wait {
  readonly what: string;
  readonly met: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const PROGRAM = port('a program with start, terminate and kill', 'start', 'terminate', 'kill');
const WAIT = members({ withinMs: optional(wholeNumber()) });
const ARGUMENTS = {
  guest: parameters('Guest', { program: PROGRAM }),
  pause: parameters('Guest.pause', { ms: MILLISECONDS }),
  until: parameters('Guest.until', { what: TEXT, met: FUNCTION, options: WAIT }),
  ended: parameters('Guest.ended', { options: WAIT }),
};

const TRANSMIT = 'SCardTransmit';

/** From here on shells tell that a program could not be run, or by which signal it ended. */
const NOT_RUN = 126;

export class Guest {
  readonly #program: GuestProgram;
  readonly #clock: Clock;
  readonly #waits = new Set<Wait>();
  readonly #commands = new Map<InterruptibleCommand, number>();
  readonly #calls = new Map<string, number>();
  #apdus = 0;
  #running: Promise<number> | undefined;
  #exitCode: number | undefined;
  /** A step that waited was told how it ended. */
  #endIsTold = false;

  constructor(program: GuestProgram, clock: Clock = SYSTEM_CLOCK) {
    ARGUMENTS.guest(program);
    this.#program = program;
    this.#clock = clock;
  }

  /** Command APDUs of the program that a card has answered. */
  get apdus(): number {
    return this.#apdus;
  }

  /** Whether it has sent a command APDU, be it to a mute card. */
  get hasSent(): boolean {
    return this.#apdus > 0 || this.callsOf(TRANSMIT) > 0;
  }

  /** Tells of a command APDU of the program, answered by a card. */
  readonly answered = (command: Bytes): void => {
    this.#apdus++;
    const name = commandName(command);
    if (name !== undefined) this.#commands.set(name, this.countOf(name) + 1);
    this.#look();
  };

  /** Tells of a call of winscard by the program, or by one that it started: `SCardConnect`. */
  readonly called = (call: string): void => {
    this.#calls.set(call, this.callsOf(call) + 1);
    this.#look();
  };

  /** Calls of that name among them, those that were refused too. */
  callsOf(call: string): number {
    return this.#calls.get(call) ?? 0;
  }

  /** For the reports; undefined of a program that was not started. */
  get told(): ToldProgram | undefined {
    if (this.#running === undefined) return undefined;
    const { printed } = this.#program;
    const exitCode = this.#exitCode;
    return {
      name: this.#name,
      ...(exitCode !== undefined && { exitCode }),
      ...(printed !== undefined && { printed }),
    };
  }

  /**
   * What is to be said of a program that ended without a command to a card, where no step was told so: whatever failed
   * behind that, it is why.
   */
  get silentEnd(): Text | undefined {
    if (this.#exitCode === undefined || this.#exitCode >= NOT_RUN || this.hasSent || this.#endIsTold) return undefined;
    const name = this.#name;
    return {
      en: `'${name}' ended with exit code ${this.#exitCode} and sent no command to a card: it did not look for one, or speaks to another PC/SC`,
      fr: `'${name}' s'est terminé avec le code ${this.#exitCode} sans envoyer de commande à une carte : il n'en a pas cherché, ou parle à un autre PC/SC`,
    };
  }

  /** Commands of that name among them. */
  countOf(name: InterruptibleCommand): number {
    return this.#commands.get(name) ?? 0;
  }

  /** Resolves to the exit code. */
  finished(): Promise<number> {
    this.#running ??= this.#program.start().then((exitCode) => this.#ended(exitCode));
    return this.#running;
  }

  /** So much time passes by the machine's clock while the program runs; no longer than that runs. */
  async pause(ms: number): Promise<void> {
    ARGUMENTS.pause(ms);
    let stop = () => {};
    const passed = new Promise<void>((resolve) => {
      stop = this.#clock.after(ms, resolve);
    });
    await Promise.race([passed, this.finished()]).finally(stop);
  }

  /** @throws GuestError when the program ends before, or takes longer */
  async until(what: string, met: () => boolean, options: GuestWaitOptions = {}): Promise<void> {
    ARGUMENTS.until(what, met, options);
    void this.finished();
    const done = new Promise<void>((resolve, reject) => {
      this.#waits.add({ what, met, resolve, reject });
      this.#look();
    });
    await this.#within(done, sameInEach(what), options);
  }

  /** Resolves to the exit code. @throws GuestError when the program takes longer */
  async ended(options: GuestWaitOptions = {}): Promise<number> {
    ARGUMENTS.ended(options);
    return this.#within(this.finished(), { en: 'its end', fr: 'sa fin' }, options);
  }

  /** By the machine's time: no scenario makes another process faster. */
  async #within<T>(done: Promise<T>, what: Text, { withinMs }: GuestWaitOptions): Promise<T> {
    if (withinMs === undefined) return done;
    let stop = (): void => {};
    const tooLate = new Promise<never>((_, reject) => {
      stop = this.#clock.after(withinMs, () => reject(this.#tooLate(what, withinMs)));
    });
    return Promise.race([done, tooLate]).finally(() => stop());
  }

  /**
   * Asks the program to end, and ends it when it has not within the grace time; one that was not started never is.
   * @returns what is to be said of a program that did not end when it was asked to
   */
  async stop(): Promise<Text | undefined> {
    const running = this.#running;
    if (running === undefined || this.#exitCode !== undefined) return undefined;
    const program = this.#program;
    const ending = { terminate: () => program.terminate(), kill: () => program.kill(), ended: running };
    return endProgram(this.#name, ending, this.#clock);
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

  get #name(): string {
    return terminalText(withoutPossibleCodes(this.#program.name));
  }

  /** `29 command APDUs` */
  get #done(): Text {
    const plural = this.#apdus === 1 ? '' : 's';
    const unanswered = this.callsOf(TRANSMIT) - this.#apdus;
    return {
      en: `${this.#apdus} command APDU${plural}${unanswered > 0 ? `, and ${unanswered} ${TRANSMIT} that no card answered` : ''}`,
      fr: `${this.#apdus} commande${this.#apdus > 1 ? 's' : ''} APDU${unanswered > 0 ? `, et ${unanswered} ${TRANSMIT} sans réponse d'une carte` : ''}`,
    };
  }

  #tooEarly({ what }: Wait): GuestError {
    this.#endIsTold = true;
    return new GuestError({
      en: `'${this.#name}' ended with exit code ${this.#exitCode} after ${this.#done.en}; waited for ${what}`,
      fr: `'${this.#name}' s'est terminé avec le code ${this.#exitCode} après ${this.#done.fr} ; attendu : ${what}`,
    });
  }

  #tooLate(what: Text, ms: number): GuestError {
    return new GuestError({
      en: `'${this.#name}': ${what.en} not seen within ${ms} ms, after ${this.#done.en}`,
      fr: `'${this.#name}' : ${what.fr} pas vu en ${ms} ms, après ${this.#done.fr}`,
    });
  }
}
