/**
 * What a prior authentication gives: a token, bound to the certificate of the card and with an end.
 *
 * The transactions TM4.1 of the DST have one; what theirs looks like is not public: simulation.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import { type SoapReason, SoapRefusal } from './soap-refusal.ts';

interface Session {
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly until: Date;
}

const MOST_SESSIONS = 1000;
const MINUTE_MS = 60_000;

function refused(reason: SoapReason, text: Text): SoapRefusal {
  return new SoapRefusal(reason, 'session', text);
}

export class SoapSessions {
  readonly #clock: Clock;
  readonly #byToken = new Map<string, Session>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The oldest makes room when there are too many. */
  open(fingerprint: string, minutes: number): { readonly token: string; readonly until: Date } {
    const [oldest] = this.#byToken.keys();
    if (this.#byToken.size >= MOST_SESSIONS && oldest !== undefined) this.#byToken.delete(oldest);
    const token = randomBytes(32).toString('base64url');
    const until = new Date(this.#clock.date().getTime() + minutes * MINUTE_MS);
    this.#byToken.set(token, { fingerprint, until });
    return { token, until };
  }

  /** @throws SoapRefusal `noToken`, `unknownToken`, `otherCard`, `sessionEnded` */
  require(token: string | undefined, fingerprint: string): void {
    if (token === undefined || token === '')
      throw refused('noToken', {
        en: 'no token: call OpenSession first, and send what it gives in the header Session',
        fr: "pas de jeton : appelez d'abord OpenSession, et envoyez dans l'en-tête Session ce qu'il donne",
      });
    const session = this.#byToken.get(token);
    if (session === undefined)
      throw refused('unknownToken', {
        en: 'this token is not known: call OpenSession again',
        fr: "ce jeton n'est pas connu : appelez de nouveau OpenSession",
      });
    // Who holds another card learns nothing else of it.
    if (session.fingerprint !== fingerprint)
      throw refused('otherCard', {
        en: 'the session was opened with another card: open one with yours',
        fr: 'la session a été ouverte avec une autre carte : ouvrez-en une avec la vôtre',
      });
    if (session.until > this.#clock.date()) return;
    this.#byToken.delete(token);
    throw refused('sessionEnded', {
      en: `the session ended at ${session.until.toISOString()}: call OpenSession again`,
      fr: `la session a pris fin à ${session.until.toISOString()} : appelez de nouveau OpenSession`,
    });
  }

  close(token: string): void {
    this.#byToken.delete(token);
  }

  clear(): void {
    this.#byToken.clear();
  }
}
