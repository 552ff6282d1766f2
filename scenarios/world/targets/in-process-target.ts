/** Readers and cards in this very process. */
import { CODE, listOf, parameters } from '#common/arguments.ts';
import type { MovableClock } from '#common/clock.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import type { CodeWatch } from '#trace/told-exchanges.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import { parsePinPadAnswer } from '../../../simulator/reader/pin-pad/answers.ts';
import type { KeyedEntry } from '../../../simulator/reader/pin-pad/keyed-entry.ts';
import { PinPad } from '../../../simulator/reader/pin-pad/pin-pad.ts';
import type { ReportingName } from '../../../simulator/reader/reporting/profiles.ts';
import type { Slot } from '../../../simulator/reader/slot.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { KillableService } from './killable-service.ts';
import { type PinPadHand, type PlugOptions, type Target, TargetError } from './target.ts';

/** Nothing here waits for a poll; the limit only stops a test that went wrong. */
const EVENT_TIMEOUT_MS = 5000;
const STEP_TIMEOUT_MS = 20_000;

const checkAnswers = parameters('PinPadHand.prepare', { answers: listOf(CODE) });

/** What a reader has to tell goes to whoever watches now; the readers are there before anybody does. */
export class ToldLater {
  #tell: TraceSink = () => {};
  readonly sink: TraceSink = (event) => this.#tell(event);

  tell(sink: TraceSink): void {
    this.#tell = sink;
  }
}

/** Who is at the keys of PIN pads: given each entry for which no answer is prepared; false when nobody is there. */
export type KeypadPerson = (reader: string, entry: KeyedEntry) => boolean;

/** Of the PIN pads of a target. */
export interface PadHands {
  /** At their keys; nobody by default. */
  readonly keypad?: KeypadPerson | undefined;
  /** Is shown the codes that are typed, for a recording. */
  readonly codes?: CodeWatch | undefined;
}

/** The embedded resource manager with the cards directly in its slots. */
export class InProcessTarget implements Target {
  readonly name: string = 'in-process';
  readonly eventTimeoutMs = EVENT_TIMEOUT_MS;
  readonly stepTimeoutMs: number = STEP_TIMEOUT_MS;
  readonly simulated = true;
  readonly clock: MovableClock;
  protected readonly resourceManager: ResourceManager;
  protected readonly slots = new Map<string, Slot>();
  readonly #pinPads = new Map<string, PinPad>();
  protected readonly told: ToldLater;
  readonly service: KillableService;
  readonly #hands: PadHands;

  constructor(clock: MovableClock, told = new ToldLater(), manager?: ResourceManager, hands: PadHands = {}) {
    this.clock = clock;
    this.#hands = hands;
    this.told = told;
    this.resourceManager = manager ?? new ResourceManager({ clock, trace: told.sink });
    this.service = this.killable();
  }

  protected killable(): KillableService {
    return new KillableService(this.resourceManager, this.resourceManager);
  }

  tell(sink: TraceSink): void {
    this.told.tell(sink);
  }

  get winscard(): WinScard {
    return this.service.winscard;
  }

  get reporting(): ReportingName {
    return this.resourceManager.reporting;
  }

  async plug(reader: string, { pinPad = false, driver, reporting }: PlugOptions = {}): Promise<string> {
    const pad = pinPad ? (this.#pinPads.get(reader) ?? this.#newPinPad(reader)) : undefined;
    if (pad !== undefined) this.#pinPads.set(reader, pad);
    this.service.reporting = reporting ?? this.reporting;
    const slot = this.resourceManager.plugReader(reader, { pinPad: pad, driver, reporting });
    this.slots.set(reader, slot);
    return slot.name;
  }

  #newPinPad(reader: string): PinPad {
    const { keypad, codes } = this.#hands;
    const keys = keypad && ((entry: KeyedEntry) => keypad(reader, entry));
    return new PinPad({ trace: this.told.sink, clock: this.clock, keys, codes });
  }

  pinPad(reader: string): PinPadHand | undefined {
    const pad = this.#pinPads.get(reader);
    return (
      pad && {
        prepare: (answers) => {
          checkAnswers(answers);
          pad.prepare(answers.map(parsePinPadAnswer));
        },
        get asked() {
          return pad.asked;
        },
      }
    );
  }

  noticeAfter(reader: string, ms: number | undefined): void {
    this.slot(reader).noticedAfterMs = ms;
  }

  async unplug(reader: string): Promise<void> {
    const { name } = this.slot(reader);
    this.slots.delete(reader);
    this.resourceManager.unplugReader(name);
  }

  async insert(reader: string, card: SmartCard): Promise<void> {
    this.slot(reader).insert(card);
  }

  async remove(reader: string): Promise<void> {
    this.slot(reader).remove();
  }

  async close(): Promise<void> {
    await this.resourceManager.close();
  }

  protected slot(reader: string): Slot {
    const slot = this.slots.get(reader);
    if (slot === undefined)
      throw new TargetError({
        en: `the reader '${reader}' is not plugged in: plug it first`,
        fr: `le lecteur '${reader}' n'est pas branché : branchez-le d'abord`,
      });
    return slot;
  }
}
