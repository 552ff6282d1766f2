/** What a target offers: readers and cards to handle, and the PC/SC through which programs see them. */

import type { MovableClock } from '#common/clock.ts';
import { CodedError } from '#common/coded-error.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import type { SmartCard } from '../../../simulator/card/port.ts';
import type { ReaderDriver } from '../../../simulator/reader/reader-driver.ts';
import type { ReportingName } from '../../../simulator/reader/reporting/profiles.ts';

/** A target that cannot be opened or cannot do what a step asks; the message says what to do. */
export class TargetError extends CodedError {
  override readonly name = 'TargetError';
  readonly code = 'ERR_TARGET';
}

/** A card as a reader takes it. */
export type CardInReader = SmartCard;

/** A card in a reader of vpcd. */
export interface InsertedCard {
  eject(): Promise<void>;
}

/** What the person at a PIN pad does, as it is written: digits, `cancel`, `timeout`, `wait`. */
type PinPadAnswers = readonly string[];

/** The pad of a reader, from the side of the person who uses it. */
export interface PinPadHand {
  /** Replaces the answers still to be given. @throws PinPadAnswerError, ArgumentError when they are no list */
  prepare(answers: PinPadAnswers): void;
  /** Entries asked for so far. */
  readonly asked: number;
}

/** A smart card service that can be killed. */
export interface TargetService {
  /** At once: calls under way have lost their answer when this returns its promise. */
  kill(): Promise<void>;
  /** With the readers and cards that are there then. */
  start(): Promise<void>;
}

export interface PlugOptions {
  readonly pinPad?: boolean;
  /** `ccid` by default; the target pcsc has its own. */
  readonly driver?: ReaderDriver;
  /** What programs are told when something is wrong with its card; the target pcsc says that itself. */
  readonly reporting?: ReportingName | undefined;
}

export interface Target {
  readonly name: string;
  /** Of a reader that is asked for none, as its programs expect it; absent where PC/SC reports as it does. */
  readonly reporting?: ReportingName;
  /** As it is: what passes through it is told by whoever uses it. */
  readonly winscard: WinScard;
  /** The same, its calls known as the scenario's own beside those of a guest. */
  asOwn?(winscard: WinScard): WinScard;
  /** Of all that is here. */
  readonly clock: MovableClock;
  /** Variables that bring an unmodified program to these readers; absent where that is not the target's to give. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How a program is started there, where the variables alone do not bring it. @throws WinscardDllError */
  launched?(command: string, args: readonly string[]): { readonly command: string; readonly args: readonly string[] };
  /** Longest time PC/SC may take to tell an event. */
  readonly eventTimeoutMs: number;
  /** Longest time a step may take. */
  readonly stepTimeoutMs: number;
  /** False when the cards are real ones: then no profile says what they hold, and what is blocked stays blocked. */
  readonly simulated: boolean;
  /**
   * From now on `sink` is told what happens at the readers, as it happens; absent where only PC/SC can tell.
   */
  tell?(sink: TraceSink): void;
  /** Tells `sink` of the readers and the cards in them, for who begins to record; absent where nobody records. */
  tellReaders?(sink: TraceSink): void;
  /** Plugs the reader in; resolves to its name in PC/SC. */
  plug(reader: string, options?: PlugOptions): Promise<string>;
  /** The PIN pad of a reader that was plugged in with one. */
  pinPad?(reader: string): PinPadHand | undefined;
  unplug(reader: string): Promise<void>;
  insert(reader: string, card: CardInReader): Promise<void>;
  /** Removals from now on are known so long after them; undefined: as the reader reports. Absent where PC/SC says when. */
  noticeAfter?(reader: string, ms: number | undefined): void;
  /** The smart card service of programs; absent where it is the machine's. */
  readonly service?: TargetService;
  /** Takes the card out; no error when it has left already. */
  remove(reader: string): Promise<void>;
  /** `ms` have passed on `clock`: a service with a clock of its own is given the time to do what it then does. */
  elapsed?(ms: number): Promise<void>;
  /** Removes and unplugs what is left. */
  close(): Promise<void>;
}
