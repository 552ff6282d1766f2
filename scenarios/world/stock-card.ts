/** A card of a world: its program, which starts, runs and dies, and its store, which lasts. */
import type { MovableClock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { PinState, TraceSink } from '#trace/event.ts';
import { inReader } from '#trace/in-reader.ts';
import type { SmartCard } from '../../simulator/card/port.ts';
import type { Face } from '../../simulator/card/profile/schema.ts';
import { uidOf } from '../../simulator/card/security/uid.ts';
import type { CardStore } from '../../simulator/card/state/store.ts';
import { type Opposition, onLineUpdate } from '../../simulator/personalisation/index.ts';
import type { Revocation } from '../../simulator/pki/index.ts';
import { CardInField } from '../../simulator/reader/card-in-field.ts';
import type { FaultRules } from '../../simulator/reader/faults/fault-rules.ts';
import { type FaultHand, FaultyCard } from '../../simulator/reader/faults/faulty-card.ts';
import { ToldAnswers } from '../../simulator/reader/faults/told-answers.ts';
import { TimedCard } from '../../simulator/reader/timing/timed-card.ts';
import type { LazySource } from './card-sources.ts';
import { timingOf } from './card-timing.ts';
import { InterruptibleCard } from './interruptible-card.ts';
import type { InterruptibleCommand } from './interruptible-commands.ts';
import type { Random } from './randomness.ts';
import { WorldError } from './world-error.ts';

/** A card of the stock; `open` gives the running card, starting its program when it does not run. */
export interface StockCard {
  readonly name: string;
  /** Of its codes by their references; none before it was first in a reader. */
  readonly pinStates: ReadonlyMap<number, PinState>;
  /** Resolves when it is made. @throws PersonalisationError, KeyPoolError */
  ready(): Promise<void>;
  /**
   * @param reader the one it goes into, by its name in PC/SC
   * @param hand what faults make of card and reader
   * @throws FaceError when the card has no such face
   */
  open(face: Face, reader: string, hand: FaultHand): SmartCard;
  die(): void;
  /** What the on-line update service does to it; see `onLineUpdate`. */
  update(actua: string): void;
  /** What the issuer does to it; see `opposeCard`. */
  oppose(opposition: Opposition): Revocation[];
  tearDuring(command: InterruptibleCommand, gone: () => void): void;
}

/** What faults need of the world. */
export interface FaultSurroundings {
  readonly trace: TraceSink;
  readonly clock: MovableClock;
  readonly faults: FaultRules;
  /** How many times as long as their profiles say cards and readers take; no time at all when nothing is said. */
  readonly timing?: number | undefined;
}

/** What a card does not have of itself. */
export interface Surroundings extends FaultSurroundings {
  readonly random: Random;
  readonly oppose: StockCard['oppose'];
}

interface RunningCard {
  readonly card: InterruptibleCard;
  /** As the reader sees it. */
  readonly seen: SmartCard;
  /** That, where it takes its time. */
  readonly timed: TimedCard | undefined;
  readonly face: Face;
  readonly store: CardStore;
}

const NO_PINS: ReadonlyMap<number, PinState> = new Map();

export class SimulatedCard implements StockCard {
  readonly name: string;
  readonly #source: LazySource;
  readonly #around: Surroundings;
  readonly oppose: StockCard['oppose'];
  #running: RunningCard | undefined;

  constructor(name: string, source: LazySource, around: Surroundings) {
    this.#around = around;
    this.oppose = around.oppose;
    this.name = name;
    this.#source = source;
  }

  get pinStates(): ReadonlyMap<number, PinState> {
    return this.#running?.card.pinStates ?? NO_PINS;
  }

  ready(): Promise<void> {
    return this.#around.clock.standStill(this.#source.ready());
  }

  open(face: Face, reader: string, hand: FaultHand): SmartCard {
    if (this.#running?.face !== face) this.#running = this.#started(face, hand);
    this.#running.card.reader = reader;
    this.#running.timed?.comes();
    return this.#running.seen;
  }

  #started(face: Face, hand: FaultHand): RunningCard {
    const { trace, clock, random, faults: rules, timing: factor } = this.#around;
    const store = this.#running?.store ?? this.#source.open();
    const told = new ToldAnswers(trace);
    const card = new InterruptibleCard({ name: this.name, store, face, now: () => clock.now(), random }, told.sink);
    const sink: TraceSink = inReader(told.sink, () => card.reader);
    card.tellCodes();
    const inField = face === 'contactless' ? new CardInField(card, uidOf(store.state.contents), sink) : card;
    const seen = new FaultyCard(inField, { rules, clock, told, known: card, hand });
    const timing = factor === undefined ? undefined : timingOf(store.profile, face);
    const timed = timing && new TimedCard(seen, { timing, clock, factor: factor ?? 1 });
    return { store, face, card, seen: timed ?? seen, timed };
  }

  die(): void {
    if (this.#running !== undefined) this.#source.close(this.#running.store);
    this.#running = undefined;
  }

  update(actua: string): void {
    const store = this.#running?.store ?? this.#source.open();
    try {
      store.commit(onLineUpdate(store.profile, actua, this.#around.clock.date()));
    } finally {
      if (this.#running === undefined) this.#source.close(store);
    }
  }

  tearDuring(command: InterruptibleCommand, gone: () => void): void {
    this.#running?.card.tearDuring(command, gone);
  }
}

/** A card without memory of its own. */
export function runningCard(card: SmartCard, { trace, clock, faults: rules }: FaultSurroundings): StockCard {
  const refuse = (what: Text) => () => {
    throw new WorldError({
      en: `'${card.name}' is a foreign card: only a card of ours can be ${what.en}`,
      fr: `'${card.name}' est une carte étrangère : seule une carte d'ici peut être ${what.fr}`,
    });
  };
  return {
    name: card.name,
    pinStates: NO_PINS,
    ready: async () => {},
    open: (_face, _reader, hand) => new FaultyCard(card, { rules, clock, told: new ToldAnswers(trace), hand }),
    die: () => {},
    update: refuse({ en: 'updated', fr: 'mise à jour' }),
    oppose: refuse({ en: 'opposed', fr: 'mise en opposition' }),
    tearDuring: refuse({ en: 'torn out in the middle of a command', fr: "arrachée au milieu d'une commande" }),
  };
}
