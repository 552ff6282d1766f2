/** Installing a stored package on a device, and taking it back. Source: reference/minidriver.md 12.3, 12.4. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, writeAtomically } from '#files/index.ts';
import type { Computer } from './computer.ts';
import type { ComputerState, Device } from './computer-state.ts';
import { verifyPackage } from './driver-package.ts';
import type { StoredPackage } from './driver-store.ts';
import { installPlan, modelForDevice } from './inf/driver-inf.ts';
import type { FileCopy, InstallPlan } from './inf/install-plan.ts';
import { SetupError } from './setup-error.ts';

/**
 * Installs a package on a device of `state`: files, registry, and the device is working.
 * @throws SetupError when it has been altered, its publisher is not trusted, or it is not for that device
 */
export function installOn(computer: Computer, state: ComputerState, stored: StoredPackage, device: Device): void {
  verifyPackage(stored, state.publishers);
  const model = modelForDevice(stored.inf, state.settings, device.hardwareIds);
  if (model === undefined) {
    const why = {
      en: `${stored.publishedName} (${stored.infName}) is not for ${device.hardwareIds.join(', ')}`,
      fr: `${stored.publishedName} (${stored.infName}) n'est pas pour ${device.hardwareIds.join(', ')}`,
    };
    throw new SetupError('ERROR_NO_COMPAT_DRIVERS', why);
  }
  const plan = installPlan(stored.inf, model, state.settings);
  copyFiles(computer, stored, plan);
  for (const { key, name, value } of plan.additions) state.registry.set(key, name, value);
  state.installations[stored.publishedName] = {
    keys: [...new Set(plan.additions.map(({ key }) => key))],
    files: [...new Set(plan.copies.map(pathOf))],
  };
  device.status = 'working';
  device.description = model.description;
  device.driver = stored.publishedName;
  device.driverVersion = stored.inf.version.driverVersion;
  delete device.error;
}

function pathOf({ folder, name }: FileCopy): string {
  return [folder, name].filter((part) => part !== '').join('\\');
}

function copyFiles({ windowsFolder }: Computer, { files }: StoredPackage, { copies }: InstallPlan): void {
  for (const copy of copies) {
    const path = onDisk(windowsFolder, pathOf(copy));
    const [, bytes] = [...files].find(([name]) => name.toLowerCase() === copy.source.toLowerCase()) ?? [];
    if (bytes === undefined)
      throw new SetupError('ERROR_FILE_NOT_FOUND', {
        en: `'${copy.source}' is not in the package`,
        fr: `'${copy.source}' n'est pas dans le paquet`,
      });
    makeFolder(dirname(path));
    writeAtomically(path, bytes);
  }
}

function onDisk(windowsFolder: string, path: string): string {
  return join(windowsFolder, ...path.split('\\'));
}

/**
 * Takes back what installing a package has left, unless another installation has written the same.
 *
 * What Windows itself leaves behind is not documented; the guide calls the procedure an uninstallation (simulation).
 */
export function takeBack({ windowsFolder }: Computer, state: ComputerState, publishedName: string): void {
  const { [publishedName]: gone, ...others } = state.installations;
  if (gone === undefined) return;
  state.installations = others;
  const kept = Object.values(others);
  for (const key of gone.keys) if (!kept.some(({ keys }) => keys.includes(key))) state.registry.deleteKey(key);
  for (const file of gone.files) {
    if (!kept.some(({ files }) => files.includes(file))) rmSync(onDisk(windowsFolder, file), { force: true });
  }
}

/** Forgets the devices that are not there and whose package has left the store, with what it had installed. */
export function forgetOrphans(computer: Computer, state: ComputerState): void {
  const names = new Set(computer.store.publishedNames());
  const orphan = ({ driver }: Device) => driver !== undefined && !names.has(driver);
  state.devices = state.devices.filter((device) => device.present || !orphan(device));
  const used = new Set(state.devices.map(({ driver }) => driver));
  for (const name of Object.keys(state.installations)) {
    if (!names.has(name) && !used.has(name)) takeBack(computer, state, name);
  }
}
