/** Cards for the tests of the engine: the shipped physician's card with seed 1, changed where a test needs it. */
import type { ExecutionContext } from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../../simulator/card/card.ts';
import type { Face, Profile } from '../../../simulator/card/profile/schema.ts';
import type { RandomSource } from '../../../simulator/card/security/key-operations.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import type { CardState, CardStore } from '../../../simulator/card/state/store.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';

export const profile: Profile = shippedProfile('cps3-medecin');
export const state: CardState = personalise(profile, 1);

export interface TestCardOptions {
  /** Name of the shipped profile; the physician's CPS3 by default. */
  readonly profile?: string;
  /** Changes a copy of the profile. */
  readonly change?: (profile: Profile) => void;
  readonly state?: Partial<CardState>;
  readonly random?: RandomSource;
  readonly face?: Face;
  readonly store?: (store: MemoryStore) => CardStore;
}

export interface TestCard {
  readonly card: Card;
  readonly store: CardStore;
  readonly events: TraceEvent[];
  /** Hexadecimal in, hexadecimal out. */
  send(command: string): string;
}

export function changedProfile(change: (profile: Profile) => void, original: Profile = profile): Profile {
  const copy = structuredClone(original);
  change(copy);
  return copy;
}

/** A powered card. */
export function testCard(options: TestCardOptions = {}): TestCard {
  const original = shippedProfile(options.profile ?? 'cps3-medecin');
  const used = options.change === undefined ? original : changedProfile(options.change, original);
  const memory = new MemoryStore(used, { ...personalise(original, 1), ...options.state });
  const store = options.store?.(memory) ?? memory;
  const events: TraceEvent[] = [];
  const trace = (event: TraceEvent): void => void events.push(event);
  const { random, face } = options;
  const card = new Card({ name: 'test', store, trace, now: () => 0, ...(random && { random }), ...(face && { face }) });
  card.powerOn();
  return { card, store, events, send: (command) => toHex(card.transmit(fromHex(command))) };
}

export function t1(used: Profile): void {
  used.faces.contact.protocol = 'T=1';
}

/** Command and answer; `*` stands for any bytes. */
export type Exchange = readonly [command: string, response: string];

function pattern(response: string): RegExp {
  return new RegExp(`^${response.replace(/\s/g, '').replace('*', '([0-9A-F]{2})*')}$`);
}

export function playExchanges(t: ExecutionContext, { send }: TestCard, exchanges: readonly Exchange[]): void {
  for (const [command, response] of exchanges) t.regex(send(command), pattern(response), command);
}

export const SELECT_MF: Exchange = ['00 A4 09 0C 02 3F00', '9000'];
export const SELECT_APPLICATION: Exchange = ['00 A4 09 0C 04 3F00 0001', '9000'];
export const VERIFY_PIN: Exchange = ['00 20 00 01 04 31323334', '9000'];
export const WRONG_PIN = '00 20 00 01 04 30303030';
export const VERIFY_PUK: Exchange = ['00 20 00 02 08 3132333435363738', '9000'];
