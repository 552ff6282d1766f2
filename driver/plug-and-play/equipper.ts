/**
 * Finding and installing the driver of one device: the driver store first, then the update service.
 *
 * Source: guide 7.6, 7.7, 8.2, 11, 12; reference/minidriver.md 12.1, 12.4.
 */
import type { Computer } from './computer.ts';
import type { Device } from './computer-state.ts';
import { requiredDevice } from './devices.ts';
import { readPackage, verifyPackage } from './driver-package.ts';
import type { OfferedDriver, UpdateServices } from './driver-source.ts';
import type { StoredPackage } from './driver-store.ts';
import { type DriverInf, modelForDevice } from './inf/driver-inf.ts';
import { compareDriverVer } from './inf/version.ts';
import { installOn } from './install.ts';
import type { NotificationKind } from './notifications.ts';
import { isSetupError, type SetupCode } from './setup-error.ts';
import { hasNullDriver, WINDOWS } from './windows.ts';

export type Finding = 'installed' | 'up-to-date' | 'none' | 'offline' | 'failed';

export interface EquipperOptions {
  readonly computer: Computer;
  readonly services: UpdateServices;
  /** A driver was downloaded for that device. */
  readonly fetched: (device: Device) => void;
  readonly notify: (device: Device, kind: NotificationKind, symbol?: SetupCode) => void;
}

export class Equipper {
  readonly #options: EquipperOptions;

  constructor(options: EquipperOptions) {
    this.#options = options;
  }

  /**
   * Installs what there is for a device that came.
   * @param inBox description by a driver Windows has itself
   */
  async equip(device: Device, inBox: string | undefined): Promise<Finding> {
    const stored = this.#inStore(device);
    if (inBox === undefined && stored === undefined) return this.#fromService(device);
    this.#options.notify(device, 'installing');
    return stored === undefined ? this.#inBox(device, inBox ?? '') : this.#install(device, stored);
  }

  /** Installs what the service has, if it is newer than what works now. */
  async update(device: Device): Promise<Finding> {
    const answer = await this.#search(device);
    if (answer === 'offline') return 'offline';
    const best = newest(answer);
    if (best === undefined) return device.status === 'working' ? 'up-to-date' : 'none';
    const current = device.driver === undefined ? undefined : this.#options.computer.store.find(device.driver);
    const newer = current === undefined || compareDriverVer(best, current.inf.version) > 0;
    if (device.status === 'working' && !newer) return 'up-to-date';
    this.#options.notify(device, 'installing');
    return this.#installOffer(device, best);
  }

  async #fromService(device: Device): Promise<Finding> {
    const { computer, notify } = this.#options;
    const { settings } = computer.state;
    // Windows 7 shows what it does while it looks; later ones open a window when they have found something.
    const quiet = hasNullDriver(settings.windows);
    if (!quiet) notify(device, 'installing');
    if (!quiet && settings.updates !== 'none') notify(device, 'searching');
    const answer = await this.#search(device);
    const best = answer === 'offline' ? undefined : newest(answer);
    if (best === undefined) {
      if (!quiet || device.kind === 'reader') notify(device, 'no-driver');
      return answer === 'offline' ? 'offline' : 'none';
    }
    if (quiet) notify(device, 'installing');
    return this.#installOffer(device, best);
  }

  async #search({ hardwareIds }: Device): Promise<readonly OfferedDriver[] | 'offline'> {
    const { computer, services } = this.#options;
    const { updates, windows, architecture } = computer.state.settings;
    if (updates === 'none') return [];
    const search = { hardwareIds, windows: WINDOWS[windows], architecture };
    const answer = await services[updates].searchDrivers(search);
    return answer.status === 'offline' ? 'offline' : answer.offers;
  }

  #inStore({ hardwareIds }: Device): StoredPackage | undefined {
    const { store, state } = this.#options.computer;
    return store.newestFirst().find(({ inf }) => modelForDevice(inf, state.settings, hardwareIds) !== undefined);
  }

  async #inBox(device: Device, description: string): Promise<Finding> {
    const { computer, notify } = this.#options;
    const equipped = { ...device, status: 'working' as const, description };
    await computer.change((state) => {
      Object.assign(requiredDevice(state.devices, device), { status: 'working', description });
    });
    notify(equipped, 'ready');
    return 'installed';
  }

  /** Downloaded, copied into the driver store, installed. */
  #installOffer(device: Device, offer: OfferedDriver): Promise<Finding> {
    const { computer, fetched } = this.#options;
    return this.#refusable(device, async (found) => {
      const read = readPackage(offer);
      found(read.inf);
      verifyPackage(read, computer.state.publishers);
      fetched(device);
      const stored = await computer.change(() => computer.store.add(read));
      return this.#installed(device, stored);
    });
  }

  #install(device: Device, stored: StoredPackage): Promise<Finding> {
    return this.#refusable(device, async (found) => {
      found(stored.inf);
      return this.#installed(device, stored);
    });
  }

  async #installed(device: Device, stored: StoredPackage): Promise<Finding> {
    const { computer, notify } = this.#options;
    const equipped = await computer.change((state) => {
      const target = requiredDevice(state.devices, device);
      installOn(computer, state, stored, target);
      return target;
    });
    notify(equipped, 'ready');
    return 'installed';
  }

  /** A refusal is shown to the person, under the name the driver has for the device, and kept with the device. */
  async #refusable(device: Device, work: (found: (inf: DriverInf) => void) => Promise<Finding>): Promise<Finding> {
    const { computer, notify } = this.#options;
    let { description } = device;
    try {
      return await work((inf) => {
        description = modelForDevice(inf, computer.state.settings, device.hardwareIds)?.description ?? description;
      });
    } catch (error) {
      if (!isSetupError(error)) throw error;
      await computer.change((state) => {
        const target = requiredDevice(state.devices, device);
        // What worked before goes on working.
        if (target.status !== 'working') target.status = 'failed';
        target.error = error.message;
      });
      notify({ ...device, description }, 'install-error', error.symbol);
      return 'failed';
    }
  }
}

function newest(offers: readonly OfferedDriver[]): OfferedDriver | undefined {
  return [...offers].sort((a, b) => compareDriverVer(b, a))[0];
}
