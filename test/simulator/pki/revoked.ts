/** Certificates to revoke, of an authority on a fixed day. */
import type { Clock } from '#common/clock.ts';
import {
  type CertificateProfileId,
  type IssuedCertificate,
  type IssueOptions,
  Pki,
  type PkiOptions,
} from '../../../simulator/pki/index.ts';
import { holderFor } from './subjects.ts';

/** The clock of these tests stands still. */
export const NOW = new Date('2026-06-10T12:00:00Z');
export const ISSUED = new Date('2026-06-01T08:30:15Z');
const CLOCK = { date: () => NOW } as Clock;

const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;

export function before(ms: number): Date {
  return new Date(NOW.getTime() - ms);
}

export const A_MINUTE_AGO = before(MINUTE);

export function pkiOf(options: PkiOptions = {}): Pki {
  return new Pki({ clock: CLOCK, ...options });
}

export function certificateOf(
  pki: Pki,
  id: CertificateProfileId = 'sante-auth',
  options: Pick<IssueOptions, 'authority' | 'from' | 'lists'> = {},
): IssuedCertificate {
  return pki.issue(id, ...holderFor(id), { from: ISSUED, ...options });
}
