/** What authorities have done so far, as plain data. Their keys come from their name and seed, and are no part of it. */
import type { AuthorityId } from './authorities/index.ts';
import type { CrlReason } from './revocation/reasons.ts';

/** What happened to a certificate, and when, in seconds since 1970. */
export type KeptChange = readonly [serial: string, second: number, reason: CrlReason];

export interface AuthorityState {
  /** Serial numbers in hexadecimal, each with the digest of what its certificate says: none is given twice. */
  readonly given: readonly (readonly [serial: string, digest: string])[];
  /** In the order of issue, with the second since 1970. */
  readonly issued: readonly (readonly [serial: string, second: number])[];
  /** In the order in which they came. */
  readonly changes: readonly KeptChange[];
}

export interface PkiState {
  readonly name?: string | undefined;
  readonly seed?: number | undefined;
  /** Those that have done something. */
  readonly authorities: Readonly<Partial<Record<AuthorityId, AuthorityState>>>;
}
