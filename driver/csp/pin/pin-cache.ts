/**
 * The PINs one process has collected, by card and PIN_ID: encrypted in memory, never shared with another process.
 *
 * Source: Microsoft, PIN cache of the Base CSP; reference/minidriver.md 7.3, 10.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { PinRequest } from './dialogs.ts';

const CIPHER = 'aes-256-gcm';
const IV_LENGTH = 12;

interface CachedPin {
  readonly iv: Bytes;
  readonly ciphertext: Bytes;
  readonly tag: Bytes;
  /** Time of the clock from which it may not be used any more. */
  readonly expiresMs: number;
}

export class PinCache {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #pins = new Map<string, CachedPin>();
  /**
   * By cardid: how the last presentation ended, where its program had left before it could be told. Whoever is asked next
   * hears of it first: one that answers by itself would present the same code again.
   */
  readonly untoldRefusals = new Map<string, PinRequest['refused']>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param seconds how long it may be used again; without limit when absent */
  remember(cardIdentifier: string, pinId: number, pin: string, seconds?: number): void {
    const iv = randomBytes(IV_LENGTH);
    const cipher = createCipheriv(CIPHER, this.#key, iv);
    const ciphertext = Buffer.concat([cipher.update(pin, 'utf8'), cipher.final()]);
    const expiresMs = seconds === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() + seconds * 1000;
    this.#pins.set(keyOf(cardIdentifier, pinId), { iv, ciphertext, tag: cipher.getAuthTag(), expiresMs });
  }

  /** The PIN, unless none was kept or its time is over. */
  recall(cardIdentifier: string, pinId: number): string | undefined {
    const kept = this.#pins.get(keyOf(cardIdentifier, pinId));
    if (kept === undefined) return undefined;
    if (this.#clock.now() >= kept.expiresMs) {
      this.forget(cardIdentifier, pinId);
      return undefined;
    }
    const decipher = createDecipheriv(CIPHER, this.#key, kept.iv);
    decipher.setAuthTag(kept.tag);
    return Buffer.concat([decipher.update(kept.ciphertext), decipher.final()]).toString('utf8');
  }

  forget(cardIdentifier: string, pinId: number): void {
    this.#pins.delete(keyOf(cardIdentifier, pinId));
  }

  forgetCard(cardIdentifier: string): void {
    this.untoldRefusals.delete(cardIdentifier);
    for (const key of [...this.#pins.keys()]) if (key.startsWith(`${cardIdentifier} `)) this.#pins.delete(key);
  }
}

function keyOf(cardIdentifier: string, pinId: number): string {
  return `${cardIdentifier} ${pinId}`;
}
