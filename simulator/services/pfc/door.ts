/**
 * Who may come in: the verdict on the certificate of a card, each refusal with the layer that it comes from.
 *
 * The handshake itself refuses nobody, so that every client is told why. Source: reference/pki-services.md 4 ("no
 * certificate" looks like another fault to OpenSSL: it is asked first); reference/documents.md M08, M09, M15, M16.
 */
import type { X509Certificate } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import {
  type AuthorityId,
  type CertificateStanding,
  firstBroken,
  type Pki,
  STANDING_LAYERS,
  type StandingRule,
} from '../../pki/index.ts';
import { type Holder, holderOf } from './holder.ts';
import type { Branch } from './issuer.ts';
import { PortalError, type PortalReason } from './portal-error.ts';

/** Whose cards are trusted: of professionals (FORT) and of staff (STANDARD), of the branch of the portal. */
export function trustedAuthorities(branch: Branch): readonly AuthorityId[] {
  return branch === 'test'
    ? ['sante-test-fort-personnes', 'sante-test-standard-personnes']
    : ['sante-fort-personnes', 'sante-standard-personnes'];
}

interface DoorOptions {
  readonly pki: Pki;
  readonly clock: Clock;
  readonly branch: Branch;
}

/** The layer stands first: what to look at when it goes wrong. */
function refusal(reason: PortalReason, layer: Text, { en, fr }: Text): PortalError {
  return new PortalError(reason, { en: `${layer.en}: ${en}`, fr: `${layer.fr} : ${fr}` });
}

const TLS: Text = { en: 'TLS', fr: 'TLS' };
const SESSION: Text = { en: 'session', fr: 'session' };

const REASONS: Readonly<Partial<Record<StandingRule, PortalReason>>> = {
  otherBranch: 'branch',
  usage: 'usage',
  notYetValid: 'notYetValid',
  expired: 'expired',
  authorityDates: 'expired',
  revoked: 'revoked',
  onHold: 'revoked',
};

/** @throws PortalError for the first rule that a certificate breaks */
function requireGood(standing: CertificateStanding): void {
  const found = firstBroken(
    standing,
    ['trust', 'certificate', 'usage', 'validity', 'revocation'],
    ['revocationUnknown'],
  );
  if (found !== undefined) throw refusal(REASONS[found.rule] ?? 'foreign', STANDING_LAYERS[found.layer], found.text);
}

/**
 * The holder of the card behind a certificate that was shown in the handshake.
 * @throws PortalError `noCertificate`, `foreign`, `branch`, `usage`, `expired`, `notYetValid`, `revoked`
 */
export function holderBefore(certificate: X509Certificate | undefined, { pki, clock, branch }: DoorOptions): Holder {
  if (certificate === undefined)
    throw refusal('noCertificate', TLS, {
      en: 'no certificate was shown: put your card into the reader, and close and open the browser',
      fr: 'aucun certificat présenté : mettez votre carte dans le lecteur, fermez et rouvrez le navigateur',
    });
  const standing = pki.standing([new Uint8Array(certificate.raw)], {
    accepted: trustedAuthorities(branch),
    at: clock.date(),
    purpose: 'clientAuth',
  });
  requireGood(standing);
  const holder = holderOf(certificate);
  if (holder !== undefined) return holder;
  throw refusal('usage', STANDING_LAYERS.usage, {
    en: `certificate of ${standing.person}: of no person; choose the authentication certificate of one`,
    fr: `certificat de ${standing.person} : d'aucune personne ; choisissez le certificat d'authentification de l'une`,
  });
}

/** A cookie came with the certificate of another card. */
export function otherCard(): PortalError {
  return refusal('session', SESSION, {
    en: 'it was opened with another card: open one with yours',
    fr: 'elle a été ouverte avec une autre carte : ouvrez-en une avec la vôtre',
  });
}

/** What was sent is not for this page. */
export function otherSite(): PortalError {
  return refusal('request', SESSION, {
    en: 'the form is not of this session, or comes from another site: open the page again',
    fr: "le formulaire n'est pas de cette session, ou vient d'un autre site : rouvrez la page",
  });
}
