/**
 * When an authority publishes its lists and how they are numbered.
 *
 * A full list each day at midnight, a delta list with each change since. Both share one sequence of numbers: each day and each
 * change is one more, so a number stands for one moment and one content. Source: RFC 5280, 5.2.3 and 5.2.4.
 */
import type { IssuingAuthority } from '../authority.ts';
import { distributionPoints } from '../extensions.ts';
import type { ListAddresses } from '../list-addresses.ts';
import { PkiError } from '../pki-error.ts';
import type { Signer } from '../service-certificate.ts';
import type { UrlForm } from '../urls.ts';
import { checkList } from './arguments.ts';
import { type CertificateList, signList } from './certificate-list.ts';
import { separateSigner } from './crl-signer.ts';
import { type RevocationLayout, revocationLayout } from './layouts.ts';
import { type Change, dateOf, secondOf, type Timeline } from './timeline.ts';

const DAY = 86_400;

export interface ListOptions {
  /**
   * Who signs: the authority's own key, which every program can check; or, in 2TER, the key of its certificate for lists
   * alone (`signedBy`). `authority` by default.
   */
  readonly signer?: 'authority' | 'separate';
}

/** Whose lists they are. */
export interface Publisher {
  readonly authority: IssuingAuthority;
  /** Whoever issued the authority's certificate; itself for a root. */
  readonly issuer: IssuingAuthority;
  readonly urls: UrlForm;
  readonly lists?: ListAddresses | undefined;
}

interface Edition {
  readonly from: number;
  readonly thisUpdate: number;
  readonly validUntil: number;
  readonly baseNumber?: number;
}

export class Publication {
  readonly #publisher: Publisher;
  readonly #timeline: Timeline;
  readonly #layout: RevocationLayout;
  /** The last list of each kind and signer: who fetches it twice gets the same. */
  readonly #last = new Map<string, CertificateList>();
  #separate: Signer | undefined;

  constructor(publisher: Publisher, timeline: Timeline) {
    this.#publisher = publisher;
    this.#timeline = timeline;
    this.#layout = revocationLayout(publisher.authority);
  }

  /** The first list's. */
  get firstSecond(): number {
    return midnight(secondOf(new Date(this.#publisher.authority.layout.validity.from)));
  }

  /** @param second since 1970 */
  full(second: number, options: ListOptions): CertificateList {
    const thisUpdate = midnight(second);
    const validUntil = thisUpdate + this.#layout.validDays * DAY;
    return this.#list({ from: Number.NEGATIVE_INFINITY, thisUpdate, validUntil }, options);
  }

  /** @param second since 1970 @throws PkiError `noDeltaCrl` */
  delta(second: number, options: ListOptions): CertificateList {
    const { delta } = this.#layout;
    const { id } = this.#publisher.authority;
    if (delta === undefined)
      throw new PkiError('noDeltaCrl', {
        en: `${id}: publishes full lists alone, no delta lists`,
        fr: `${id} : ne publie que des listes complètes, aucune liste delta`,
      });
    const base = midnight(second);
    const thisUpdate = Math.max(base, this.#timeline.lastSecond(second) ?? base);
    const validUntil = base + delta.validDays * DAY;
    return this.#list({ from: base, thisUpdate, validUntil, baseNumber: this.#number(base) }, options);
  }

  #number(second: number): number {
    return 1 + (midnight(second) - this.firstSecond) / DAY + this.#timeline.count(second);
  }

  #list({ from, thisUpdate, validUntil, baseNumber }: Edition, options: ListOptions): CertificateList {
    checkList(options);
    const { signer = 'authority' } = options;
    const number = this.#number(thisUpdate);
    const kind = `${baseNumber === undefined ? 'full' : 'delta'} ${signer}`;
    const last = this.#last.get(kind);
    if (last?.number === number && last.thisUpdate.getTime() === thisUpdate * 1000) return last;
    const list = signList({
      ...this.#from(signer),
      ...{ number, baseNumber, thisUpdate: dateOf(thisUpdate), nextUpdate: dateOf(validUntil) },
      freshestCRL: baseNumber === undefined ? this.#freshestCrl() : undefined,
      changes: this.#named(from, thisUpdate),
    });
    this.#last.set(kind, list);
    return list;
  }

  /** A full list does not name what is on hold no longer. */
  #named(from: number, to: number): readonly Change[] {
    const changes = this.#timeline.between(from, to);
    return from === Number.NEGATIVE_INFINITY ? changes.filter(({ reason }) => reason !== 'removeFromCRL') : changes;
  }

  #from(signer: 'authority' | 'separate') {
    const { authority } = this.#publisher;
    const signedBy = signer === 'authority' ? authority : this.#separateSigner();
    return { issuer: authority.name, signature: authority.layout.signature, signedBy };
  }

  #separateSigner(): Signer {
    const { authority, issuer, urls } = this.#publisher;
    this.#separate ??= separateSigner(authority, this.#layout, issuer, urls);
    if (this.#separate !== undefined) return this.#separate;
    throw new PkiError('noCrlSigner', {
      en: `${authority.id}: no certificate for lists alone, expected the signer 'authority'`,
      fr: `${authority.id} : aucun certificat propre aux listes, attendu : le signataire 'authority'`,
    });
  }

  #freshestCrl() {
    const { authority, urls, lists } = this.#publisher;
    const { delta } = this.#layout;
    if (delta === undefined) return undefined;
    return distributionPoints(delta.freshestCRL, 'delta', { fields: authority.layout.fields, urls, lists });
  }
}

function midnight(second: number): number {
  return second - (((second % DAY) + DAY) % DAY);
}
