/**
 * The states of a card and its code porteur, and what a CSP may make of them: written from the specification alone.
 *
 * Source: reference/minidriver.md 7.3 and 7.4.
 */

const MAX_TRIES = 3;
const MAX_PUK_TRIES = 10;

/** How a call ended: its return code by name, or success. */
export type Result = 'success' | `SCARD_${string}` | `NTE_${string}`;

/** What a person, or a program, types. */
export type Typed = 'right' | 'wrong' | 'malformed';
/** Answers to the dialogs of one call; out of answers the person cancels. */
export type Answer = Typed | 'insert-A' | 'insert-B';

export type Place = 'A' | 'B' | 'none';

/** The card A, the reader, and the process whose CSP has contexts on A. The card B must never be touched. */
export class StateMachine {
  place: Place = 'A';
  pin = '1234';
  tries = MAX_TRIES;
  pukTries = MAX_PUK_TRIES;
  /** The card holds the code porteur for verified. */
  verified = false;
  /** The process holds the transaction in which it presented the code. */
  held = false;
  /** The code the process would present by itself. */
  kept: string | undefined;

  /** NO_CARD, PRESENT_UNAUTH(n), AUTH, BLOCKED; PUK_BLOCKED as well when the unblocking code is. */
  get state(): string {
    if (this.place !== 'A') return 'NO_CARD';
    if (this.tries === 0) return this.pukTries === 0 ? 'PUK_BLOCKED' : 'BLOCKED';
    return this.verified ? 'AUTH' : `PRESENT_UNAUTH(${this.tries})`;
  }

  // What happens around the process.

  moveTo(place: Place): void {
    this.place = place;
    this.verified = false;
    this.held = false;
  }

  /** The time-out, or the last context released: the card forgets the code, by a reset if need be. */
  transactionEnds(): void {
    if (this.held) this.verified = false;
    this.held = false;
  }

  /** Waits for the transaction of the process, then resets the card. */
  resetByAnother(): Result {
    this.transactionEnds();
    if (this.place === 'none') return 'SCARD_E_NO_SMARTCARD';
    this.verified = false;
    return 'success';
  }

  /** Another program, which waits too, presents a code and goes without resetting the card. */
  presentedByAnother(typed: Typed): Result {
    this.transactionEnds();
    if (this.place === 'none') return 'SCARD_E_NO_SMARTCARD';
    return this.place === 'B' ? 'success' : this.present(this.codeFor(typed));
  }

  changedByAnother(next: string): Result {
    this.transactionEnds();
    if (this.place !== 'A') return 'SCARD_E_NO_SMARTCARD';
    const result = this.present(this.pin);
    if (result === 'success') this.pin = next;
    this.verified = false;
    return result;
  }

  unblockedByAnother(pukIsRight: boolean, next: string): Result {
    this.transactionEnds();
    if (this.place !== 'A') return 'SCARD_E_NO_SMARTCARD';
    this.verified = false;
    if (this.pukTries === 0) return 'SCARD_W_CHV_BLOCKED';
    this.pukTries = pukIsRight ? MAX_PUK_TRIES : this.pukTries - 1;
    if (!pukIsRight) return this.pukTries === 0 ? 'SCARD_W_CHV_BLOCKED' : 'SCARD_W_WRONG_CHV';
    this.tries = MAX_TRIES;
    this.pin = next;
    return 'success';
  }

  // The calls of the process.

  /** A call that needs the code: a signature. */
  useKey(silent: boolean, answers: readonly Answer[]): Result {
    const left = [...answers];
    for (let typed: Typed | undefined; ; ) {
      if (!this.#found(silent, left)) return silent ? 'SCARD_E_NO_SMARTCARD' : 'SCARD_W_CANCELLED_BY_USER';
      const result = this.#attempt(typed, silent);
      if (result !== 'ask') return result;
      if (silent) return 'NTE_SILENT_CONTEXT';
      const answer = left.shift();
      if (answer === undefined || answer === 'insert-A' || answer === 'insert-B') return 'SCARD_W_CANCELLED_BY_USER';
      typed = answer;
    }
  }

  /** The code given by the program, with the policy Normal. */
  givePin(silent: boolean, typed: Typed): Result {
    if (!this.#found(silent, [])) return silent ? 'SCARD_E_NO_SMARTCARD' : 'SCARD_W_CANCELLED_BY_USER';
    return this.#presentAndKeep(this.codeFor(typed));
  }

  /** A call that needs the card only. */
  readCard(silent: boolean): Result {
    if (this.#found(silent, [])) return 'success';
    return silent ? 'SCARD_E_NO_SMARTCARD' : 'SCARD_W_CANCELLED_BY_USER';
  }

  codeFor(typed: Typed): string {
    if (typed === 'malformed') return 'abcd';
    return typed === 'right' ? this.pin : '0000';
  }

  /** The counter as a presentation of the right or a wrong code leaves it. */
  present(code: string): Result {
    if (!/^[0-9]{4,}$/.test(code)) return 'SCARD_W_WRONG_CHV';
    if (this.tries === 0) return 'SCARD_W_CHV_BLOCKED';
    const right = code === this.pin;
    this.tries = right ? MAX_TRIES : this.tries - 1;
    this.verified = right;
    if (right) return 'success';
    return this.tries === 0 ? 'SCARD_W_CHV_BLOCKED' : 'SCARD_W_WRONG_CHV';
  }

  #found(silent: boolean, answers: Answer[]): boolean {
    while (this.place !== 'A') {
      const answer = silent ? undefined : answers.shift();
      if (answer !== 'insert-A' && answer !== 'insert-B') return false;
      this.moveTo(answer === 'insert-A' ? 'A' : 'B');
    }
    return true;
  }

  #attempt(typed: Typed | undefined, silent: boolean): Result | 'ask' {
    if (typed === undefined && this.held) return 'success';
    const code = typed === undefined ? this.kept : this.codeFor(typed);
    if (code === undefined) return 'ask';
    const result = this.#presentAndKeep(code);
    return result === 'SCARD_W_WRONG_CHV' && !silent ? 'ask' : result;
  }

  #presentAndKeep(code: string): Result {
    const result = this.present(code);
    if (result === 'success') {
      this.kept = code;
      this.held = true;
      return result;
    }
    this.kept = undefined;
    this.transactionEnds();
    return result;
  }
}
