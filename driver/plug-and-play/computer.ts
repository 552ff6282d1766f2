/**
 * A simulated Windows computer: one folder with its state, its driver store and its system files.
 *
 * Several programs may work on one folder at the same time: each change reads, changes and writes the state as a whole.
 */
import { join } from 'node:path';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
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
    try {
      makeFolder(folder);
    } catch (cause) {
      const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw new ComputerError('notMade', `${folder}: no computer can be kept here (${why}); choose another folder`, {
        cause,
      });
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
  change<T>(work: (state: ComputerState) => T): Promise<T> {
    return exclusively(join(this.folder, 'computer.lock'), () => {
      const state = this.state;
      const result = work(state);
      saveState(this.#stateFile, state);
      return result;
    });
  }

  /** Sets what is given. */
  async configure(settings: Partial<ComputerSettings>): Promise<void> {
    await this.change((state) => Object.assign(state.settings, settings));
  }

  get #stateFile(): string {
    return join(this.folder, 'computer.json');
  }
}
