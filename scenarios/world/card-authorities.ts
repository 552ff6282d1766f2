/** Who issues the certificates of a world's cards, and who knows which of them are revoked. */
import type { MovableClock } from '#common/clock.ts';
import { type MadeCard, type Opposition, opposeCard, personalise } from '../../simulator/personalisation/index.ts';
import { defaultPki, OTHER_SEED, Pki, type Revocation } from '../../simulator/pki/index.ts';

export class CardAuthorities {
  readonly #clock: MovableClock;
  /** The cards that were made by authorities which other worlds have too. */
  readonly #shared: MadeCard[] = [];
  #pki: Pki | undefined;
  #other: Pki | undefined;

  /** @param pki given to the world; by default it has its own, which issue the same certificates as those of all worlds */
  constructor(clock: MovableClock, pki?: Pki) {
    this.#clock = clock;
    this.#pki = pki;
  }

  /** Issue the cards of this world; what they revoke, no other world knows. */
  get pki(): Pki {
    if (this.#pki === undefined) {
      this.#pki = new Pki({ clock: this.#clock });
      for (const { profile, seed, lists } of this.#shared) personalise(profile, seed, { pki: this.#pki, lists });
    }
    return this.#pki;
  }

  /** Of the same names, and trusted by nobody. */
  get other(): Pki {
    this.#other ??= new Pki({ seed: OTHER_SEED, clock: this.#clock });
    return this.#other;
  }

  /**
   * Whoever issues a card now that names nobody. As long as nobody asks this world for a revocation, those of all worlds do:
   * what they issued is remembered from world to world.
   */
  issuerOf(card: MadeCard): Pki {
    if (this.#pki !== undefined) return this.#pki;
    this.#shared.push(card);
    return defaultPki;
  }

  /** Revokes the certificates of a card. @throws PersonalisationError, PkiError */
  oppose(card: MadeCard, pki: Pki | undefined, opposition: Opposition): Revocation[] {
    return opposeCard(card, pki ?? this.pki, opposition, this.#clock.date());
  }
}
