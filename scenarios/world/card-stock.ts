/** The cards of a world: made from profiles, or copied from card files. */

import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type MovableClock, SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { temporaryFolder } from '#files/temporary-folder.ts';
import type { TraceSink } from '#trace/event.ts';
import { inReader } from '#trace/in-reader.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import type { Face, Profile } from '../../simulator/card/profile/schema.ts';
import { uidOf } from '../../simulator/card/security/uid.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import type { CardState, CardStore } from '../../simulator/card/state/store.ts';
import {
  checkSeed,
  foreignCard,
  onLineUpdate,
  personalise,
  personaliseApart,
  profileOf,
  shippedProfileNames,
  validFor,
} from '../../simulator/personalisation/index.ts';
import { defaultPki, type Pki } from '../../simulator/pki/index.ts';
import { CardInField } from '../../simulator/reader/card-in-field.ts';
import type { CardOptions } from './card-options.ts';
import { InterruptibleCard } from './interruptible-card.ts';
import type { InterruptibleCommand } from './interruptible-commands.ts';
import { type Random, seededRandom } from './randomness.ts';
import type { CardSpec } from './specs.ts';
import { WorldError } from './world-error.ts';

/** Codes and keys stand in a card file. */
const OWNER_ONLY = 0o600;

export type { Face };

/** What is wrong with the card a scenario file describes: its key and why; undefined when it can be made. */
export function cardFault(spec: CardSpec, scenarioFile: string): { key: string; why: Text } | undefined {
  const here = dirname(scenarioFile);
  try {
    if ('profile' in spec) validFor(profileOf(profilePath(spec.profile, here)), spec.valid ?? {}, SYSTEM_CLOCK.date());
    if ('file' in spec) CardFile.openReadOnly(resolve(here, spec.file));
    return undefined;
  } catch (error) {
    const { reason } = error as { readonly reason?: unknown };
    const key = 'profile' in spec ? 'profile' : 'file';
    return { key: reason === 'validity' ? 'valid' : key, why: textOf(error) };
  }
}

/** The profiles of cards that come with cps-sim. */
export function shippedProfiles(): Profile[] {
  return shippedProfileNames().map(profileOf);
}

/** Profiles are shipped ones by name, or files beside the scenario. */
function profilePath(profile: string, here: string): string {
  return profile.endsWith('.json') ? resolve(here, profile) : profile;
}

/** A card of the stock; `open` gives the running card, starting its program when it does not run. */
export interface StockCard {
  readonly name: string;
  /** Resolves when it is made. @throws PersonalisationError, KeyPoolError */
  ready(): Promise<void>;
  /**
   * @param reader the one it goes into, by its name in PC/SC
   * @throws FaceError when the card has no such face
   */
  open(face: Face, reader: string): SmartCard;
  die(): void;
  /** What the on-line update service does to it; see `onLineUpdate`. */
  update(actua: string): void;
  tearDuring(command: InterruptibleCommand, gone: () => void): void;
}

export interface CardStockOptions {
  readonly trace: TraceSink;
  /** Seed of the cards that name none. */
  readonly seed: number;
  readonly clock: MovableClock;
  /** Who issues the certificates of cards that name nobody. */
  readonly pki?: Pki | undefined;
}

/** How a card's store is opened, and given back when its program ends. */
interface StoreSource {
  open(): CardStore;
  close(store: CardStore): void;
}

/** A store that may have to be made first: `ready` makes its keys on other threads, `open` without it on this one. */
interface LazySource extends StoreSource {
  ready(): Promise<void>;
}

export class CardStock {
  readonly #trace: TraceSink;
  readonly #seed: number;
  readonly #clock: MovableClock;
  readonly #pki: Pki;
  readonly #cards: SimulatedCard[] = [];
  #directory: string | undefined;

  constructor({ trace, seed, clock, pki = defaultPki }: CardStockOptions) {
    this.#trace = trace;
    this.#seed = seed;
    this.#pki = pki;
    this.#clock = clock;
  }

  /**
   * A card that is made when it is needed.
   * @throws ProfileError when there is no such profile, PersonalisationError when there is no such seed or validity
   */
  personalised(profileName: string, options: CardOptions): StockCard {
    const { seed = this.#seed, name, keptIn = 'memory', pki = this.#pki, valid = {} } = options;
    const profile = validFor(profileOf(profileName), valid, this.#clock.date());
    checkSeed(seed);
    const path = keptIn === 'file' ? this.#newPath() : undefined;
    const create = (state: CardState): StoreSource => {
      if (path === undefined) return memorySource(new MemoryStore(profile, state));
      CardFile.create(path, { profile, seed, state });
      return fileSource(path);
    };
    return this.#add(name ?? `${profile.name}-${seed}`, lazySource({ profile, seed, pki }, create));
  }

  /** @throws ProfileError, CardFileError */
  fromSpec(name: string, spec: CardSpec, scenarioFile: string): StockCard {
    if ('kind' in spec) return runningCard(foreignCard(name));
    const here = dirname(scenarioFile);
    if ('file' in spec) {
      const path = this.#newPath();
      copyFileSync(resolve(here, spec.file), path);
      // Of a read-only file the copy would be one.
      chmodSync(path, OWNER_ONLY);
      return this.#add(name, { ...fileSource(path), ready: async () => {} });
    }
    const { profile, seed, keptIn, valid } = spec;
    return this.personalised(profilePath(profile, here), { seed, name, keptIn, valid });
  }

  /** Gives the card files back and deletes them. */
  close(): void {
    for (const card of this.#cards) card.die();
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  }

  #add(name: string, source: LazySource): StockCard {
    const random = seededRandom(this.#seed, 'card', this.#cards.length);
    const card = new SimulatedCard(name, source, this.#trace, { clock: this.#clock, random });
    this.#cards.push(card);
    return card;
  }

  #newPath(): string {
    this.#directory ??= temporaryFolder('cps-sim-');
    return join(this.#directory, `${this.#cards.length}.cps.json`);
  }
}

function memorySource(store: MemoryStore): StoreSource {
  return { open: () => store, close: () => {} };
}

function fileSource(path: string): StoreSource {
  return { open: () => CardFile.open(path), close: (store) => (store as CardFile).close() };
}

/** What a new card is made of. */
interface NewCard {
  readonly profile: Profile;
  readonly seed: number;
  readonly pki: Pki;
}

/** The store of a new card, created once, of the state that the profile and the seed give. */
function lazySource({ profile, seed, pki }: NewCard, create: (state: CardState) => StoreSource): LazySource {
  let source: StoreSource | undefined;
  const created = (state: CardState): StoreSource => {
    source ??= create(state);
    return source;
  };
  return {
    ready: async () => void created(await personaliseApart(profile, seed, { pki })),
    open: () => created(personalise(profile, seed, { pki })).open(),
    close: (store) => source?.close(store),
  };
}

/** What a card does not have of itself. */
interface Surroundings {
  readonly clock: MovableClock;
  readonly random: Random;
}

interface RunningCard {
  readonly card: InterruptibleCard;
  /** As the reader sees it. */
  readonly seen: SmartCard;
  readonly face: Face;
  readonly store: CardStore;
}

class SimulatedCard implements StockCard {
  readonly name: string;
  readonly #source: LazySource;
  readonly #trace: TraceSink;
  readonly #clock: MovableClock;
  /** Of the card, however often its program starts. */
  readonly #random: Random;
  #running: RunningCard | undefined;

  constructor(name: string, source: LazySource, trace: TraceSink, { clock, random }: Surroundings) {
    this.#random = random;
    this.name = name;
    this.#source = source;
    this.#trace = trace;
    this.#clock = clock;
  }

  ready(): Promise<void> {
    return this.#clock.standStill(this.#source.ready());
  }

  open(face: Face, reader: string): SmartCard {
    if (this.#running?.face !== face) {
      const store = this.#running?.store ?? this.#source.open();
      const now = () => this.#clock.now();
      const options = { name: this.name, store, face, now, random: this.#random };
      const card = new InterruptibleCard(options, this.#trace);
      const told: TraceSink = inReader(this.#trace, () => card.reader);
      const seen = face === 'contactless' ? new CardInField(card, uidOf(store.state.contents), told) : card;
      this.#running = { store, face, card, seen };
    }
    this.#running.card.reader = reader;
    return this.#running.seen;
  }

  die(): void {
    if (this.#running !== undefined) this.#source.close(this.#running.store);
    this.#running = undefined;
  }

  update(actua: string): void {
    const store = this.#running?.store ?? this.#source.open();
    try {
      store.commit(onLineUpdate(store.profile, actua, this.#clock.date()));
    } finally {
      if (this.#running === undefined) this.#source.close(store);
    }
  }

  tearDuring(command: InterruptibleCommand, gone: () => void): void {
    this.#running?.card.tearDuring(command, gone);
  }
}

/** A card without memory of its own. */
function runningCard(card: SmartCard): StockCard {
  const refuse = (what: string) => () => {
    throw new WorldError(`'${card.name}' is a foreign card: only a card of ours can be ${what}`);
  };
  return {
    name: card.name,
    ready: async () => {},
    open: () => card,
    die: () => {},
    update: refuse('updated'),
    tearDuring: refuse('torn out in the middle of a command'),
  };
}
