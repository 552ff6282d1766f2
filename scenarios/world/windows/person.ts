/** The person at the screen of a scenario: answers prepared beforehand; out of answers, every dialog is cancelled. */
import { CODE, either, FUNCTION, members, oneOf, parameters } from '#common/arguments.ts';
import type { Dialogs, InsertCardRequest, PinPadRequest, PinRequest } from '../../../driver/csp/index.ts';

const OTHER = either(
  members({ kind: oneOf(['insert']), insert: FUNCTION }),
  members({ kind: oneOf(['pin', 'insert', 'cancel']) }),
);
const ARGUMENTS = {
  prepare: parameters('Person.prepare', { answer: either(members({ kind: oneOf(['pin']), pin: CODE }), OTHER) }),
};

export type Answer =
  | { readonly kind: 'pin'; readonly pin: string }
  /** Puts the card in, then says so. */
  | { readonly kind: 'insert'; readonly insert: () => Promise<unknown> }
  | { readonly kind: 'cancel' };

/** A dialog as it was shown. */
export type ShownDialog = PinRequest | PinPadRequest | InsertCardRequest;

export class Person implements Dialogs {
  readonly #answers: Answer[] = [];
  #seen: ShownDialog[] = [];

  prepare(answer: Answer): void {
    ARGUMENTS.prepare(answer);
    this.#answers.push(answer);
  }

  async enterPin(request: PinRequest): Promise<string | undefined> {
    const answer = this.#next(request);
    return answer?.kind === 'pin' ? answer.pin : undefined;
  }

  showPinPad(request: PinPadRequest): void {
    this.#seen.push(request);
  }

  async insertCard(request: InsertCardRequest): Promise<'retry' | 'cancel'> {
    const answer = this.#next(request);
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

  #next(request: ShownDialog): Answer | undefined {
    this.#seen.push(request);
    return this.#answers.shift();
  }
}
