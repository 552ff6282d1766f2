/** A reader of a world, and the hand that moves cards in and out of it. */
import { Turn } from '#common/turn.ts';
import type { FaultRules } from '../../simulator/reader/faults/fault-rules.ts';
import type { Face } from './card-stock.ts';
import type { Monitor } from './monitor.ts';
import { READER_ARGUMENTS as ARGUMENTS, FACES } from './reader-arguments.ts';
import type { WorldServices } from './services.ts';
import type { SmartCardService } from './smart-card-service.ts';
import type { EventName, ReaderKind, ReaderOptions } from './specs.ts';
import type { PinPadHand, Target } from './targets/target.ts';
import type { HoldingReader, InsertOptions, SeenEvent, WaitOptions, WorldCard } from './world-card.ts';
import { WorldError } from './world-error.ts';

/** Where a reader stands, and what it is asked to be. */
export interface ReaderPlace extends ReaderOptions {
  readonly target: Target;
  readonly monitor: Monitor;
  readonly services: WorldServices;
  readonly faults: FaultRules;
  readonly service: SmartCardService;
}

export class WorldReader implements HoldingReader {
  readonly name: string;
  readonly kind: ReaderKind;
  readonly #target: Target;
  readonly #monitor: Monitor;
  readonly #services: WorldServices;
  readonly #faults: FaultRules;
  readonly #service: SmartCardService;
  readonly reporting: ReaderOptions['reporting'];
  /** Moves the reader and its card, one move after the other. */
  readonly #hand = new Turn();
  #pcscName: Promise<string>;
  /** What it is or is going to be, once the hand has done what it was asked. */
  #plugged = true;
  #card: WorldCard | undefined;
  /** The card is in the target's reader. */
  #inside = false;
  /** The last removal; a card torn out by itself is one that nobody waits for. */
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(name: string, kind: ReaderKind, place: ReaderPlace) {
    const { target, monitor, services, faults, service, reporting } = place;
    this.name = name;
    this.kind = kind;
    this.#faults = faults;
    this.#service = service;
    this.reporting = reporting;
    this.#target = target;
    this.#monitor = monitor;
    this.#services = services;
    this.#pcscName = this.#plug();
    this.#pcscName.catch(() => {}); // told to whoever uses the reader first
  }

  get card(): WorldCard | undefined {
    return this.#card;
  }

  /** Whether it is plugged in, or going to be. */
  get plugged(): boolean {
    return this.#plugged;
  }

  /** @throws WorldError when it is of another kind, or reports otherwise */
  requireSame(kind: ReaderKind | undefined, { reporting }: ReaderOptions): void {
    const { name } = this;
    if (kind !== undefined && this.kind !== kind)
      throw new WorldError({
        en: `reader '${name}' is ${this.kind} already, it cannot be ${kind} too: name another one`,
        fr: `le lecteur '${name}' est déjà ${this.kind}, il ne peut pas être aussi ${kind} : nommez-en un autre`,
      });
    if (reporting !== undefined && (this.reporting ?? this.#target.reporting) !== reporting)
      throw new WorldError({
        en: `reader '${name}' does not report as ${reporting}, and that cannot change: name another one`,
        fr: `le lecteur '${name}' ne rapporte pas comme ${reporting}, et cela ne peut changer : nommez-en un autre`,
      });
  }

  /** Its name in PC/SC. */
  pcscName(): Promise<string> {
    return this.#pcscName;
  }

  killService(backAfterMs: number | undefined): Promise<void> {
    return this.#service.kill(backAfterMs);
  }

  /** Resolves when programs see it, with its card, after the service has come back. */
  async found(): Promise<void> {
    await this.#monitor.look(await this.#pcscName);
    await this.#seen(this.#inside ? 'card-inserted' : 'reader-plugged', {});
  }

  /**
   * The reader's PIN pad: `prepare` what is going to be typed, `['1234', 'cancel', 'timeout', 'wait']`; `asked` counts.
   * Nothing prepared is an entry cancelled.
   * @throws WorldError when the reader has none
   */
  get pinPad(): PinPadHand {
    this.#services.requireOpen();
    const pad = this.#target.pinPad?.(this.name);
    if (pad !== undefined) return pad;
    throw new WorldError({
      en: `reader '${this.name}' has no PIN pad: its kind is ${this.kind}, expected pinpad`,
      fr: `le lecteur '${this.name}' n'a pas de clavier : il est ${this.kind}, attendu : pinpad`,
    });
  }

  /** Resolves when programs see the reader. */
  async ready(): Promise<void> {
    this.#services.requireOpen();
    await this.#seen('reader-plugged', {});
  }

  /** @throws WorldError when it is plugged in already */
  async plug(options: WaitOptions = {}): Promise<SeenEvent> {
    this.#services.requireOpen();
    ARGUMENTS.plug(options);
    this.#service.requireRunning();
    if (this.#plugged)
      throw new WorldError({
        en: `reader '${this.name}' is plugged in already: unplug it first`,
        fr: `le lecteur '${this.name}' est déjà branché : débranchez-le d'abord`,
      });
    this.#plugged = true;
    this.#pcscName = this.#plug();
    return this.#seen('reader-plugged', options);
  }

  async unplug(options: WaitOptions = {}): Promise<SeenEvent> {
    this.#services.requireOpen();
    ARGUMENTS.unplug(options);
    const wasPlugged = this.#plugged;
    this.#plugged = false;
    try {
      await this.#takeOut(() => this.#target.unplug(this.name));
    } catch (error) {
      this.#plugged = wasPlugged;
      throw error;
    }
    this.#forgetCard();
    const seen = await this.#seen('reader-unplugged', options);
    await this.#services.settled();
    return seen;
  }

  async insert(card: WorldCard, insertion: InsertOptions = {}): Promise<SeenEvent> {
    this.#services.requireOpen();
    ARGUMENTS.insert(card, insertion);
    this.#service.requireRunning();
    const { face = FACES[this.kind][0], ...options } = insertion;
    if (!FACES[this.kind].includes(face))
      throw new WorldError({
        en: `reader '${this.name}' is ${this.kind}, it cannot see the ${face} face of a card`,
        fr: `le lecteur '${this.name}' est ${this.kind}, il ne peut voir la face ${face} d'une carte`,
      });
    if (this.#card !== undefined) {
      throw new WorldError({
        en: `reader '${this.name}' holds '${this.#card.name}': remove it before inserting '${card.name}'`,
        fr: `le lecteur '${this.name}' contient '${this.#card.name}' : retirez-la avant d'insérer '${card.name}'`,
      });
    }
    if (card.reader !== undefined)
      throw new WorldError({
        en: `'${card.name}' is in the reader '${card.reader.name}': remove it`,
        fr: `'${card.name}' est dans le lecteur '${card.reader.name}' : retirez-la`,
      });
    // Before anything is waited for: whoever comes meanwhile finds the reader and the card taken.
    this.#card = card;
    card.reader = this;
    try {
      await this.#putIn(card, face);
    } catch (error) {
      if (this.#card === card) this.#forgetCard();
      throw error;
    }
    const seen = await this.#seen('card-inserted', options);
    await this.#services.settled();
    return seen;
  }

  async remove(options: WaitOptions = {}): Promise<SeenEvent> {
    this.#services.requireOpen();
    ARGUMENTS.remove(options);
    return this.#leave(options);
  }

  #leave(options: WaitOptions): Promise<SeenEvent> {
    const leaving = this.#remove(options);
    this.#leaving = leaving.catch(() => {});
    return leaving;
  }

  /** Takes out the card that is still inside; resolves when the hand is still, and programs have seen the last one leave. */
  async emptied(): Promise<void> {
    await this.#pcscName.catch(() => {});
    if (this.#card !== undefined) await this.#leave({}).catch(() => {});
    await this.#leaving;
  }

  /** Waits until programs see the event; resolves at once when it was the last of its kind. */
  async waitFor(event: EventName, options: WaitOptions = {}): Promise<SeenEvent> {
    this.#services.requireOpen();
    ARGUMENTS.waitFor(event, options);
    return this.#seen(event, options);
  }

  async #plug(): Promise<string> {
    const [reporting, driver] = [this.reporting, this.kind === 'vpcd' ? 'vpcd' : 'ccid'] as const;
    const options = { pinPad: this.kind === 'pinpad', driver, reporting };
    try {
      const pcscName = await this.#hand.run(() => this.#target.plug(this.name, options));
      await this.#monitor.look(pcscName);
      return pcscName;
    } catch (error) {
      this.#plugged = false;
      throw error;
    }
  }

  /** @throws WorldError when the card was taken out again before it was in */
  async #putIn(card: WorldCard, face: Face): Promise<void> {
    await card.ready();
    await this.ready();
    const pcscName = await this.#pcscName;
    await this.#hand.run(async () => {
      this.#services.requireOpen();
      if (this.#card !== card)
        throw new WorldError({
          en: `'${card.name}' was taken away before it was in '${this.name}'`,
          fr: `'${card.name}' a été reprise avant d'être dans '${this.name}'`,
        });
      await this.#target.insert(this.name, card.open(face, pcscName));
      this.#inside = true;
      this.#services.happened(pcscName, 'card-inserted');
    });
  }

  /** At once when the hand is still: a card torn out in the middle of a command is gone before it can answer. */
  #takeOut(take: () => Promise<void>): Promise<void> {
    const named = this.#pcscName;
    return this.#hand.run(async () => {
      await take();
      if (!this.#inside) return;
      this.#inside = false;
      this.#services.happened(await named, 'card-removed');
    });
  }

  async #remove(options: WaitOptions): Promise<SeenEvent> {
    if (this.#card === undefined)
      throw new WorldError({
        en: `reader '${this.name}' holds no card`,
        fr: `le lecteur '${this.name}' ne contient pas de carte`,
      });
    if (this.#inside) this.#noticeLater(this.#card);
    this.#forgetCard();
    await this.#takeOut(() => this.#target.remove(this.name));
    const seen = await this.#seen('card-removed', options);
    await this.#services.settled();
    return seen;
  }

  /** Where the readers are ours a rule may say when a removal is known. */
  #noticeLater({ name }: WorldCard): void {
    if (this.#target.noticeAfter === undefined) return;
    this.#target.noticeAfter(this.name, this.#faults.noticedAfterMs(name, this.name));
  }

  #forgetCard(): void {
    if (this.#card !== undefined) this.#card.reader = undefined;
    this.#card = undefined;
  }

  async #seen(event: EventName, { withinMs = this.#target.eventTimeoutMs }: WaitOptions): Promise<SeenEvent> {
    const pcscName = await this.#pcscName;
    const afterMs = await this.#monitor.waitFor(pcscName, event, withinMs);
    if (afterMs === undefined)
      throw new WorldError({
        en: `reader '${this.name}' (${pcscName}): ${event} not seen within ${withinMs} ms`,
        fr: `lecteur '${this.name}' (${pcscName}) : ${event} pas vu en ${withinMs} ms`,
      });
    return { event, afterMs };
  }
}
