/** The cards of a world: made from profiles, or copied from card files. */

import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { MovableClock } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import type { TraceSink } from '#trace/event.ts';
import type { Face, Profile } from '../../simulator/card/profile/schema.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import type { CardState } from '../../simulator/card/state/store.ts';
import {
  checkSeed,
  foreignCard,
  identifiedAs,
  type Opposition,
  profileOf,
  shippedProfileNames,
  signingWith,
  validFor,
} from '../../simulator/personalisation/index.ts';
import type { Pki } from '../../simulator/pki/index.ts';
import type { FaultRules } from '../../simulator/reader/faults/fault-rules.ts';
import { CardAuthorities } from './card-authorities.ts';
import type { CardOptions } from './card-options.ts';
import { fileSource, type LazySource, lazySource, memorySource, type StoreSource } from './card-sources.ts';
import { seededRandom } from './randomness.ts';
import type { CardSpec } from './specs.ts';
import { type FaultSurroundings, runningCard, SimulatedCard, type StockCard } from './stock-card.ts';

/** Codes and keys stand in a card file. */
const OWNER_ONLY = 0o600;

export type { Face };

/** What is wrong with the card that a scenario file describes, seen from `now`: its key and why. */
export function cardFault(spec: CardSpec, scenarioFile: string, now: Date): { key: string; why: Text } | undefined {
  const here = dirname(scenarioFile);
  try {
    if ('profile' in spec) {
      const profile = identifiedAs(profileOf(besideIt(spec.profile, here)), besideIt(spec.identity, here));
      validFor(profile, spec.valid ?? {}, now);
    }
    if ('file' in spec) CardFile.openReadOnly(resolve(here, spec.file));
    return undefined;
  } catch (error) {
    const { reason, code } = error as { readonly reason?: unknown; readonly code?: unknown };
    const key = 'profile' in spec ? 'profile' : 'file';
    const place = code === 'ERR_PERSON' ? 'identity' : key;
    return { key: reason === 'validity' ? 'valid' : place, why: textOf(error) };
  }
}

/** The profiles of cards that come with cps-sim. */
export function shippedProfiles(): Profile[] {
  return shippedProfileNames().map(profileOf);
}

/** What is shipped by its name, or a file beside the scenario. */
function besideIt<Name extends string | undefined>(name: Name, here: string): Name | string {
  return name?.endsWith('.json') ? resolve(here, name) : name;
}

export interface CardStockOptions {
  readonly trace: TraceSink;
  /** Seed of the cards that name none. */
  readonly seed: number;
  readonly clock: MovableClock;
  /** Who issues the certificates of cards that name nobody. */
  readonly pki?: Pki | undefined;
  readonly faults: FaultRules;
  /** How many times as long as their profiles say cards take; no time at all when nothing is said. */
  readonly timing?: number | undefined;
}

export class CardStock {
  readonly #trace: TraceSink;
  readonly #seed: number;
  readonly #clock: MovableClock;
  readonly #faults: FaultRules;
  readonly #timing: number | undefined;
  readonly authorities: CardAuthorities;
  readonly #cards: SimulatedCard[] = [];
  #directory: string | undefined;

  constructor({ trace, seed, clock, pki, faults, timing }: CardStockOptions) {
    this.#faults = faults;
    this.#timing = timing;
    this.#trace = trace;
    this.#seed = seed;
    this.authorities = new CardAuthorities(clock, pki);
    this.#clock = clock;
  }

  /**
   * A card that is made when it is needed.
   * @throws ProfileError when there is no such profile, PersonalisationError when there is no such seed or validity
   */
  personalised(profileName: string, options: CardOptions): StockCard {
    const {
      seed = this.#seed,
      name,
      keptIn = 'memory',
      pki,
      valid = {},
      identity,
      opposed,
      lists,
      signatureCode,
    } = options;
    const chosen = signingWith(identifiedAs(profileOf(profileName), identity), signatureCode);
    const profile = validFor(chosen, valid, this.#clock.date());
    checkSeed(seed);
    const made = { profile, seed, lists };
    const path = keptIn === 'file' ? this.#newPath() : undefined;
    const create = (state: CardState): StoreSource => {
      if (path === undefined) return memorySource(new MemoryStore(profile, state));
      CardFile.create(path, { profile, seed, state });
      return fileSource(path);
    };
    const issuer = () => pki ?? this.authorities.issuerOf(made);
    const oppose = (opposition: Opposition) => this.authorities.oppose(made, pki, opposition);
    if (opposed !== undefined) oppose(opposed);
    return this.#add(name ?? `${profile.name}-${seed}`, lazySource(made, issuer, create), oppose);
  }

  /** @throws ProfileError, CardFileError */
  fromSpec(name: string, spec: CardSpec, scenarioFile: string): StockCard {
    if ('kind' in spec) return runningCard(foreignCard(name), this.#surroundings());
    const here = dirname(scenarioFile);
    if ('file' in spec) {
      const path = this.#newPath();
      copyFileSync(resolve(here, spec.file), path);
      // Of a read-only file the copy would be one.
      chmodSync(path, OWNER_ONLY);
      const oppose = (opposition: Opposition) =>
        this.authorities.oppose(CardFile.openReadOnly(path), undefined, opposition);
      return this.#add(name, { ...fileSource(path), ready: async () => {} }, oppose);
    }
    const { profile, identity, chain, ...options } = spec;
    const pki = chain === 'other' ? this.authorities.other : undefined;
    return this.personalised(besideIt(profile, here), { ...options, name, pki, identity: besideIt(identity, here) });
  }

  /** Gives the card files back and deletes them. */
  close(): void {
    for (const card of this.#cards) card.die();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  }

  #add(name: string, source: LazySource, oppose: StockCard['oppose']): StockCard {
    const random = seededRandom(this.#seed, 'card', this.#cards.length);
    const card = new SimulatedCard(name, source, { ...this.#surroundings(), random, oppose });
    this.#cards.push(card);
    return card;
  }

  #surroundings(): FaultSurroundings {
    return { trace: this.#trace, clock: this.#clock, faults: this.#faults, timing: this.#timing };
  }

  #newPath(): string {
    this.#directory ??= temporaryFolder('cps-sim-');
    return join(this.#directory, `${this.#cards.length}.cps.json`);
  }
}
