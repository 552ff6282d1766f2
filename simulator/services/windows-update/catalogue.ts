/**
 * The Microsoft Update catalogue: drivers on offer, by the words of their titles and by the devices they are for.
 *
 * Source: guide 8.1, figures 17 and 20 (G12).
 */
import { readFileSync } from 'node:fs';
import { driverPackage, type PackageContents, type PackageVariant } from './driver-packages.ts';

export interface CatalogueEntry {
  /** Ours; the real catalogue has a GUID. */
  readonly id: string;
  readonly title: string;
  readonly products: readonly string[];
  readonly classification: string;
  /** `2017-09-20` */
  readonly lastUpdated: string;
  readonly version: string;
  readonly sizeKilobytes: number;
  /** Builds of Windows it is for, from and to. */
  readonly builds: readonly (readonly [number, number])[];
  readonly package: string;
  /** How its package differs from the shipped one. */
  readonly variant?: PackageVariant;
}

interface CatalogueFile {
  readonly entries: readonly CatalogueEntry[];
  readonly packages: Readonly<Record<string, { readonly inf: string; readonly hardwareIds: readonly string[] }>>;
}

const FILE = new URL('../../../fixtures/windows-update/catalogue.json', import.meta.url);
const SHIPPED = JSON.parse(readFileSync(FILE, 'utf8')) as CatalogueFile;

/** Entries of the guide's day. */
export const SHIPPED_ENTRIES: readonly CatalogueEntry[] = SHIPPED.entries;

/** The package of the minidriver, changed as asked. @throws PackageVariantError */
export function minidriverPackage(variant: PackageVariant = {}): PackageContents {
  return packageNamed('cps3-minidriver', variant);
}

/** The files behind an entry. */
export function packageOf({ package: name, variant }: CatalogueEntry): PackageContents {
  return packageNamed(name, variant);
}

function packageNamed(name: string, variant: PackageVariant = {}): PackageContents {
  return driverPackage(name, SHIPPED.packages[name]?.inf ?? '', variant);
}

/** Entries whose title or classification has every one of those words. */
export function searchEntries(entries: readonly CatalogueEntry[], words: string): readonly CatalogueEntry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ title, classification }) => {
    const text = `${title} ${classification}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** True when an entry is for one of those devices and that build of Windows. */
export function isFor(entry: CatalogueEntry, hardwareIds: readonly string[], build: number): boolean {
  const known = SHIPPED.packages[entry.package]?.hardwareIds ?? [];
  const suits = known.some((id) => hardwareIds.some((wanted) => wanted.toUpperCase() === id.toUpperCase()));
  return suits && entry.builds.some(([from, to]) => from <= build && build <= to);
}

/** Entries of a later version, one for each of the shipped minidriver entries. @throws PackageVariantError */
export function laterEntries(variant: PackageVariant): readonly CatalogueEntry[] {
  minidriverPackage(variant); // refuses a version or a date that cannot be
  return SHIPPED_ENTRIES.filter((entry) => entry.package === 'cps3-minidriver').map((entry) => {
    const { version = entry.version, date = entry.lastUpdated } = variant;
    const [year, month, day] = date.split('-').map(Number);
    const title = `ASIP Sante - SmartCard - ${month}/${day}/${year} 12:00:00 AM - ${version}`;
    return { ...entry, id: `${entry.id}-${version}`, title, version, lastUpdated: date, variant };
  });
}
