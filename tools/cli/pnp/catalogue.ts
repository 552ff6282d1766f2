/** `cps-sim pnp catalog` and `wsus`: where drivers come from. */

import { join } from 'node:path';
import { sameInEach } from '#common/language.ts';
import {
  type CatalogueEntry,
  type PackageVariant,
  packageOf,
} from '../../../simulator/services/windows-update/index.ts';
import { printJson } from '../print-json.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';
import { type CommonOptions, changeServices, type Desk, loadServices, openDesk } from './desk.ts';
import { writeFiles } from './pnputil.ts';

const KILOBYTES_PER_MEGABYTE = 1024;

function entryLine({ id, title, products, sizeKilobytes }: CatalogueEntry): string {
  return `${id.padEnd(18)}  ${title}\n${' '.repeat(20)}${products.join(', ')}  ${sizeKilobytes} KB`;
}

function print(entries: readonly CatalogueEntry[], options: CommonOptions, summary: string): void {
  if (options.json) printJson(entries);
  else printLines([summary, ...entries.map(entryLine)].join('\n'));
}

export function search(words: readonly string[], options: CommonOptions): void {
  const desk = openDesk(options);
  const found = loadServices(desk).search(words.join(' '));
  print(found, options, desk.texts.found(found.length, words.join(' ')));
}

function basketSummary({ texts }: Desk, entries: readonly CatalogueEntry[]): string {
  const kilobytes = entries.reduce((sum, { sizeKilobytes }) => sum + sizeKilobytes, 0);
  return entries.length === 0
    ? texts.basketEmpty
    : texts.basket(entries.length, (kilobytes / KILOBYTES_PER_MEGABYTE).toFixed(1));
}

export interface AddOptions extends CommonOptions {
  readonly all?: true;
}

/** What is named, or all that the word `asip` finds. */
export async function add(ids: readonly string[], { all, ...options }: AddOptions): Promise<void> {
  const desk = openDesk(options);
  if (ids.length === 0 && !all)
    throw new UsageError({
      en: "which entries? their ids, as 'cps-sim pnp catalog search asip' shows them, or --all",
      fr: "quelles entrées ? leurs identifiants, tels que 'cps-sim pnp catalog search asip' les montre, ou --all",
    });
  const basket = await changeServices(desk, (services) => {
    services.addToBasket(all ? services.search('asip').map(({ id }) => id) : ids);
    return services.basket;
  });
  print(basket, options, basketSummary(desk, basket));
}

export function basket(options: CommonOptions): void {
  const desk = openDesk(options);
  const entries = loadServices(desk).basket;
  print(entries, options, basketSummary(desk, entries));
}

export async function download(folder: string, options: CommonOptions): Promise<void> {
  const desk = openDesk(options);
  const entries = loadServices(desk).basket;
  if (entries.length === 0) throw new UsageError(sameInEach(desk.texts.basketEmpty));
  for (const entry of entries) {
    writeFiles(join(folder, entry.id), packageOf(entry).files);
    printLines(desk.texts.downloaded(entry.title, join(folder, entry.id)));
  }
  await changeServices(desk, (services) => services.emptyBasket());
}

export type PublishOptions = CommonOptions & PackageVariant;

export async function publish(given: PublishOptions): Promise<void> {
  const { version, date, signature, fault, ...options } = given;
  const desk = openDesk(options);
  if (version === undefined)
    throw new UsageError({ en: 'which version? --version 2.5.0.0', fr: 'quelle version ? --version 2.5.0.0' });
  const [entry] = await changeServices(desk, (services) => services.publish({ version, date, signature, fault }));
  printLines(desk.texts.published(entry?.title ?? ''));
}

function importLines(desk: Desk): string[] {
  const services = loadServices(desk);
  const { texts } = desk;
  return services.state.imports.map(({ id, progress, approved }) => {
    const { title, products } = services.entry(id);
    return [texts.progress[progress].padEnd(10), approved ? texts.entry.approved : '', title, products.join(', ')].join(
      '  ',
    );
  });
}

function printImports(desk: Desk, options: CommonOptions): void {
  const lines = importLines(desk);
  if (options.json) printJson(loadServices(desk).state.imports);
  else printLines(lines.length === 0 ? desk.texts.noImports : lines.join('\n'));
}

export async function wsus(work: 'list' | 'import' | 'approve', options: CommonOptions): Promise<void> {
  const desk = openDesk(options);
  if (work !== 'list')
    await changeServices(desk, (services) => {
      if (work === 'approve') services.approve();
      else if (services.state.basket.length > 0 || services.state.imports.length === 0) services.import();
      if (work === 'import') services.transfer();
    });
  printImports(desk, options);
}
