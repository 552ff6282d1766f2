/** A product: a certificate that was ordered, from its order to its end. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { IssuedCertificate, Revocation, SubjectStructure } from '../../pki/index.ts';
import type { Terms } from './habilitations.ts';
import type { OfferId, UsageId } from './offers.ts';
import type { HashedCode } from './revocation-code.ts';

/** By which way somebody came. Source: reference/documents.md P07 (IHM); API: simulation. */
export type ProductChannel = 'IHM' | 'API';

export type ProductState = 'toWithdraw' | 'withdrawn' | 'revoked' | 'expired';

/** Who ordered. */
export interface Applicant {
  /** IdNat_PS. */
  readonly nationalId: string;
  readonly familyName: string;
  readonly givenName: string;
}

/** What the tables of the portal say of a product. */
export interface Product {
  /** That of the order, and of the mail. */
  readonly number: number;
  readonly channel: ProductChannel;
  readonly offer: OfferId;
  readonly usage: UsageId;
  readonly structure?: SubjectStructure;
  /** The service applicatif, or the person's name. */
  readonly beneficiary: string;
  readonly applicant: Applicant;
  /** Who made the key pair. */
  readonly keyMade: 'byUser' | 'onLine';
  readonly state: ProductState;
  /** Whether the withdrawal is finalised: there is something to download then. */
  readonly accepted: boolean;
  readonly orderedAt: Date;
  readonly notAfter: Date;
  readonly serial: string;
  readonly revocation?: Pick<Revocation, 'at' | 'reason'>;
  /** Number of the product that it was ordered to follow. */
  readonly renews?: number;
  /** Number of the one that follows it, while that one is alive. */
  readonly renewedBy?: number;
}

/** What the portal keeps. */
export interface Entry {
  readonly number: number;
  readonly channel: ProductChannel;
  readonly terms: Terms;
  readonly structure?: SubjectStructure | undefined;
  readonly beneficiary: string;
  readonly applicant: Applicant;
  readonly mail: string;
  /** PKCS#8, encrypted with a password that only the person knows; of keys made on line. */
  readonly protectedKey?: Bytes | undefined;
  readonly issued: IssuedCertificate;
  readonly orderedAt: Date;
  /** Number of the product that it renews. */
  readonly renews?: number | undefined;
  code?: HashedCode | undefined;
  wrongCodes: number;
  downloaded: boolean;
  revocation?: Revocation | undefined;
}

export function stateOf({ revocation, issued, downloaded }: Entry, now: Date): ProductState {
  if (revocation !== undefined) return 'revoked';
  if (issued.notAfter < now) return 'expired';
  return downloaded ? 'withdrawn' : 'toWithdraw';
}

/** Neither revoked nor expired. */
export function isAlive(state: ProductState): boolean {
  return state === 'toWithdraw' || state === 'withdrawn';
}

/**
 * The product as it is told: no code, no key.
 * @param renewal the one that follows it, if there is one that is alive
 */
export function productOf(entry: Entry, now: Date, renewal?: Entry): Product {
  const { number, channel, terms, structure, beneficiary, applicant, orderedAt, issued, revocation, renews } = entry;
  return {
    ...{ number, channel, offer: terms.offer, usage: terms.usage, beneficiary, orderedAt },
    ...(structure && { structure }),
    applicant,
    keyMade: entry.protectedKey === undefined ? 'byUser' : 'onLine',
    state: stateOf(entry, now),
    accepted: entry.code !== undefined,
    notAfter: issued.notAfter,
    serial: issued.serial,
    ...(revocation && { revocation: { at: revocation.at, reason: revocation.reason } }),
    ...(renews !== undefined && { renews }),
    ...(renewal && { renewedBy: renewal.number }),
  };
}
