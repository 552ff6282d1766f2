/**
 * SCardGetStatusChange calls that wait. Nothing is polled: each change is shown to those that wait for that reader.
 */
import type { Clock, TimerOptions } from '#common/clock.ts';
import { NO_BYTES } from '#iso7816/bytes.ts';
import { INFINITE, PNP_NOTIFICATION, READER_STATE, SCARD } from '#pcsc/scard.ts';
import type { ReaderState, ReaderStateQuery, Result } from '#pcsc/winscard.ts';
import { isPnpNotification, observe, type ReaderTableEntry } from './status-change.ts';

export type ReaderTable = ReadonlyMap<string, ReaderTableEntry>;
export type StatusChange = Result & { readonly states: readonly ReaderState[] };

export class StatusWaiter {
  readonly #queries: readonly ReaderStateQuery[];
  readonly #table: ReaderTable;
  readonly #clock: Clock;
  /** Readers plugged when the call was made: the PnP pseudo reader tells of another number. */
  readonly #readerCount: number;
  #states: readonly ReaderState[] = [];
  #resolve: ((change: StatusChange) => void) | undefined;
  #stopTimer = (): void => {};

  constructor(table: ReaderTable, queries: readonly ReaderStateQuery[], clock: Clock) {
    this.#table = table;
    this.#queries = queries;
    this.#clock = clock;
    this.#readerCount = table.size;
  }

  /** Names of what it waits for; the PnP pseudo reader always by the same one. */
  watched(): readonly string[] {
    return this.#queries.map(({ reader }) => (isPnpNotification(reader) ? PNP_NOTIFICATION : reader));
  }

  /** Compares beliefs and table; true when one of them differs, `outcome` then tells how. */
  look(): boolean {
    let changed = false;
    this.#states = this.#queries.map((query) => {
      const seen = this.#observe(query);
      changed ||= seen.changed;
      const atr = this.#table.get(query.reader)?.atr ?? NO_BYTES;
      return { reader: query.reader, currentState: query.currentState, eventState: seen.eventState, atr };
    });
    return changed;
  }

  /** For a call that is refused, or asks for nothing, before anything was compared. */
  untouched(rv: number): StatusChange {
    return { rv, states: this.#queries.map((query) => ({ ...query, eventState: 0, atr: NO_BYTES })) };
  }

  outcome(rv: number): StatusChange {
    return { rv, states: this.#states };
  }

  /** Resolves at the first change, at `end`, or with E_TIMEOUT; `options` as for a timer. */
  wait(timeoutMs: number, options?: TimerOptions): Promise<StatusChange> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      if (timeoutMs === INFINITE) return;
      this.#stopTimer = this.#clock.after(timeoutMs, () => this.end(SCARD.E_TIMEOUT), options);
    });
  }

  /** The table has changed. */
  changed(): void {
    if (this.look()) this.end(SCARD.S_SUCCESS);
  }

  end(rv: number): void {
    this.#stopTimer();
    this.#resolve?.(this.outcome(rv));
  }

  #observe(query: ReaderStateQuery): { eventState: number; changed: boolean } {
    if (query.currentState & READER_STATE.IGNORE) return { eventState: READER_STATE.UNAWARE, changed: false };
    const entry = this.#table.get(query.reader);
    if (entry !== undefined || !isPnpNotification(query.reader)) return observe(query.currentState, entry);
    const changed = this.#table.size !== this.#readerCount;
    return { eventState: changed ? READER_STATE.CHANGED : READER_STATE.UNAWARE, changed };
  }
}

/** The calls that wait, by what they wait for: a change is shown only to those it concerns. */
export class StatusWaiters {
  readonly #byReader = new Map<string, Set<StatusWaiter>>();

  add(waiter: StatusWaiter): void {
    for (const reader of waiter.watched()) {
      const waiters = this.#byReader.get(reader) ?? new Set();
      this.#byReader.set(reader, waiters.add(waiter));
    }
  }

  delete(waiter: StatusWaiter): void {
    for (const reader of waiter.watched()) {
      const waiters = this.#byReader.get(reader);
      waiters?.delete(waiter);
      if (waiters?.size === 0) this.#byReader.delete(reader);
    }
  }

  /** Something has changed at that reader, or in the list of readers (PNP_NOTIFICATION). */
  changed(reader: string): void {
    for (const waiter of this.#byReader.get(reader) ?? []) waiter.changed();
  }
}
