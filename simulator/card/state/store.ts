/**
 * What a card keeps without power: contents, keys, reference data, counters.
 *
 * The engine changes it only through `CardStore.commit`, which returns when the change is durable: a try counter is
 * spent and committed before the comparison, so a crash never gives a try back.
 */
import type { KeyObject } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Profile } from '../profile/schema.ts';

/** State of one CHV SDO. */
export interface ReferenceData {
  /** The code, as ASCII digits. Never leaves the card and the card file. */
  readonly value: string;
  readonly triesRemaining: number;
  /** Uses left (9D); undefined = unlimited. */
  readonly usesRemaining?: number;
}

export interface CardState {
  /** Contents by absolute path: '3F00/0001/5031' for files, 'CPS2TER/3F00/4010' for those of that volet, 'DO/9F7F' for data objects. */
  readonly contents: Readonly<Record<string, Bytes>>;
  /** RSA private keys by path of their DF and SDO reference: '3F00/0001/01'. */
  readonly keys: Readonly<Record<string, KeyObject>>;
  /** Reference data by CHV SDO reference: '01'. */
  readonly referenceData: Readonly<Record<string, ReferenceData>>;
}

/** A part of the state to replace; what is not named stays. */
export interface StateChange {
  /** `undefined` removes a file that may be missing. */
  readonly contents?: Readonly<Record<string, Bytes | undefined>>;
  readonly referenceData?: Readonly<Record<string, ReferenceData>>;
}

export interface CardStore {
  readonly profile: Profile;
  /** The state as last committed. */
  readonly state: CardState;
  /** Replaces the named parts, all or nothing, and returns when they are durable. */
  commit(change: StateChange): void;
}
