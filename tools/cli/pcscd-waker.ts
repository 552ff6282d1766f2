/**
 * Keeps the system's pcscd awake: where systemd starts it on demand, vpcd listens only after a first client came, and
 * pcscd ends 60 s after its last client went, card or not.
 */

import { Turn } from '#common/turn.ts';
import { SCARD, SCOPE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';

export class PcscdWaker {
  /** Each lost reader wakes, and a wake takes its time. */
  readonly #turn = new Turn();
  #winscard: WinScard | undefined;
  #context: number | undefined;

  /** @param winscard the system's by default, loaded when it is first needed */
  constructor(winscard?: WinScard) {
    this.#winscard = winscard;
  }

  /** Becomes a client of pcscd, again when it was restarted. True when it answers; a machine without it is no error. */
  async wake(): Promise<boolean> {
    try {
      this.#winscard ??= (await import('../../driver/pcsc/native.ts')).nativeWinScard();
    } catch {
      return false;
    }
    return this.#turn.run(() => this.#establish());
  }

  release(): Promise<void> {
    return this.#turn.run(() => this.#release());
  }

  async #establish(): Promise<boolean> {
    await this.#release();
    const { rv, context } = (await this.#winscard?.establishContext(SCOPE.SYSTEM)) ?? { rv: SCARD.E_NO_SERVICE };
    if (rv === SCARD.S_SUCCESS) this.#context = context;
    return this.#context !== undefined;
  }

  async #release(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    if (context !== undefined) await this.#winscard?.releaseContext(context);
  }
}
