/**
 * pnputil: adding packages to the driver store, installing, listing and deleting them.
 *
 * Source: guide 10.1, 10.2, 12 (G33, G34, G36); reference/minidriver.md 12.4; Microsoft, PnPUtil command syntax.
 */

import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FLAG, instanceOf, listOf, members, parameters, TEXT } from '#common/arguments.ts';
import { fileErrorText } from '#files/file-error.ts';
import { Computer } from './computer.ts';
import type { ComputerState, Device } from './computer-state.ts';
import { packageOnDisk, readPackage, verifyPackage } from './driver-package.ts';
import type { StoredPackage } from './driver-store.ts';
import { modelForDevice } from './inf/driver-inf.ts';
import { compareDriverVer } from './inf/version.ts';
import { forgetOrphans, installOn, takeBack } from './install.ts';
import { type PnputilCommand, parsePnputil } from './pnputil-command.ts';
import { type InfError, isSetupError, SetupError } from './setup-error.ts';
import { hasLongPnputilVerbs, hasNullDriver } from './windows.ts';

const ARGUMENTS = {
  pnputil: parameters('pnputil', {
    computer: instanceOf(Computer, 'a Computer: Computer.open(folder)'),
    args: listOf(TEXT),
    options: members({ elevated: FLAG, workingDirectory: TEXT }),
  }),
};

export interface PnputilOptions {
  /** Of a console run as administrator. */
  readonly elevated: boolean;
  /** Folder that relative paths start from. */
  readonly workingDirectory: string;
}

/** One INF file that was to be added. */
export interface AddedPackage {
  /** As found on disk. */
  readonly file: string;
  readonly publishedName?: string;
  /** Devices it was installed on. */
  readonly installedOn: number;
  readonly error?: SetupError | InfError;
}

export type PnputilReport =
  | { readonly verb: 'add'; readonly install: boolean; readonly added: readonly AddedPackage[] }
  | { readonly verb: 'enumerate'; readonly packages: readonly StoredPackage[] }
  | { readonly verb: 'delete'; readonly publishedName: string }
  | { readonly verb: 'help' };

/**
 * @param args as typed behind `pnputil.exe`
 * @throws SetupError ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER, ERROR_FILE_NOT_FOUND, ERROR_NOT_AN_INSTALLED_OEM_INF,
 *   ERROR_INF_IN_USE_BY_DEVICES; what is wrong with a package is told in the report
 */
export async function pnputil(
  computer: Computer,
  args: readonly string[],
  options: PnputilOptions,
): Promise<PnputilReport> {
  ARGUMENTS.pnputil(computer, args, options);
  const command = parsePnputil(args);
  const { windows } = computer.state.settings;
  if (command.long && !hasLongPnputilVerbs(windows)) {
    const why = {
      en: `pnputil of Windows ${windows} does not know ${args[0]}: it takes -a, -i -a, -e, -d, -f -d`,
      fr: `pnputil de Windows ${windows} ne connaît pas ${args[0]} : il prend -a, -i -a, -e, -d, -f -d`,
    };
    throw new SetupError('ERROR_INVALID_PARAMETER', why);
  }
  if (command.verb === 'help') return { verb: 'help' };
  if (!options.elevated)
    throw new SetupError('ERROR_ACCESS_DENIED', {
      en: 'pnputil needs a console that was started as administrator',
      fr: "pnputil a besoin d'une console ouverte en administrateur",
    });
  if (command.verb === 'enumerate') return { verb: 'enumerate', packages: computer.store.packages() };
  return command.verb === 'delete' ? remove(computer, command) : add(computer, command, options);
}

type AddCommand = Extract<PnputilCommand, { verb: 'add' }>;
type DeleteCommand = Extract<PnputilCommand, { verb: 'delete' }>;

async function add(
  computer: Computer,
  { install, inf }: AddCommand,
  { workingDirectory }: PnputilOptions,
): Promise<PnputilReport> {
  const added: AddedPackage[] = [];
  for (const file of infFiles(resolve(workingDirectory, inf))) added.push(await addOne(computer, file, install));
  return { verb: 'add', install, added };
}

/** `*.inf` stands for every INF of the folder. @throws SetupError ERROR_FILE_NOT_FOUND when there is none */
function infFiles(path: string): string[] {
  if (!path.endsWith('*.inf')) return [path];
  const folder = dirname(path);
  const names = readFolder(folder).filter((name) => /\.inf$/i.test(name));
  if (names.length === 0)
    throw new SetupError('ERROR_FILE_NOT_FOUND', {
      en: `no INF file in ${folder}`,
      fr: `pas de fichier INF dans ${folder}`,
    });
  return names.sort().map((name) => join(folder, name));
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const why = fileErrorText(cause);
    throw new SetupError(
      'ERROR_FILE_NOT_FOUND',
      { en: `${folder} cannot be read (${why.en})`, fr: `${folder} ne peut pas être lu (${why.fr})` },
      { cause },
    );
  }
}

async function addOne(computer: Computer, file: string, install: boolean): Promise<AddedPackage> {
  try {
    const read = readPackage(packageOnDisk(file));
    return await computer.change((state) => {
      verifyPackage(read, state.publishers);
      const stored = computer.store.add(read);
      const installedOn = install ? installOnMatching(computer, state, stored) : 0;
      return { file, publishedName: stored.publishedName, installedOn };
    });
  } catch (error) {
    if (!isSetupError(error)) throw error;
    return { file, installedOn: 0, error };
  }
}

/** On the devices that are there, unless what they have is as good. */
function installOnMatching(computer: Computer, state: ComputerState, stored: StoredPackage): number {
  const matching = state.devices.filter(
    (device) =>
      device.present &&
      modelForDevice(stored.inf, state.settings, device.hardwareIds) !== undefined &&
      isBetter(computer, stored, device),
  );
  for (const device of matching) installOn(computer, state, stored, device);
  return matching.length;
}

function isBetter({ store }: Computer, { inf }: StoredPackage, { status, driver }: Device): boolean {
  const current = driver === undefined ? undefined : store.find(driver);
  return status !== 'working' || current === undefined || compareDriverVer(inf.version, current.inf.version) > 0;
}

async function remove(computer: Computer, { publishedName, force, uninstall }: DeleteCommand): Promise<PnputilReport> {
  const name = publishedName.toLowerCase();
  await computer.change((state) => {
    const users = state.devices.filter(({ driver }) => driver === name);
    const busy = users.find(({ present }) => present);
    if (busy !== undefined && !force && !uninstall) {
      const why = {
        en: `${name} drives '${busy.description}' in ${busy.reader}: take the card out, or force it`,
        fr: `${name} pilote '${busy.description}' dans ${busy.reader} : retirez la carte, ou forcez`,
      };
      throw new SetupError('ERROR_INF_IN_USE_BY_DEVICES', why);
    }
    computer.store.remove(name);
    if (uninstall) uninstallFrom(computer, state, name);
    forgetOrphans(computer, state);
  });
  return { verb: 'delete', publishedName: name };
}

/** The devices that are there lose it at once; without /uninstall they keep it until they leave. */
function uninstallFrom(computer: Computer, state: ComputerState, name: string): void {
  for (const device of state.devices) {
    if (device.driver !== name) continue;
    device.status = hasNullDriver(state.settings.windows) ? 'null-driver' : 'no-driver';
    delete device.driver;
    delete device.driverVersion;
  }
  takeBack(computer, state, name);
}
