/** A desk for the tests of the CSP: readers, cards, programs, a person who answers the dialogs, and time. */
import { VirtualClock } from '#common/virtual-clock.ts';
import { toHex } from '#iso7816/bytes.ts';
import { DISPOSITION } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import {
  CspProcess,
  type CspSettings,
  type Dialogs,
  type InsertCardRequest,
  type PinRequest,
} from '../../../driver/csp/index.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { Card } from '../../../simulator/card/card.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { foreignCard, personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import type { Slot } from '../../../simulator/reader/slot.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';

const states = new Map<string, CardState>();

/** A card that counts its commands. */
export class DeskCard {
  readonly store: MemoryStore;
  readonly smartCard: SmartCard;
  readonly commands: string[] = [];
  readonly #transmit: (bytes: Uint8Array) => Uint8Array;
  /** Called before each command is carried out; 'gone' when the card has left before it could begin. */
  beforeCommand: (command: string) => unknown = () => {};
  /** Called when a command was carried out, before its answer is on its way. */
  afterCommand: (command: string) => void = () => {};

  constructor(profileName: string, seed: number) {
    const profile = shippedProfile(profileName);
    const key = `${profileName} ${seed}`;
    const state = states.get(key) ?? personalise(profile, seed);
    states.set(key, state);
    this.store = new MemoryStore(profile, state);
    const card = new Card({ name: key, store: this.store });
    const transmit = card.transmit.bind(card);
    this.#transmit = transmit;
    card.transmit = (bytes) => {
      const command = toHex(bytes);
      if (this.beforeCommand(command) === 'gone') throw new Error('the card is gone');
      this.commands.push(command);
      const response = transmit(bytes);
      this.afterCommand(command);
      return response;
    };
    this.smartCard = card;
  }

  /** One command straight to the card, past any reader; it is not counted. */
  ask(command: Uint8Array): Uint8Array {
    return this.#transmit(command);
  }

  /** Tries left of the code porteur. */
  get tries(): number {
    return this.store.state.referenceData['01']?.triesRemaining ?? Number.NaN;
  }

  /** Commands since the last call. */
  take(): string[] {
    return this.commands.splice(0);
  }
}

type PinAnswer = string | undefined | ((request: PinRequest) => string | undefined);
type InsertAnswer = 'retry' | 'cancel' | (() => void);

/** A person with prepared answers; out of answers, every dialog is cancelled. */
class Person implements Dialogs {
  readonly pins: PinAnswer[] = [];
  readonly insertions: InsertAnswer[] = [];
  readonly seen: (PinRequest | InsertCardRequest)[] = [];

  async enterPin(request: PinRequest): Promise<string | undefined> {
    this.seen.push(request);
    const answer = this.pins.shift();
    return typeof answer === 'function' ? answer(request) : answer;
  }

  showPinPad(): void {}

  async insertCard(request: InsertCardRequest): Promise<'retry' | 'cancel'> {
    this.seen.push(request);
    const answer = this.insertions.shift() ?? 'cancel';
    if (typeof answer !== 'function') return answer;
    answer();
    return 'retry';
  }

  /** Kinds of the dialogs shown since the last call. */
  take(): string[] {
    return this.seen.splice(0).map(({ kind }) => kind);
  }
}

export class Desk {
  readonly manager = new ResourceManager({ idlePowerOffMs: 0 });
  readonly clock = new VirtualClock();
  readonly person = new Person();
  readonly #slots = new Map<string, Slot>();
  readonly #processes: CspProcess[] = [];

  constructor(...readers: readonly string[]) {
    for (const reader of readers.length > 0 ? readers : ['bureau']) this.plug(reader);
  }

  plug(reader: string): void {
    this.#slots.set(reader, this.manager.plugReader(reader));
  }

  unplug(reader: string): void {
    this.manager.unplugReader(this.nameOf(reader));
    this.#slots.delete(reader);
  }

  /** Its name in PC/SC. */
  nameOf(reader = 'bureau'): string {
    return this.#slot(reader).name;
  }

  card(profileName = 'cps3-medecin', seed = 1): DeskCard {
    return new DeskCard(profileName, seed);
  }

  insert(card: DeskCard, reader = 'bureau'): void {
    this.#slot(reader).insert(card.smartCard);
  }

  insertForeign(reader = 'bureau'): void {
    this.#slot(reader).insert(foreignCard('inconnue'));
  }

  remove(reader = 'bureau'): void {
    this.#slot(reader).remove();
  }

  /** A program with the CSP loaded. */
  program(settings: Partial<CspSettings> = {}): CspProcess {
    return this.programOn(this.manager, settings);
  }

  /** A program that sees the readers through another winscard. */
  programOn(winscard: WinScard, settings: Partial<CspSettings> = {}): CspProcess {
    const process = new CspProcess(winscard, { dialogs: this.person, clock: this.clock, ...settings });
    this.#processes.push(process);
    return process;
  }

  /** Another program connects, resets the card and goes; waits for whoever holds the card. */
  async resetByAnother(reader = 'bureau'): Promise<void> {
    const context = await PcscContext.establish(this.manager);
    const card = await context.connect(this.nameOf(reader));
    await card.disconnect(DISPOSITION.RESET_CARD);
    await context.release();
  }

  async close(): Promise<void> {
    for (const process of this.#processes) await process.close();
    await this.manager.close();
  }

  #slot(reader: string): Slot {
    const slot = this.#slots.get(reader);
    if (slot === undefined) throw new RangeError(`no reader '${reader}' on this desk`);
    return slot;
  }
}
