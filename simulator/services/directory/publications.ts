/** What the directory has to give at each address, now; the lists are those of the moment they are asked. */
import type { Clock } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type AuthorityId, type Pki, PkiError, type RegisterAt } from '../../pki/index.ts';
import { type PublicationPoint, type PublishedKind, publicationPoints } from '../../pki/publication-points.ts';
import { type DirectoryFault, spoilt } from './faults.ts';

const DAY_MS = 86_400_000;

/** By which way something is asked. */
export type Way = 'http' | 'ldap';

export interface FaultPlace {
  /** All of them by default. */
  readonly authority?: AuthorityId | undefined;
  readonly what?: PublishedKind | undefined;
  readonly way?: Way | undefined;
}

interface PlantedFault extends FaultPlace {
  readonly fault: DirectoryFault;
}

export type Wanted = Pick<PublicationPoint, 'authority' | 'what'>;

function concerns(planted: FaultPlace, { authority, what }: Wanted, way: Way): boolean {
  const { authority: whose = authority, what: kind = what, way: by = way } = planted;
  return whose === authority && kind === what && by === way;
}

export class Publications {
  readonly points = publicationPoints();
  readonly #pki: Pki;
  readonly #clock: Clock;
  #faults: readonly PlantedFault[] = [];

  constructor(pki: Pki, clock: Clock) {
    this.#pki = pki;
    this.#clock = clock;
  }

  /** The last one that concerns something counts. */
  plant(fault: DirectoryFault, place: FaultPlace = {}): void {
    this.#faults = [{ ...place, fault }, ...this.#faults];
  }

  heal(): void {
    this.#faults = [];
  }

  fault(wanted: Wanted, way: Way): DirectoryFault | undefined {
    return this.#faults.find((planted) => concerns(planted, wanted, way))?.fault;
  }

  /** In DER, as that way gives it; undefined where there is nothing: a root has no delta list. */
  content(wanted: Wanted, way: Way): Bytes | undefined {
    const fault = this.fault(wanted, way);
    if (fault === 'notFound') return undefined;
    const whose = fault === 'otherIssuer' ? this.#another(wanted.authority) : wanted.authority;
    const bytes = this.#published(whose, wanted.what, fault);
    return bytes && spoilt(bytes, fault);
  }

  #published(id: AuthorityId, what: PublishedKind, fault: DirectoryFault | undefined): Bytes | undefined {
    const authority = this.#pki.authority(id);
    if (what === 'certificate') return authority.certificate;
    if (what === 'deltaCrl' && authority.issuer === undefined) return undefined;
    const then = this.#registerOf(id, typeof fault === 'object' && 'stale' in fault ? fault.stale : 0);
    return (what === 'crl' ? then?.crl() : then?.deltaCrl())?.crl;
  }

  /** As it was so many days ago; undefined on a day on which the authority was not there. */
  #registerOf(id: AuthorityId, daysAgo: number): RegisterAt | undefined {
    try {
      return this.#pki.register(id).at(new Date(this.#clock.date().getTime() - daysAgo * DAY_MS));
    } catch (error) {
      if (error instanceof PkiError && error.reason === 'revocationDate') return undefined;
      throw error;
    }
  }

  /** Of the same branch and level, so that nothing but the issuer is wrong. */
  #another(id: AuthorityId): AuthorityId {
    const { branch, issuer } = this.#pki.authority(id);
    const others = this.#pki.authorities().filter((one) => one.id !== id && one.branch === branch);
    const alike = others.find((one) => (one.issuer === undefined) === (issuer === undefined));
    return alike?.id ?? id;
  }
}
