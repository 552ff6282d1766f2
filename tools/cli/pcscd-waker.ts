/**
 * Keeps the system's pcscd awake: where systemd starts it on demand, vpcd listens only after a first client came, and
 * pcscd ends 60 s after its last client went, card or not.
 */

import { SCARD, SCOPE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';

export class PcscdWaker {
  #winscard: WinScard | undefined;
  #context: number | undefined;

  /** Becomes a client of pcscd, again when it was restarted. True when it answers; a machine without it is no error. */
  async wake(): Promise<boolean> {
    try {
      this.#winscard ??= (await import('../../driver/pcsc/native.ts')).nativeWinScard();
    } catch {
      return false;
    }
    await this.release();
    const { rv, context } = await this.#winscard.establishContext(SCOPE.SYSTEM);
    if (rv === SCARD.S_SUCCESS) this.#context = context;
    return this.#context !== undefined;
  }

  async release(): Promise<void> {
    if (this.#context !== undefined) await this.#winscard?.releaseContext(this.#context);
    this.#context = undefined;
  }
}
