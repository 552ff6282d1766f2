/** The update services of a world, and folders of driver packages to try pnputil with. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameters, TEXT } from '#common/arguments.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import {
  FAULTS,
  minidriverPackage,
  type PackageVariant,
  packageOf,
  SIGNATURES,
  UpdateServices,
} from '../../../simulator/services/windows-update/index.ts';

export type {
  CatalogueEntry,
  Fault,
  Offer,
  PackageContents,
  SearchAnswer,
  SearchRequest,
  ServicesState,
  UpdateServices,
} from '../../../simulator/services/windows-update/index.ts';

import { VARIANT } from '../../../simulator/services/windows-update/driver-packages.ts';

const ARGUMENTS = {
  writePackage: parameters('UpdateWorld.writePackage', { name: TEXT, variant: VARIANT }),
  download: parameters('UpdateWorld.download', { name: TEXT }),
  withFolders: parameters('UpdateWorld.withFolders', { text: TEXT }),
};

export { FAULTS, type PackageVariant, SIGNATURES };

export class UpdateWorld {
  readonly services = new UpdateServices();
  readonly #folders = new Map<string, string>();
  #directory: string | undefined;

  /** Writes the minidriver's package, changed as asked, into a new folder of that name. @throws PackageVariantError */
  writePackage(name: string, variant: PackageVariant): void {
    ARGUMENTS.writePackage(name, variant);
    this.#write(name, minidriverPackage(variant).files);
  }

  /** Downloads the basket of the catalogue: all its packages in one folder of that name. @returns how many */
  download(name: string): number {
    ARGUMENTS.download(name);
    const { basket } = this.services;
    for (const entry of basket) this.#write(name, packageOf(entry).files);
    return basket.length;
  }

  /** `{name}` replaced by the folder of that name. */
  withFolders(text: string): string {
    ARGUMENTS.withFolders(text);
    return text.replaceAll(/\{([^}]*)\}/g, (found, name: string) => this.#folders.get(name) ?? found);
  }

  close(): void {
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  }

  #write(name: string, files: ReadonlyMap<string, Uint8Array>): void {
    this.#directory ??= temporaryFolder('cps-sim-packages-');
    const folder = join(this.#directory, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, bytes] of files) writeFileSync(join(folder, file), bytes);
    this.#folders.set(name, folder);
  }
}
