/**
 * The world of a test: readers, cards, a program with its minidriver, and the events to wait for.
 *
 * The same on every target. What a hand does here is done when a program can see it: no test needs to sleep.
 */

import type { TraceSink } from '#iso7816/trace-event.ts';
import { DISPOSITION, SHARE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { traced } from '../../driver/pcsc/trace.ts';
import { type CardOptions, CardStock, type Face, type StockCard } from './card-stock.ts';
import { Desktop } from './desktop.ts';
import type { Guest } from './guest.ts';
import type { InterruptibleCommand } from './interruptible-commands.ts';
import { Machine } from './machine.ts';
import type { MinidriverSession } from './minidriver-session.ts';
import { Monitor } from './monitor.ts';
import { Program } from './program.ts';
import type { CardSpec, ReaderKind } from './schema.ts';
import type { PinPadHand, Target } from './target.ts';
import type { EventName } from './vocabulary.ts';

/** A hand that cannot do what it is asked, or an event that was not seen. */
export class WorldError extends Error {
  override name = 'WorldError';
  readonly code = 'ERR_WORLD';
}

export interface WaitOptions {
  /** Time the event may take; as long as the target may need by default. */
  readonly withinMs?: number | undefined;
}

export interface InsertOptions extends WaitOptions {
  /** The side of the card that a dual-interface reader works with; `contact` by default. */
  readonly face?: Face | undefined;
}

/** The faces each kind of reader can see, the usual one first. */
const FACES: Readonly<Record<ReaderKind, readonly [Face, ...Face[]]>> = {
  contact: ['contact'],
  contactless: ['contactless'],
  dual: ['contact', 'contactless'],
  pinpad: ['contact'],
};

/** An event as a program saw it. */
export type SeenEvent = { readonly event: EventName; readonly afterMs: number };

export interface WorldOptions {
  readonly trace?: TraceSink;
  /** The unmodified program that runs beside. */
  readonly guest?: Guest;
  /** Seed of the cards that name none; 1 by default. */
  readonly seed?: number;
}

export class World {
  readonly program: Program;
  readonly machine = new Machine();
  /** The programs that use the smart card CSP, the store MY and its service. */
  readonly desktop: Desktop;
  readonly guest: Guest | undefined;
  readonly #target: Target;
  readonly #winscard: WinScard;
  readonly #monitor: Monitor;
  readonly #stock: CardStock;
  readonly #trace: TraceSink;
  readonly #readers = new Map<string, WorldReader>();

  constructor(target: Target, { trace = () => {}, seed = 1, guest }: WorldOptions = {}) {
    this.#target = target;
    this.guest = guest;
    this.#trace = trace;
    this.#stock = new CardStock({ trace, seed });
    this.#monitor = new Monitor(target.winscard);
    // A simulated card tells of its commands itself; those of a real one are seen by its program only.
    this.#winscard = target.simulated ? target.winscard : traced(target.winscard, trace);
    this.program = new Program(this.#winscard, this.machine);
    this.desktop = new Desktop(this.#winscard, this.machine);
  }

  /** The reader of that name, plugged in when it is first named; its kind is told then. */
  reader(name: string, kind: ReaderKind = 'contact'): WorldReader {
    let reader = this.#readers.get(name);
    if (reader === undefined) {
      reader = new WorldReader(name, kind, this.#target, this.#monitor, this.#trace, this.desktop);
      this.#readers.set(name, reader);
    }
    return reader;
  }

  /** A new card of a shipped profile (`cps3-medecin`) or of a profile file (`*.json`), in no reader yet. */
  card(profile: string, options: CardOptions = {}): WorldCard {
    return new WorldCard(this.#stock.personalised(profile, options));
  }

  /** The card a scenario file describes; paths are relative to that file. */
  cardOf(name: string, spec: CardSpec, file: string): WorldCard {
    return new WorldCard(this.#stock.fromSpec(name, spec, file));
  }

  /** The program under test acquires a card context on the card in that reader (CardAcquireContext). */
  async acquire(reader: WorldReader): Promise<MinidriverSession> {
    return this.program.acquire(await reader.pcscName());
  }

  /** The card context of the program under test on that reader; acquired when there is none. */
  async minidriver(reader: WorldReader): Promise<MinidriverSession> {
    return this.program.minidriver(await reader.pcscName());
  }

  /** Another program connects, resets the card and goes. */
  async resetByAnotherProgram(reader: WorldReader): Promise<Record<string, never>> {
    const context = await PcscContext.establish(this.#target.winscard);
    try {
      const card = await context.connect(await reader.pcscName(), { shareMode: SHARE.SHARED });
      await card.disconnect(DISPOSITION.RESET_CARD);
      return {};
    } finally {
      await context.release();
    }
  }

  /** PC/SC of this world, for `CspProcess`, `PcscContext` and whatever is written over them. */
  get winscard(): WinScard {
    return this.#winscard;
  }

  /**
   * Variables that bring an unmodified program into this world: `spawn(command, { env: { ...process.env, ...w.environment } })`.
   * @throws WorldError on a target that has none to give: open the world with `target: 'private'`
   */
  get environment(): Readonly<Record<string, string>> {
    if (this.#target.environment !== undefined) return this.#target.environment;
    throw new WorldError(`the target ${this.#target.name} cannot be entered by programs: use the target private`);
  }

  get eventTimeoutMs(): number {
    return this.#target.eventTimeoutMs;
  }

  get stepTimeoutMs(): number {
    return this.#target.stepTimeoutMs;
  }

  get simulated(): boolean {
    return this.#target.simulated;
  }

  /** Cards out, contexts released, readers unplugged. */
  async close(): Promise<void> {
    await this.desktop.close();
    await this.program.close();
    for (const reader of this.#readers.values()) await reader.emptied();
    await this.#monitor.stop();
    await this.#target.close();
    this.machine.close();
    this.#stock.close();
  }
}

export class WorldReader {
  readonly name: string;
  readonly kind: ReaderKind;
  readonly #target: Target;
  readonly #monitor: Monitor;
  readonly #trace: TraceSink;
  readonly #desktop: Desktop;
  #pcscName: Promise<string>;
  #card: WorldCard | undefined;
  /** The last removal; a card torn out by itself is one that nobody waits for. */
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(name: string, kind: ReaderKind, target: Target, monitor: Monitor, trace: TraceSink, desktop: Desktop) {
    this.name = name;
    this.kind = kind;
    this.#target = target;
    this.#monitor = monitor;
    this.#trace = trace;
    this.#desktop = desktop;
    this.#pcscName = this.#plug();
    this.#pcscName.catch(() => {}); // told to whoever uses the reader first
  }

  get card(): WorldCard | undefined {
    return this.#card;
  }

  /** Its name in PC/SC. */
  pcscName(): Promise<string> {
    return this.#pcscName;
  }

  /**
   * The reader's PIN pad: `prepare` what is going to be typed, `['1234', 'cancel', 'timeout', 'wait']`; `asked` counts.
   * Nothing prepared is an entry cancelled.
   * @throws WorldError when the reader has none
   */
  get pinPad(): PinPadHand {
    const pad = this.#target.pinPad?.(this.name);
    if (pad !== undefined) return pad;
    throw new WorldError(`reader '${this.name}' has no PIN pad: its kind is ${this.kind}, expected pinpad`);
  }

  /** Resolves when programs see the reader. */
  async ready(): Promise<void> {
    await this.#seen('reader-plugged', {});
  }

  async plug(options: WaitOptions = {}): Promise<SeenEvent> {
    this.#pcscName = this.#plug();
    return this.#seen('reader-plugged', options);
  }

  async unplug(options: WaitOptions = {}): Promise<SeenEvent> {
    await this.#target.unplug(this.name);
    this.#forgetCard();
    const seen = await this.#seen('reader-unplugged', options);
    await this.#desktop.settled();
    return seen;
  }

  async insert(card: WorldCard, { face = FACES[this.kind][0], ...options }: InsertOptions = {}): Promise<SeenEvent> {
    if (!FACES[this.kind].includes(face))
      throw new WorldError(`reader '${this.name}' is ${this.kind}, it cannot see the ${face} face of a card`);
    if (this.#card !== undefined) {
      throw new WorldError(
        `reader '${this.name}' holds '${this.#card.name}': remove it before inserting '${card.name}'`,
      );
    }
    if (card.reader !== undefined)
      throw new WorldError(`'${card.name}' is in the reader '${card.reader.name}': remove it`);
    await this.ready();
    await this.#target.insert(this.name, card.open(face));
    this.#card = card;
    card.reader = this;
    this.#desktop.happened(await this.#pcscName, 'card-inserted');
    const seen = await this.#seen('card-inserted', options);
    await this.#desktop.settled();
    return seen;
  }

  remove(options: WaitOptions = {}): Promise<SeenEvent> {
    const leaving = this.#remove(options);
    this.#leaving = leaving.catch(() => {});
    return leaving;
  }

  /** Takes out the card that is still inside; resolves when programs have seen the last one leave. */
  async emptied(): Promise<void> {
    if (this.#card !== undefined) await this.remove().catch(() => {});
    await this.#leaving;
  }

  /** Waits until programs see the event; resolves at once when it was the last of its kind. */
  async waitFor(event: EventName, options: WaitOptions = {}): Promise<SeenEvent> {
    return this.#seen(event, options);
  }

  async #plug(): Promise<string> {
    const pcscName = await this.#target.plug(this.name, { pinPad: this.kind === 'pinpad', trace: this.#trace });
    await this.#monitor.look();
    return pcscName;
  }

  async #remove(options: WaitOptions): Promise<SeenEvent> {
    if (this.#card === undefined) throw new WorldError(`reader '${this.name}' holds no card`);
    this.#forgetCard();
    await this.#target.remove(this.name);
    const seen = await this.#seen('card-removed', options);
    await this.#desktop.settled();
    return seen;
  }

  /** At once: a card torn out in the middle of a command is gone before it can answer. */
  #forgetCard(): void {
    if (this.#card === undefined) return;
    this.#card.reader = undefined;
    this.#card = undefined;
    void this.#pcscName.then((pcscName) => this.#desktop.happened(pcscName, 'card-removed'));
  }

  async #seen(event: EventName, { withinMs = this.#target.eventTimeoutMs }: WaitOptions): Promise<SeenEvent> {
    const pcscName = await this.#pcscName;
    const afterMs = await this.#monitor.waitFor(pcscName, event, withinMs);
    if (afterMs === undefined)
      throw new WorldError(`reader '${this.name}' (${pcscName}): ${event} not seen within ${withinMs} ms`);
    const action = event.startsWith('reader-') ? event.slice('reader-'.length) : event;
    const told = { kind: 'reader', origin: 'scenario', reader: pcscName } as const;
    this.#trace({ ...told, action: action as 'plugged' | 'unplugged' | 'card-inserted' | 'card-removed' });
    return { event, afterMs };
  }
}

export class WorldCard {
  /** The reader it is in. */
  reader: WorldReader | undefined;
  readonly #card: StockCard;

  constructor(card: StockCard) {
    this.#card = card;
  }

  get name(): string {
    return this.#card.name;
  }

  /** The card as a reader takes it; started from its card file when its program had died. */
  open(face: Face) {
    return this.#card.open(face);
  }

  /** @throws WorldError when it is in none */
  requireReader(): WorldReader {
    if (this.reader === undefined) throw new WorldError(`'${this.name}' is in no reader: insert it first`);
    return this.reader;
  }

  async remove(options: WaitOptions = {}): Promise<SeenEvent> {
    return this.requireReader().remove(options);
  }

  /** The program that plays the card dies; `insert` starts it again from its card file. */
  async crash(options: WaitOptions = {}): Promise<SeenEvent> {
    const reader = this.requireReader();
    this.#card.die();
    return reader.remove(options);
  }

  /**
   * What the on-line update service does to the card, in a reader or not: its EF_ACTUA becomes `absent`, `invalid`, or
   * tells the time of the update (`now`, `2026-01-31T12:00:00Z`, `START/END`).
   * @throws PersonalisationError
   */
  update(actua: string): void {
    this.#card.update(actua);
  }

  /** Takes the card out in the middle of its next command of that name. */
  removeDuring(command: InterruptibleCommand): void {
    const reader = this.requireReader();
    this.#card.tearDuring(command, () => void reader.remove().catch(() => {}));
  }

  /** The card's program dies in the middle of its next command of that name. */
  crashDuring(command: InterruptibleCommand): void {
    const reader = this.requireReader();
    this.#card.tearDuring(command, () => {
      this.#card.die();
      reader.remove().catch(() => {});
    });
  }
}
