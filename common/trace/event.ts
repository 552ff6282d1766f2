/**
 * What happened, as one kind of value on one stream: every report, recorder and console reads it and nothing else.
 *
 * A command is masked (`mask.ts`) before it becomes an event.
 */
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { DialogEvent } from './dialog-event.ts';
import type { RecordingEvent } from './recording-event.ts';
import type { Mismatch, ToldProgram, ToldScenario, ToldStep } from './told-scenario.ts';

export type { DialogEvent } from './dialog-event.ts';
export type { RecordingEvent } from './recording-event.ts';
export type { Mismatch, ToldProgram, ToldScenario, ToldStep } from './told-scenario.ts';

/** Where an event was seen: by the card, by the reader or its resource manager, by the host's driver, by the scenario, by a service. */
export type TraceOrigin = 'card' | 'driver' | 'reader' | 'scenario' | 'service';

/** Whose doing it was, where a program runs beside a scenario; absent: the program's. */
type TraceDoer = 'scenario';

export interface PowerEvent {
  readonly kind: 'power';
  readonly origin: TraceOrigin;
  readonly card: string;
  readonly action: 'powerOn' | 'powerOff' | 'reset';
  /** Name of the reader, where the one who tells knows it. */
  readonly reader?: string;
  /** The answer to reset; absent when the card goes off. */
  readonly atr?: Bytes;
  /** The protocol the card works with from now on. */
  readonly protocol?: 'T=0' | 'T=1';
}

export interface ApduEvent {
  readonly kind: 'apdu';
  readonly origin: TraceOrigin;
  /** Card name (origin card) or reader name (origins driver and reader). */
  readonly card: string;
  /** Masked command APDU. */
  readonly command: Bytes;
  readonly response: Bytes;
  readonly durationMs: number;
  /** Why the card refused, in English; never holds reference data. */
  readonly reason?: string;
  /** The same for who shows it: not in recordings, which have one language. */
  readonly why?: Text;
  readonly by?: TraceDoer;
  /** The program that sent it, where its resource manager tells. */
  readonly program?: string;
}

export interface ReaderTraceEvent {
  readonly kind: 'reader';
  readonly origin: TraceOrigin;
  readonly reader: string;
  readonly action: ReaderAction;
  readonly card?: string;
}

export interface PinEvent {
  readonly kind: 'pin';
  readonly origin: TraceOrigin;
  readonly card: string;
  readonly reference: number;
  readonly state: PinState;
}

export interface PinPadEvent {
  readonly kind: 'pin-pad';
  readonly origin: TraceOrigin;
  readonly reader: string;
  /** What is asked for: the current code, a new one, the new one again. */
  readonly prompt: 'current' | 'new' | 'confirm';
  /** `asked`, then what the person did; never what was typed. */
  readonly action: 'asked' | 'typed' | 'cancel' | 'timeout' | 'wait';
}

/** One call of winscard by a program; SCardTransmit is told as `apdu`. */
export interface PcscEvent {
  readonly kind: 'pcsc';
  readonly origin: TraceOrigin;
  /** The program that called: a name, or a number counted from 1 for one that gave none. */
  readonly program: string;
  /** `SCardConnect`, `SCardBeginTransaction`, `SCardGetStatusChange`, `SCardControl`... */
  readonly call: string;
  readonly reader?: string;
  /** `SCARD_S_SUCCESS`, `SCARD_W_RESET_CARD`... */
  readonly result: string;
  /** What the call asked for, in the words of winscard.h: `SCARD_SHARE_SHARED`, `SCARD_RESET_CARD`. */
  readonly detail?: string;
  /** Of SCardControl in a recording: what the reader was sent, masked. */
  readonly input?: Bytes;
  /** Of SCardControl and SCardGetAttrib in a recording: what the reader answered. */
  readonly output?: Bytes;
  readonly durationMs: number;
  readonly by?: TraceDoer;
}

/** One call of a Card* function, of the CSP or of the KSP. */
export interface DriverCallEvent {
  readonly kind: 'call';
  readonly origin: 'driver';
  readonly layer: 'minidriver' | 'csp' | 'ksp';
  readonly program: string;
  /** `CardSignData`, `CryptAcquireContext`. */
  readonly function: string;
  /** `SCARD_S_SUCCESS`, `SCARD_W_WRONG_CHV`, `NTE_SILENT_CONTEXT`. */
  readonly result: string;
  readonly durationMs: number;
  readonly by?: TraceDoer;
}

export interface FaultEvent {
  readonly kind: 'fault';
  readonly origin: TraceOrigin;
  readonly card: string;
  readonly message: string;
  /** `message` where it is for people, for who shows it: not in recordings, which have one language. */
  readonly why?: Text;
  /**
   * Of a fault that is not ours: what a client did that was cut off, `torn` of a card pulled out as was asked for, `rule` of
   * one that a rule of faults made.
   */
  readonly reason?: string;
  /** The number of that rule, from 1. */
  readonly rule?: number;
}

/** What happened at a service of the health world. */
export interface ServiceEvent {
  readonly kind: 'service';
  readonly origin: 'service';
  /** `directory`, `mailbox`. */
  readonly service: string;
  /** `asked`, `mail`: one word for programs. */
  readonly action: string;
  /** For people; never holds a code, a password or a key. */
  readonly text: Text;
}

export interface RunStartedEvent {
  readonly kind: 'run-started';
  readonly origin: 'scenario';
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly start: string;
  readonly scenarios: readonly ToldScenario[];
}

export interface ScenarioStartedEvent {
  readonly kind: 'scenario-started';
  readonly origin: 'scenario';
  readonly scenario: ToldScenario;
}

export interface StepEvent {
  readonly kind: 'step';
  readonly origin: 'scenario';
  readonly scenario: string;
  readonly step: string;
  readonly outcome: 'started' | 'passed' | 'failed' | 'interrupted';
  readonly durationMs?: number;
  readonly mismatches?: readonly Mismatch[];
}

/**
 * How a scenario ended: `failed` when a step was not as expected, `error` when its file is none or its world could not be
 * opened, closed or kept up, `interrupted` when the run was ended in the middle of it, `skipped` when its file says that it is
 * not to be played.
 */
export interface ScenarioResult {
  readonly scenario: ToldScenario;
  readonly outcome: 'passed' | 'failed' | 'error' | 'interrupted' | 'skipped';
  /** Why it is skipped, as its file says. */
  readonly reason?: string;
  readonly durationMs: number;
  readonly stepsDone: number;
  /** The step that failed or was interrupted. */
  readonly step?: ToldStep;
  /** Where in the file it went wrong, when at no step: what is no scenario, a rule that never fired; both from 1. */
  readonly at?: { readonly file?: string; readonly line: number; readonly column: number };
  readonly mismatches?: readonly Mismatch[];
  /** Why it could not be played, or what went wrong besides. */
  readonly error?: string;
  /** The last command-response pairs before the failure, oldest first; commands masked. */
  readonly apdus?: readonly ApduEvent[];
  /** Of a scenario that has started one. */
  readonly program?: ToldProgram;
  /** The tries before this one, in order, none of which passed: when this one did, the scenario is flaky. */
  readonly earlier?: readonly ScenarioResult[];
}

/** A try that did not pass, and is not the last one. */
export interface ScenarioRetriedEvent {
  readonly kind: 'scenario-retried';
  readonly origin: 'scenario';
  readonly result: ScenarioResult;
  /** Number of that try, from 1, and how many there may be. */
  readonly attempt: number;
  readonly of: number;
}

export interface ScenarioFinishedEvent {
  readonly kind: 'scenario-finished';
  readonly origin: 'scenario';
  readonly result: ScenarioResult;
}

export interface RunFinishedEvent {
  readonly kind: 'run-finished';
  readonly origin: 'scenario';
  readonly target: string;
  /** Scenarios that were not run: the run ended at the first failure, or was interrupted. */
  readonly notRun: readonly ToldScenario[];
  readonly durationMs: number;
}

export type TraceEvent =
  | PowerEvent
  | ApduEvent
  | ReaderTraceEvent
  | PinEvent
  | PinPadEvent
  | PcscEvent
  | DriverCallEvent
  | FaultEvent
  | DialogEvent
  | RecordingEvent
  | ServiceEvent
  | RunStartedEvent
  | ScenarioStartedEvent
  | StepEvent
  | ScenarioRetriedEvent
  | ScenarioFinishedEvent
  | RunFinishedEvent;

export type ReaderAction = 'plugged' | 'unplugged' | 'card-inserted' | 'card-removed';

/** What may be known of a PIN without knowing it. */
export interface PinState {
  readonly verified: boolean;
  readonly triesRemaining: number;
  readonly maxTries: number;
}

/** Takes each event as it happens: what a card, a reader or a driver tells to; the stream's never throws. */
export type TraceSink = (event: TraceEvent) => void;

/** Where in which scenario something happened. */
export interface ScenarioPlace {
  readonly title: string;
  readonly file: string;
  /** Number of the step, from 1; absent before the first and after the last one. */
  readonly step?: number;
  readonly line?: number;
}

/** In which world something happened, and in which scenario. */
export interface TraceContext {
  readonly world?: string;
  readonly place?: ScenarioPlace;
}

/** What the stream says of an event. */
export interface TraceStamp extends TraceContext {
  /** Milliseconds of the stream's clock since its start. */
  readonly at: number;
  /** From 1, without a gap. */
  readonly seq: number;
}

/** An event on the stream. */
export type StampedEvent = TraceEvent & TraceStamp;
