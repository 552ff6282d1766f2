/**
 * How long a transaction in which nothing happens may last: each call of its holder on the card keeps it.
 *
 * Source: Microsoft Learn, SCardBeginTransaction, Remarks.
 */
import type { Clock } from '#common/clock.ts';
import type { Reporting } from '../reader/reporting/profiles.ts';
import { SHARING_EXCLUSIVE } from './status-change.ts';

/** The reader whose card somebody has to itself. */
interface HeldReader {
  readonly clock: Clock;
  readonly reporting: Reporting;
  readonly sharing: number;
  readonly lock: { free(): void };
  reset(): Promise<number>;
}

export class IdleTransaction {
  readonly #reader: HeldReader;
  #held = false;
  /** Transactions that have begun or ended. */
  #changes = 0;
  /** Calls of its holder under way. */
  #calls = 0;
  #stop = (): void => {};

  constructor(reader: HeldReader) {
    this.#reader = reader;
  }

  /** 0 = as long as its holder likes. */
  get #limitMs(): number {
    return this.#reader.reporting.idleTransactionEndsAfterMs.value;
  }

  /** Somebody has the card to itself from now on, or nobody has. */
  held(held: boolean): void {
    this.#held = held;
    this.#changes++;
    this.#begin();
  }

  /** By a call of its holder that is answered without asking anybody. */
  keep(): void {
    this.#begin();
  }

  /** The time begins when the call is over. A call that is answered at once stays so. */
  during<T>(call: () => T | Promise<T>): T | Promise<T> {
    if (this.#limitMs === 0) return call();
    this.#calls++;
    this.#begin();
    const over = () => {
      this.#calls--;
      this.#begin();
    };
    let result: T | Promise<T>;
    try {
      result = call();
    } catch (error) {
      over();
      throw error;
    }
    if (result instanceof Promise) return result.finally(over);
    over();
    return result;
  }

  #begin(): void {
    this.#stop();
    const idle = this.#held && this.#calls === 0 && this.#limitMs > 0;
    const end = () => void this.#end();
    this.#stop = idle ? this.#reader.clock.after(this.#limitMs, end, { ref: false }) : () => {};
  }

  /** Who is connected exclusively needs no transaction, and keeps its card. */
  async #end(): Promise<void> {
    if (this.#reader.sharing === SHARING_EXCLUSIVE) return;
    const changes = this.#changes;
    await this.#reader.reset();
    // Its holder may have ended it meanwhile: the card is then another's.
    if (changes === this.#changes) this.#reader.lock.free();
  }
}
