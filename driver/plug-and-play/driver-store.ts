/**
 * The driver store: packages that may be installed, each under its published name `oem<N>.inf`.
 *
 * Source: reference/minidriver.md 12.4 (the first free N: nowhere documented).
 */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { makeFolder, removeFolderAtomically, writeFolderAtomically } from '#files/index.ts';
import { equalBytes } from '#iso7816/bytes.ts';
import { type DriverPackage, type PackageFiles, packageOnDisk, readPackage } from './driver-package.ts';
import { compareDriverVer } from './inf/version.ts';
import { SetupError } from './setup-error.ts';

export interface StoredPackage extends DriverPackage {
  /** `oem0.inf` */
  readonly publishedName: string;
}

/** A package whose files have been spoilt in the store. */
export interface DamagedPackage {
  readonly publishedName: string;
  readonly why: string;
  /** `why` in each language. */
  readonly whyText: Text;
}

const PUBLISHED_NAME = /^oem(\d{1,5})\.inf$/i;
const FOLDER = /^oem\d{1,5}$/;

const EMPTY: Text = { en: 'the driver store is empty', fr: 'le magasin de pilotes est vide' };

export class DriverStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In the order of their numbers. */
  packages(): readonly StoredPackage[] {
    return this.#numbers().flatMap((number) => {
      const stored = this.#read(number);
      return 'inf' in stored ? [stored] : [];
    });
  }

  /** Of all packages, spoilt ones too. */
  publishedNames(): readonly string[] {
    return this.#numbers().map((number) => `oem${number}.inf`);
  }

  damaged(): readonly DamagedPackage[] {
    return this.#numbers().flatMap((number) => {
      const stored = this.#read(number);
      return 'inf' in stored ? [] : [stored];
    });
  }

  /** The package of that published name, undefined when there is none, or only a spoilt one. */
  find(publishedName: string): StoredPackage | undefined {
    return this.packages().find((stored) => stored.publishedName === publishedName.toLowerCase());
  }

  /** Newest driver first. */
  newestFirst(): readonly StoredPackage[] {
    return [...this.packages()].sort((a, b) => compareDriverVer(b.inf.version, a.inf.version));
  }

  /** Copies a package in, under the first free name; the same package again keeps the name it has. */
  add(added: DriverPackage): StoredPackage {
    const same = this.packages().find((stored) => isSame(stored, added));
    if (same !== undefined) return same;
    makeFolder(this.#folder);
    let number = 0;
    while (existsSync(join(this.#folder, `oem${number}`))) number += 1;
    writeFolderAtomically(join(this.#folder, `oem${number}`), added.files);
    return { ...added, publishedName: `oem${number}.inf` };
  }

  /** @throws SetupError ERROR_NOT_AN_INSTALLED_OEM_INF when there is no such package */
  remove(publishedName: string): void {
    const folder = join(this.#folder, publishedName.toLowerCase().replace(/\.inf$/, ''));
    if (!PUBLISHED_NAME.test(publishedName) || !existsSync(folder)) {
      const names = this.publishedNames();
      const found =
        names.length === 0
          ? EMPTY
          : { en: `expected one of ${names.join(', ')}`, fr: `attendu l'un de : ${names.join(', ')}` };
      throw new SetupError('ERROR_NOT_AN_INSTALLED_OEM_INF', {
        en: `no package '${publishedName}': ${found.en}`,
        fr: `pas de paquet '${publishedName}' : ${found.fr}`,
      });
    }
    removeFolderAtomically(folder);
  }

  #numbers(): number[] {
    if (!existsSync(this.#folder)) return [];
    const folders = readdirSync(this.#folder).filter((name) => FOLDER.test(name));
    return folders.map((name) => Number(name.slice('oem'.length))).sort((a, b) => a - b);
  }

  #read(number: number): StoredPackage | DamagedPackage {
    const publishedName = `oem${number}.inf`;
    const folder = join(this.#folder, `oem${number}`);
    try {
      const infName = readdirSync(folder).find((name) => /\.inf$/i.test(name)) ?? publishedName;
      const files: PackageFiles = packageOnDisk(join(folder, infName));
      return { ...readPackage(files), publishedName };
    } catch (error) {
      const whyText = textOf(error);
      return { publishedName, why: whyText.en, whyText };
    }
  }
}

function isSame(a: DriverPackage, b: DriverPackage): boolean {
  if (a.infName.toLowerCase() !== b.infName.toLowerCase() || a.files.size !== b.files.size) return false;
  return [...a.files].every(([name, bytes]) => {
    const other = b.files.get(name);
    return other !== undefined && equalBytes(bytes, other);
  });
}
