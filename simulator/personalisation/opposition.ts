/**
 * Opposition: the issuer puts a card out of service, and its certificates are revoked for good. The card knows nothing of it.
 *
 * Source: the order of 4 April 2022 (a revocation is final); reference/cps-facts.md (g).
 */
import { X509Certificate } from 'node:crypto';
import { EXPECTED_TIME, parseTime } from '#common/calendar.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Profile } from '../card/profile/schema.ts';
import { walkFiles } from '../card/profile/walk-files.ts';
import type { ListAddresses, Pki, Revocation, RevocationReason } from '../pki/index.ts';
import type { CertificateUsage } from './certificates.ts';
import { PersonalisationError } from './personalisation-error.ts';
import { personalise } from './personalise.ts';

export interface Opposition {
  /** `unspecified` by default. */
  readonly reason?: RevocationReason | undefined;
  /** When; now by default. A text as `2 days ago`, `2026-01-31`. */
  readonly at?: Date | string | undefined;
  /** Only that certificate, for one that is revoked by itself; all of them by default. */
  readonly certificate?: CertificateUsage | undefined;
}

/** What a card was made of. */
export interface MadeCard {
  readonly profile: Profile;
  readonly seed: number;
  /** How its certificates name revocation lists. */
  readonly lists?: ListAddresses | undefined;
}

/** The certificates of a fresh card by their usage. */
function* certificatesOf(
  { profile, seed, lists }: MadeCard,
  pki: Pki,
): Generator<[usage: CertificateUsage, der: Bytes]> {
  const { contents } = personalise(profile, seed, { pki, lists });
  for (const { type, path, node } of walkFiles(profile)) {
    if (type === 'df' || !('build' in node.content)) continue;
    const [, usage] = /^(authentication|signature|technical)-certificate$/.exec(node.content.build) ?? [];
    const der = contents[path];
    if (usage !== undefined && der !== undefined) yield [usage as CertificateUsage, der];
  }
}

function momentOf(at: Opposition['at'], now: Date): Date {
  const found = typeof at === 'string' ? parseTime(at, now) : (at ?? now);
  if (found !== undefined) return found;
  throw new PersonalisationError('time', {
    en: `opposed.at: found '${String(at)}', expected ${EXPECTED_TIME.en}`,
    fr: `opposed.at : trouvé '${String(at)}', attendu : ${EXPECTED_TIME.fr}`,
  });
}

/**
 * Revokes the certificates of a card at the authorities that issued them; those revoked before stay as they are.
 * @param pki issued them, or issues the same ones: what it has not entered yet, it enters
 * @throws PersonalisationError when `at` is no time; PkiError `revocationDate`
 */
export function opposeCard(card: MadeCard, pki: Pki, opposition: Opposition, now: Date): Revocation[] {
  const { reason = 'unspecified', certificate: wanted } = opposition;
  const at = momentOf(opposition.at, now);
  return [...certificatesOf(card, pki)].flatMap(([usage, der]) => {
    if (wanted !== undefined && wanted !== usage) return [];
    const certificate = new X509Certificate(der);
    const issuer = pki.issuerOf(certificate);
    if (issuer === undefined) return [];
    const register = pki.register(issuer.id);
    const known = register.at(new Date('9999-01-01T00:00:00Z')).status(certificate.serialNumber);
    return known.status === 'revoked' ? [] : [register.revoke(certificate.serialNumber, { at, reason })];
  });
}
