/** A card of a world, in a reader or in a pocket. */
import { MILLISECONDS, members, oneOf, optional, parameters, TEXT } from '#common/arguments.ts';
import type { PinState } from '#trace/event.ts';
import type { FaultHand } from '../../simulator/reader/faults/faulty-card.ts';
import type { Revocation } from './authorities.ts';
import { OPPOSITION, type Opposition } from './card-options.ts';
import type { Face } from './card-stock.ts';
import { INTERRUPTIBLE, type InterruptibleCommand } from './interruptible-commands.ts';
import type { WorldServices } from './services.ts';
import type { EventName } from './specs.ts';
import type { StockCard } from './stock-card.ts';
import { WorldError } from './world-error.ts';

export interface WaitOptions {
  /** Time the event may take; as long as the target may need by default. */
  readonly withinMs?: number | undefined;
}

export const WAIT_OPTIONS = { withinMs: optional(MILLISECONDS) };

const WAITING = { options: optional(members(WAIT_OPTIONS)) };
const COMMAND = { command: oneOf(INTERRUPTIBLE) };
const ARGUMENTS = {
  remove: parameters('WorldCard.remove', WAITING),
  crash: parameters('WorldCard.crash', WAITING),
  update: parameters('WorldCard.update', { actua: TEXT }),
  oppose: parameters('WorldCard.oppose', { opposition: OPPOSITION }),
  removeDuring: parameters('WorldCard.removeDuring', COMMAND),
  crashDuring: parameters('WorldCard.crashDuring', COMMAND),
};

export interface InsertOptions extends WaitOptions {
  /** The side of the card that a dual-interface reader works with; `contact` by default. */
  readonly face?: Face | undefined;
}

/** An event as a program saw it. */
export type SeenEvent = { readonly event: EventName; readonly afterMs: number };

/** The reader a card is in, from the side of the card. */
export interface HoldingReader {
  readonly name: string;
  /** Its name in PC/SC. */
  pcscName(): Promise<string>;
  insert(card: WorldCard, options?: InsertOptions): Promise<SeenEvent>;
  remove(options?: WaitOptions): Promise<SeenEvent>;
  unplug(options?: WaitOptions): Promise<SeenEvent>;
  killService(backAfterMs: number | undefined): Promise<void>;
}

export class WorldCard {
  /** The reader it is in. */
  reader: HoldingReader | undefined;
  readonly #card: StockCard;
  readonly #services: WorldServices;

  constructor(card: StockCard, services: WorldServices) {
    this.#card = card;
    this.#services = services;
  }

  get name(): string {
    return this.#card.name;
  }

  /** What may be known of its codes, by their references; none before it was first in a reader. */
  get pinStates(): ReadonlyMap<number, PinState> {
    return this.#card.pinStates;
  }

  /**
   * Resolves when the card is made: where its keys must be looked for, that takes a while, on other threads. `insert`
   * waits for it by itself.
   * @throws PersonalisationError, KeyPoolError
   */
  async ready(): Promise<void> {
    this.#services.requireOpen();
    return this.#card.ready();
  }

  /** The card as a reader takes it; started from its card file when its program had died. */
  open(face: Face, reader: string) {
    this.#services.requireOpen();
    return this.#card.open(face, reader, this.#hand());
  }

  /** What faults do to it; nobody waits for that. */
  #hand(): FaultHand {
    const holding = () => this.reader;
    return {
      get reader() {
        return holding()?.name;
      },
      takeOut: () =>
        void holding()
          ?.remove()
          .catch(() => {}),
      unplug: () =>
        void holding()
          ?.unplug()
          .catch(() => {}),
      killService: (backAfterMs) =>
        void holding()
          ?.killService(backAfterMs)
          .catch(() => {}),
    };
  }

  /** @throws WorldError when it is in none, or its world was closed */
  requireReader(): HoldingReader {
    this.#services.requireOpen();
    if (this.reader === undefined)
      throw new WorldError({
        en: `'${this.name}' is in no reader: insert it first`,
        fr: `'${this.name}' n'est dans aucun lecteur : insérez-la d'abord`,
      });
    return this.reader;
  }

  async remove(options: WaitOptions = {}): Promise<SeenEvent> {
    ARGUMENTS.remove(options);
    return this.requireReader().remove(options);
  }

  /** The program that plays the card dies; `insert` starts it again from its card file. */
  async crash(options: WaitOptions = {}): Promise<SeenEvent> {
    ARGUMENTS.crash(options);
    const reader = this.requireReader();
    this.#card.die();
    return reader.remove(options);
  }

  /**
   * What the on-line update service does to the card, in a reader or not: its EF_ACTUA becomes `absent`, `invalid`, or
   * tells the time of the update (`now`, `2026-01-31T12:00:00Z`, `START/END`). A card that is not `ready` is made first.
   * @throws PersonalisationError
   */
  update(actua: string): void {
    this.#services.requireOpen();
    ARGUMENTS.update(actua);
    this.#card.update(actua);
  }

  /**
   * Its issuer puts it out of service: its certificates are revoked, for good, at the authorities of its world (`World.pki`).
   * Those that were revoked before stay so. The card itself knows nothing of it. A card that is not `ready` is made first.
   * @throws PkiError `revocationDate` before the certificates were issued
   */
  oppose(opposition: Opposition = {}): Revocation[] {
    this.#services.requireOpen();
    ARGUMENTS.oppose(opposition);
    return this.#card.oppose(opposition);
  }

  /**
   * Takes the card out in the middle of its next command of that name, which is never answered. A command that presents a
   * code has then spent a try and done no more; every other one is done.
   * @throws ArgumentError when no card can be torn from it
   */
  removeDuring(command: InterruptibleCommand): void {
    ARGUMENTS.removeDuring(command);
    const reader = this.requireReader();
    this.#card.tearDuring(command, () => void reader.remove().catch(() => {}));
  }

  /** The card's program dies in the middle of its next command of that name. */
  crashDuring(command: InterruptibleCommand): void {
    ARGUMENTS.crashDuring(command);
    const reader = this.requireReader();
    this.#card.tearDuring(command, () => {
      this.#card.die();
      reader.remove().catch(() => {});
    });
  }
}
