/**
 * What became of the codes presented in the transaction that is open, as PIN_SETs.
 *
 * Source: specification 7.07, 4.2 (PIN_SET); reference/minidriver.md 7.3, 7.4.
 */
import { pinSet } from '../../minidriver/index.ts';
import { REFUSED } from '../card/connection-errors.ts';
import { scardOf } from '../csp-error.ts';

export class PresentedPins {
  /** PINs that open keys now. */
  #authenticated = 0;
  /** PINs the card must have forgotten when the transaction ends. */
  #toForget = 0;
  #codeInTheAir = false;

  /** PIN_SET; 0 when no key is open. */
  get authenticated(): number {
    return this.#authenticated;
  }

  /** PIN_SET of the PINs the card may still hold verified. */
  get toForget(): number {
    return this.#toForget;
  }

  /** A code was presented, and nobody knows what came of it. */
  get codeInTheAir(): boolean {
    return this.#codeInTheAir;
  }

  isAuthenticated(pinId: number): boolean {
    return (this.#authenticated & pinSet(pinId)) !== 0;
  }

  /** A call begins: what came of the codes before it is known. */
  begin(): void {
    this.#codeInTheAir = false;
  }

  /** @throws what `present` throws; nothing is authenticated by that PIN then */
  async present<T>(pinId: number, present: () => Promise<T>): Promise<T> {
    this.#codeInTheAir = true;
    try {
      const result = await present();
      this.#authenticated |= pinSet(pinId);
      this.#toForget |= pinSet(pinId);
      this.#codeInTheAir = false;
      return result;
    } catch (error) {
      this.#authenticated &= ~pinSet(pinId);
      if (REFUSED.has(scardOf(error))) this.#codeInTheAir = false;
      else this.#toForget |= pinSet(pinId);
      throw error;
    }
  }

  /** The card knows nothing of this process any more. */
  forgotten(): void {
    this.#authenticated = 0;
    this.#toForget = 0;
  }
}
