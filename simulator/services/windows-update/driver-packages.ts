/**
 * The driver packages that the simulated world has: the one of the guide's catalogue, and others made from it (another
 * version, another signature, a fault) to try what a computer does with them.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { members, oneOf, optional, TEXT } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { PackageVariantError } from './package-variant-error.ts';

const DIRECTORY = fileURLToPath(new URL('../../../fixtures/windows-update/', import.meta.url));

/** What is wrong with a package: its INF is no INF, was altered after the catalogue was made, or has no catalogue. */
export const FAULTS = ['malformed', 'altered', 'unsigned'] as const;
export type Fault = (typeof FAULTS)[number];

export const SIGNATURES = ['whql', 'authenticode'] as const;

export interface PackageVariant {
  /** `2.5.0.0`; that of the shipped package by default. */
  readonly version?: string | undefined;
  /** `2018-03-14` */
  readonly date?: string | undefined;
  /** whql by default; authenticode: signed by its provider alone. */
  readonly signature?: (typeof SIGNATURES)[number] | undefined;
  readonly fault?: Fault | undefined;
}

/** A PackageVariant. */
export const VARIANT = members({
  version: optional(TEXT),
  date: optional(TEXT),
  signature: optional(oneOf(SIGNATURES)),
  fault: optional(oneOf(FAULTS)),
});

export interface PackageContents {
  readonly infName: string;
  readonly files: ReadonlyMap<string, Bytes>;
}

const ENCODER = new TextEncoder();
const DRIVER_VER = /^DriverVer\s*=\s*(.*),(.*)$/m;

function shipped(name: string): Map<string, Bytes> {
  const folder = join(DIRECTORY, name);
  return new Map(readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]));
}

/** The package of that folder, changed as asked. @throws PackageVariantError */
export function driverPackage(name: string, infName: string, variant: PackageVariant = {}): PackageContents {
  const files = shipped(name);
  const { version, date, signature, fault } = variant;
  if (version !== undefined || date !== undefined || signature !== undefined) {
    const inf = withDriverVer(textOf(files, infName), version, date);
    files.set(infName, ENCODER.encode(inf));
    resign(files, infName, signature);
  }
  const catalogue = infName.replace(/\.inf$/, '.cat');
  if (fault === 'unsigned') files.delete(catalogue);
  if (fault === 'altered') files.set(infName, ENCODER.encode(`${textOf(files, infName)}\n; altered\n`));
  if (fault === 'malformed') {
    files.set(infName, ENCODER.encode(textOf(files, infName).replace('[Manufacturer]', '[Manufacturer')));
    resign(files, infName, signature);
  }
  return { infName, files };
}

function textOf(files: ReadonlyMap<string, Bytes>, name: string): string {
  return new TextDecoder().decode(files.get(name));
}

function withDriverVer(inf: string, version: string | undefined, date: string | undefined): string {
  if (version !== undefined && !/^\d{1,5}(\.\d{1,5}){3}$/.test(version))
    throw new PackageVariantError({
      en: `found the version '${version}', expected four numbers such as 2.5.0.0`,
      fr: `trouvé la version '${version}', attendu : quatre nombres tels que 2.5.0.0`,
    });
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date ?? '') ?? [];
  if (date !== undefined && (year === undefined || Number.isNaN(Date.parse(date))))
    throw new PackageVariantError({
      en: `found the date '${date}', expected a day such as 2018-03-14`,
      fr: `trouvé la date '${date}', attendu : un jour tel que 2018-03-14`,
    });
  const us = date === undefined ? undefined : `${month}/${day}/${year}`;
  return inf.replace(DRIVER_VER, (_, oldDate, oldVersion) => `DriverVer   = ${us ?? oldDate},${version ?? oldVersion}`);
}

/** A catalogue for the files as they are now. */
function resign(files: Map<string, Bytes>, infName: string, signature: PackageVariant['signature'] = 'whql'): void {
  const name = infName.replace(/\.inf$/, '.cat');
  const catalogue = JSON.parse(textOf(files, name)) as { publisher: string; signature: string; files: object };
  const digests = [...files].filter(([file]) => file !== name).map(([file, bytes]) => [file, sha256(bytes)]);
  const provider = /^Provider\s*=\s*"(.*)"$/m.exec(textOf(files, infName))?.[1] ?? '';
  const publisher = signature === 'authenticode' ? provider : catalogue.publisher;
  const signed = { ...catalogue, signature, publisher, files: Object.fromEntries(digests) };
  files.set(name, ENCODER.encode(`${JSON.stringify(signed, null, 2)}\n`));
}

function sha256(bytes: Bytes): string {
  return createHash('sha256').update(bytes).digest('hex').toUpperCase();
}
