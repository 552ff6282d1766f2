/** The person at the screen of a scenario: answers prepared beforehand; out of answers, every dialog is cancelled. */
import { CODE, either, FUNCTION, MILLISECONDS, members, oneOf, optional, parameters } from '#common/arguments.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Dialogs, InsertCardRequest, PinPadRequest, PinRequest } from '../../../driver/csp/index.ts';

const OTHER = either(
  members({ kind: oneOf(['insert']), insert: FUNCTION }),
  members({ kind: oneOf(['pin', 'insert', 'cancel']) }),
);
const TYPED = members({ kind: oneOf(['pin']), pin: CODE, afterMs: optional(MILLISECONDS) });
const ARGUMENTS = {
  prepare: parameters('Person.prepare', { answer: either(TYPED, OTHER) }),
};

export type Answer =
  | {
      readonly kind: 'pin';
      readonly pin: string;
      /** How long the code is looked for, in the time of the machine, in which servers lose their patience; 0 by default. */
      readonly afterMs?: number | undefined;
    }
  /** Puts the card in, then says so. */
  | { readonly kind: 'insert'; readonly insert: () => Promise<unknown> }
  | { readonly kind: 'cancel' };

/** A dialog as it was shown. */
export type ShownDialog = PinRequest | PinPadRequest | InsertCardRequest;

/**
 * Who answers a dialog for which nothing was prepared; undefined cancels it.
 * @param closed aborted when the program waits no longer, and the dialog is to be closed
 */
export type LivePerson = (
  program: string,
  dialog: PinRequest | InsertCardRequest,
  closed?: AbortSignal,
) => Promise<Answer | undefined>;

type Live = (dialog: PinRequest | InsertCardRequest, closed?: AbortSignal) => Promise<Answer | undefined>;

export class Person implements Dialogs {
  readonly #answers: Answer[] = [];
  readonly #live: Live;
  #seen: ShownDialog[] = [];

  /** @param live asked where nothing was prepared; everything is cancelled then by default */
  constructor(live: Live = async () => undefined) {
    this.#live = live;
  }

  prepare(answer: Answer): void {
    ARGUMENTS.prepare(answer);
    this.#answers.push(answer);
  }

  async enterPin(request: PinRequest, closed?: AbortSignal): Promise<string | undefined> {
    const answer = await this.#next(request, closed);
    if (answer?.kind !== 'pin') return undefined;
    if (answer.afterMs !== undefined) await SYSTEM_CLOCK.wait(answer.afterMs);
    return answer.pin;
  }

  showPinPad(request: PinPadRequest): void {
    this.#seen.push(request);
  }

  async insertCard(request: InsertCardRequest, closed?: AbortSignal): Promise<'retry' | 'cancel'> {
    const answer = await this.#next(request, closed);
    if (answer?.kind !== 'insert') return 'cancel';
    await answer.insert();
    return 'retry';
  }

  /** The dialogs shown since the last call. */
  take(): readonly ShownDialog[] {
    const seen = this.#seen;
    this.#seen = [];
    return seen;
  }

  async #next(request: PinRequest | InsertCardRequest, closed?: AbortSignal): Promise<Answer | undefined> {
    this.#seen.push(request);
    return this.#answers.shift() ?? this.#live(request, closed);
  }
}
