/**
 * What happened, as one kind of value on one stream: every report, recorder and console reads it and nothing else.
 *
 * A command is masked (`mask.ts`) before it becomes an event.
 */
import type { Bytes } from '#iso7816/bytes.ts';

/** Where an event was seen: by the card itself, or by the host's driver in front of PC/SC. */
type TraceOrigin = 'card' | 'driver' | 'reader' | 'scenario';

/** Whose doing it was, where a program runs beside a scenario; absent: the program's. */
type TraceDoer = 'scenario';

export type TraceEvent =
  | {
      readonly kind: 'power';
      readonly origin: TraceOrigin;
      readonly card: string;
      readonly action: 'powerOn' | 'powerOff' | 'reset';
    }
  | {
      readonly kind: 'apdu';
      readonly origin: TraceOrigin;
      /** Card name (origin card) or reader name (origin driver). */
      readonly card: string;
      /** Masked command APDU. */
      readonly command: Bytes;
      readonly response: Bytes;
      readonly durationMs: number;
      /** Why the card refused, for people; never holds reference data. */
      readonly reason?: string;
      readonly by?: TraceDoer;
    }
  | {
      readonly kind: 'reader';
      readonly origin: TraceOrigin;
      readonly reader: string;
      readonly action: ReaderAction;
      readonly card?: string;
    }
  | {
      readonly kind: 'pin';
      readonly origin: TraceOrigin;
      readonly card: string;
      readonly reference: number;
      readonly state: PinState;
    }
  | {
      readonly kind: 'pin-pad';
      readonly origin: TraceOrigin;
      readonly reader: string;
      /** What is asked for: the current code, a new one, the new one again. */
      readonly prompt: 'current' | 'new' | 'confirm';
      /** `asked`, then what the person did; never what was typed. */
      readonly action: 'asked' | 'typed' | 'cancel' | 'timeout' | 'wait';
    }
  | {
      readonly kind: 'step';
      readonly origin: 'scenario';
      readonly scenario: string;
      readonly step: string;
      readonly outcome: 'started' | 'passed' | 'failed';
    }
  | { readonly kind: 'fault'; readonly origin: TraceOrigin; readonly card: string; readonly message: string };

export type ReaderAction = 'plugged' | 'unplugged' | 'card-inserted' | 'card-removed';

/** What may be known of a PIN without knowing it. */
export interface PinState {
  readonly verified: boolean;
  readonly triesRemaining: number;
  readonly maxTries: number;
}

/** Takes each event as it happens; must not throw. */
export type TraceSink = (event: TraceEvent) => void;
