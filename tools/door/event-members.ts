/** The members that events have, as the door tells them, and what may stand in them: who waits for another one waits in vain. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { PinState, ScenarioPlace, TraceEvent, TraceOrigin } from '#trace/event.ts';

/** By its words, where there are only some. */
export type Words<T extends string> = Readonly<Record<T, true>>;

/** An object, by its members. */
export interface Nested {
  readonly members: Members;
}

export type Form = 'text' | 'number' | 'flag' | 'bytes' | 'any' | Words<string> | Nested;

export type Members = Readonly<Record<string, Form>>;

type FormOf<T> = [T] extends [boolean]
  ? 'flag'
  : [T] extends [number]
    ? 'number'
    : [T] extends [Bytes]
      ? 'bytes'
      : [T] extends [string]
        ? string extends T
          ? 'text'
          : Words<T>
        : 'any' | { readonly members: MembersOf<T> };

/** Each of them: one that is forgotten does not compile. `why` is told as `words`. */
type MembersOf<T> = {
  readonly [Name in Exclude<keyof T, 'kind' | 'origin' | 'why'>]-?: FormOf<Exclude<T[Name], undefined>>;
};

type Kind = TraceEvent['kind'];
type EventMembers = { readonly [K in Kind]: MembersOf<Extract<TraceEvent, { readonly kind: K }>> };

const DOER = { scenario: true } as const;

export const EVENT_MEMBERS: EventMembers = {
  power: {
    card: 'text',
    action: { powerOn: true, powerOff: true, reset: true },
    reader: 'text',
    atr: 'bytes',
    protocol: { 'T=0': true, 'T=1': true },
  },
  apdu: {
    card: 'text',
    command: 'bytes',
    response: 'bytes',
    durationMs: 'number',
    reason: 'text',
    by: DOER,
    program: 'text',
  },
  reader: {
    reader: 'text',
    action: { plugged: true, unplugged: true, 'card-inserted': true, 'card-removed': true },
    card: 'text',
  },
  pin: {
    card: 'text',
    reference: 'number',
    state: {
      members: { verified: 'flag', triesRemaining: 'number', maxTries: 'number' } satisfies MembersOf<PinState>,
    },
  },
  'pin-pad': {
    reader: 'text',
    prompt: { current: true, new: true, confirm: true },
    action: { asked: true, typed: true, cancel: true, timeout: true, wait: true },
  },
  pcsc: {
    program: 'text',
    call: 'text',
    reader: 'text',
    result: 'text',
    detail: 'text',
    input: 'bytes',
    output: 'bytes',
    durationMs: 'number',
    by: DOER,
  },
  call: {
    layer: { minidriver: true, csp: true, ksp: true },
    program: 'text',
    function: 'text',
    result: 'text',
    durationMs: 'number',
    by: DOER,
  },
  fault: { card: 'text', message: 'text', reason: 'text', rule: 'number' },
  dialog: {
    program: 'text',
    dialog: { pin: true, 'insert-card': true },
    action: { shown: true, answered: true, cancelled: true },
  },
  recording: { action: { begun: true, full: true, ended: true }, commands: 'number' },
  service: { service: 'text', action: 'text', text: 'any' },
  'run-started': { target: 'text', start: 'text', scenarios: 'any' },
  'scenario-started': { scenario: 'any' },
  step: {
    scenario: 'text',
    step: 'text',
    outcome: { started: true, passed: true, failed: true, interrupted: true },
    durationMs: 'number',
    mismatches: 'any',
  },
  'scenario-retried': { result: 'any', attempt: 'number', of: 'number' },
  'scenario-finished': { result: 'any' },
  'run-finished': { target: 'text', notRun: 'any', durationMs: 'number' },
};

const ORIGINS: Words<TraceOrigin> = { card: true, driver: true, reader: true, scenario: true, service: true };

/** Of every event. */
export const COMMON_MEMBERS: Members = {
  at: 'number',
  seq: 'number',
  world: 'text',
  place: {
    members: { title: 'text', file: 'text', step: 'number', line: 'number' } satisfies MembersOf<ScenarioPlace>,
  },
  origin: ORIGINS,
  words: 'any',
};
