/** Sessions, each bound to the certificate of the card that opened it. Source: reference/pki-services.md 6. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import { otherCard } from './door.ts';

/** Where forms that were sent have led to. */
class Led {
  readonly #places = new Map<string, Promise<string | undefined>>();

  /** Undefined when it was not sent, or was refused. */
  get(sent: string): Promise<string | undefined> | undefined {
    return this.#places.get(sent);
  }

  remember(sent: string, place: Promise<string | undefined>): void {
    const [oldest] = this.#places.keys();
    if (oldest !== undefined && this.#places.size >= MOST_FORMS) this.#places.delete(oldest);
    this.#places.set(sent, place);
  }
}

export interface Session {
  /** What the cookie says. */
  readonly id: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  /** What forms of this session say. */
  readonly token: string;
  readonly led: Led;
}

interface Kept extends Session {
  lastUsed: number;
}

const MOST_SESSIONS = 1000;
/** Of one session; nobody clicks twice on an older one. */
const MOST_FORMS = 50;
/** Without a page asked. Source: simulation. */
const IDLE_MS = 30 * 60_000;

export class Sessions {
  readonly #clock: Clock;
  readonly #byId = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new session; the one that was idle longest makes room when there are too many. */
  open(fingerprint: string): Session {
    const [id, token] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const session = { id, fingerprint, token, led: new Led(), lastUsed: this.#clock.now() };
    if (this.#byId.size >= MOST_SESSIONS) this.#dropOldest();
    this.#byId.set(id, session);
    return session;
  }

  /** Undefined when there is none, or none any more. @throws PortalError `session` when another card opened it */
  find(id: string, fingerprint: string): Session | undefined {
    const session = this.#byId.get(id);
    if (session === undefined) return undefined;
    const now = this.#clock.now();
    if (now - session.lastUsed > IDLE_MS) {
      this.#byId.delete(id);
      return undefined;
    }
    if (session.fingerprint !== fingerprint) throw otherCard();
    session.lastUsed = now;
    return session;
  }

  close(id: string): void {
    this.#byId.delete(id);
  }

  clear(): void {
    this.#byId.clear();
  }

  #dropOldest(): void {
    const [oldest] = [...this.#byId.values()].sort((a, b) => a.lastUsed - b.lastUsed);
    if (oldest !== undefined) this.#byId.delete(oldest.id);
  }
}
