/**
 * A simulated Windows computer: one folder with its state, its driver store and its system files.
 *
 * Several programs may work on one folder at the same time: each change reads, changes and writes the state as a whole.
 */
import { join } from 'node:path';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { exclusively, makeFolder } from '#files/index.ts';
import type { Registry } from '../registry/index.ts';
import {
  ComputerError,
  type ComputerSettings,
  type ComputerState,
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
    computer.#exclusively(() => {
      if (loadState(computer.#stateFile) === undefined) saveState(computer.#stateFile, newState(settings));
    });
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
   * Changes the state as a whole; nothing is written when `work` throws.
   * @throws ComputerError, and what `work` throws
   */
  change<T>(work: (state: ComputerState) => T): T {
    return this.#exclusively(() => {
      const state = this.state;
      const result = work(state);
      saveState(this.#stateFile, state);
      return result;
    });
  }

  /** Sets what is given. */
  configure(settings: Partial<ComputerSettings>): void {
    this.change((state) => Object.assign(state.settings, settings));
  }

  get #stateFile(): string {
    return join(this.folder, 'computer.json');
  }

  #exclusively<T>(work: () => T): T {
    return exclusively(join(this.folder, 'computer.lock'), work);
  }
}
