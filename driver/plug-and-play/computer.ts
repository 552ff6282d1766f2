/**
 * A simulated Windows computer: one folder with its state, its driver store and its system files.
 *
 * Several programs may work on one folder at the same time: each change reads, changes and writes the state as a whole.
 */

import { join } from 'node:path';
import { CLOCK, FUNCTION, members, oneOf, optional, parameters, TEXT } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { LANGUAGES } from '#common/language.ts';
import { fileErrorText } from '#files/file-error.ts';
import { exclusively, makeFolder } from '#files/index.ts';
import type { Registry } from '../registry/index.ts';
import { ComputerError } from './computer-error.ts';
import {
  type ComputerSettings,
  type ComputerState,
  createState,
  loadState,
  newState,
  saveState,
} from './computer-state.ts';
import { DriverStore } from './driver-store.ts';
import { ARCHITECTURES, UPDATE_SERVICES, WINDOWS_NAMES } from './windows.ts';

const SETTINGS = members({
  windows: optional(oneOf(WINDOWS_NAMES)),
  architecture: optional(oneOf(ARCHITECTURES)),
  language: optional(oneOf(LANGUAGES)),
  updates: optional(oneOf(UPDATE_SERVICES)),
});
const ARGUMENTS = {
  open: parameters('Computer.open', { folder: TEXT, settings: SETTINGS, clock: CLOCK }),
  change: parameters('Computer.change', { work: FUNCTION }),
  configure: parameters('Computer.configure', { settings: SETTINGS }),
};

export class Computer {
  readonly folder: string;
  /** Of its event log. */
  readonly clock: Clock;
  readonly store: DriverStore;

  private constructor(folder: string, clock: Clock) {
    this.folder = folder;
    this.clock = clock;
    this.store = new DriverStore(join(folder, 'DriverStore'));
  }

  /**
   * The computer in that folder, made when it is not there.
   * @param settings of a new computer; those of one that exists stay
   * @throws ComputerError
   */
  static open(folder: string, settings: Partial<ComputerSettings> = {}, clock: Clock = SYSTEM_CLOCK): Computer {
    ARGUMENTS.open(folder, settings, clock);
    try {
      makeFolder(folder);
    } catch (cause) {
      const why = fileErrorText(cause);
      const text = {
        en: `${folder}: no computer can be kept here (${why.en}); choose another folder`,
        fr: `${folder} : aucun ordinateur ne peut y être gardé (${why.fr}) ; choisissez un autre dossier`,
      };
      throw new ComputerError('notMade', text, { cause });
    }
    const computer = new Computer(folder, clock);
    if (loadState(computer.#stateFile) === undefined) createState(computer.#stateFile, newState(settings));
    return computer;
  }

  /** As it is now. @throws ComputerError */
  get state(): ComputerState {
    return loadState(this.#stateFile) ?? newState();
  }

  get registry(): Registry {
    return this.state.registry;
  }

  /** Folder of Windows. */
  get windowsFolder(): string {
    return join(this.folder, 'Windows');
  }

  /**
   * Changes the state as a whole, when no other program does; nothing is written when `work` throws.
   * @throws ComputerError, BusyError when the other one does not end, and what `work` throws
   */
  async change<T>(work: (state: ComputerState) => T): Promise<T> {
    ARGUMENTS.change(work);
    return exclusively(join(this.folder, 'computer.lock'), () => {
      const state = this.state;
      const result = work(state);
      saveState(this.#stateFile, state);
      return result;
    });
  }

  /** Sets what is given. */
  async configure(settings: Partial<ComputerSettings>): Promise<void> {
    ARGUMENTS.configure(settings);
    await this.change((state) => Object.assign(state.settings, settings));
  }

  get #stateFile(): string {
    return join(this.folder, 'computer.json');
  }
}
