/**
 * Windows Update with its catalogue, and a WSUS of the organisation that imports from it.
 *
 * All that changes is in one plain object, so that a program can keep it between two runs.
 *
 * Source: guide 7.6, 8.1, 8.2 (G12, G13, G14).
 */

import { z } from 'zod';
import { either, listOf, parameters, TEXT, that, wholeNumber } from '#common/arguments.ts';
import { type CatalogueEntry, isFor, laterEntries, packageOf, SHIPPED_ENTRIES, searchEntries } from './catalogue.ts';
import { CatalogueError } from './catalogue-error.ts';
import { FAULTS, type PackageContents, type PackageVariant, SIGNATURES, VARIANT } from './driver-packages.ts';

/** `waiting`: En attente; `done`: Terminé. */
const importSchema = z.strictObject({
  /** Of the entry. */
  id: z.string(),
  progress: z.enum(['waiting', 'done']),
  approved: z.boolean(),
});

const stateSchema = z.strictObject({
  /** Whether the computer reaches Windows Update; its WSUS is in the house. */
  online: z.boolean(),
  /** Versions published since the guide's day. */
  published: z.array(
    z.strictObject({
      version: z.string().optional(),
      date: z.string().optional(),
      signature: z.enum(SIGNATURES).optional(),
      fault: z.enum(FAULTS).optional(),
    }),
  ),
  /** Ids of entries. */
  basket: z.array(z.string()),
  imports: z.array(importSchema),
});

/** What the services remember. */
export type ServicesState = z.infer<typeof stateSchema>;

function newServicesState(): ServicesState {
  return { online: true, published: [], basket: [], imports: [] };
}

/** What was kept as JSON; a new state for undefined. @throws CatalogueError when it is no such state */
export function parseServicesState(value: unknown): ServicesState {
  const { data, error } = stateSchema.safeParse(value ?? newServicesState());
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new CatalogueError({
    en: `'${where}' is not as it was written`,
    fr: `'${where}' n'est pas tel qu'il a été écrit`,
  });
}

/** What a computer looks for; `hardwareIds` the most special one first. */
export interface SearchRequest {
  readonly hardwareIds: readonly string[];
  readonly windows: { readonly build: number };
}

/** A package, as the services describe it to a computer. */
export interface Offer extends PackageContents {
  readonly title: string;
  readonly driverDate: string;
  readonly driverVersion: string;
}

export type Answer =
  | { readonly status: 'answered'; readonly offers: readonly Offer[] }
  | { readonly status: 'offline' };

const ARGUMENTS = {
  search: parameters('UpdateServices.search', { words: TEXT }),
  publish: parameters('UpdateServices.publish', { variant: VARIANT }),
  addToBasket: parameters('UpdateServices.addToBasket', { ids: listOf(TEXT) }),
  transfer: parameters('UpdateServices.transfer', {
    count: either(
      that('all of them', (count) => count === Number.POSITIVE_INFINITY),
      wholeNumber(),
    ),
  }),
  entry: parameters('UpdateServices.entry', { id: TEXT }),
};

export class UpdateServices {
  readonly state: ServicesState;
  readonly 'windows-update' = { searchDrivers: async (request: SearchRequest) => this.#searchCatalogue(request) };
  readonly wsus = { searchDrivers: async (request: SearchRequest) => this.#searchWsus(request) };

  constructor(state: ServicesState = newServicesState()) {
    this.state = state;
  }

  /** The catalogue, newest publication first. */
  get entries(): readonly CatalogueEntry[] {
    return [...this.state.published.toReversed().flatMap(laterEntries), ...SHIPPED_ENTRIES];
  }

  search(words: string): readonly CatalogueEntry[] {
    ARGUMENTS.search(words);
    return searchEntries(this.entries, words);
  }

  /** A new version comes into the catalogue, for all the products of the first. @throws PackageVariantError */
  publish(variant: PackageVariant): readonly CatalogueEntry[] {
    ARGUMENTS.publish(variant);
    const entries = laterEntries(variant);
    this.state.published.push(variant);
    return entries;
  }

  /** The entries of the basket. */
  get basket(): readonly CatalogueEntry[] {
    return this.state.basket.map((id) => this.entry(id));
  }

  /** Puts entries into the basket, each once. @throws CatalogueError */
  addToBasket(ids: readonly string[]): void {
    ARGUMENTS.addToBasket(ids);
    for (const id of ids.map((wanted) => this.entry(wanted).id)) {
      if (!this.state.basket.includes(id)) this.state.basket.push(id);
    }
  }

  emptyBasket(): void {
    this.state.basket = [];
  }

  /** "Importer": the basket goes into the WSUS, waiting to be transferred. @throws CatalogueError when it is empty */
  import(): void {
    if (this.state.basket.length === 0)
      throw new CatalogueError({
        en: 'the basket is empty: put entries of the catalogue into it first',
        fr: "le panier est vide : mettez-y d'abord des entrées du catalogue",
      });
    for (const id of this.state.basket) {
      if (!this.state.imports.some((known) => known.id === id))
        this.state.imports.push({ id, progress: 'waiting', approved: false });
    }
    this.emptyBasket();
  }

  /** Transfers the next `count` entries that wait; returns how many still do. Nothing moves while it is offline. */
  transfer(count = Number.POSITIVE_INFINITY): number {
    ARGUMENTS.transfer(count);
    const waiting = this.state.imports.filter(({ progress }) => progress === 'waiting');
    if (!this.state.online) return waiting.length;
    for (const entry of waiting.slice(0, count)) entry.progress = 'done';
    return Math.max(0, waiting.length - count);
  }

  /** The administrator lets computers have what was imported. @returns how many are approved now */
  approve(): number {
    for (const entry of this.state.imports) if (entry.progress === 'done') entry.approved = true;
    return this.state.imports.filter(({ approved }) => approved).length;
  }

  /** @throws CatalogueError */
  entry(id: string): CatalogueEntry {
    ARGUMENTS.entry(id);
    const found = this.entries.find((entry) => entry.id === id);
    if (found !== undefined) return found;
    const ids = this.entries.map((entry) => entry.id).join(', ');
    throw new CatalogueError({
      en: `no entry '${id}' in the catalogue, expected one of ${ids}`,
      fr: `pas d'entrée '${id}' au catalogue, attendu : l'une de ${ids}`,
    });
  }

  #searchCatalogue(request: SearchRequest): Answer {
    return this.state.online ? offersOf(this.entries, request) : { status: 'offline' };
  }

  #searchWsus(request: SearchRequest): Answer {
    const approved = this.state.imports.filter((entry) => entry.approved).map(({ id }) => this.entry(id));
    return offersOf(approved, request);
  }
}

/** Several entries may offer the same driver: it is offered once. */
function offersOf(entries: readonly CatalogueEntry[], { hardwareIds, windows }: SearchRequest): Answer {
  const byVersion = new Map<string, CatalogueEntry>();
  for (const entry of entries) {
    const key = `${entry.package} ${entry.version}`;
    if (isFor(entry, hardwareIds, windows.build) && !byVersion.has(key)) byVersion.set(key, entry);
  }
  const offers = [...byVersion.values()].map((entry) => ({
    title: entry.title,
    driverDate: entry.lastUpdated,
    driverVersion: entry.version,
    ...packageOf(entry),
  }));
  return { status: 'answered', offers };
}
