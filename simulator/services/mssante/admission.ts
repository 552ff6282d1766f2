/**
 * Which cards come in on which flow: the verdict on the certificate that was shown. The handshake itself refuses nobody, so that
 * every client is told which layer refused it and by which rule.
 *
 * Source: reference/documents.md M08, M13, M15 to M17, M22.
 */
import type { X509Certificate } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import {
  type BrokenRule,
  type CertificateStanding,
  firstBroken,
  type Pki,
  STANDING_LAYERS,
  type StandingRule,
} from '../../pki/index.ts';
import { type Holder, holderOf } from '../pfc/holder.ts';
import { AUTHORITIES_OF, FAMILIES, type Family, type Flow, type Interface } from './flows.ts';
import { MssanteError, type MssanteReason } from './mssante-error.ts';
import { acceptedOn, type MssanteSettings } from './settings.ts';

export type { Holder };

export interface AdmissionOptions {
  readonly pki: Pki;
  readonly clock: Clock;
  readonly settings: MssanteSettings;
  readonly interface: Interface;
  readonly flow: Flow;
}

const TLS: Text = { en: 'TLS', fr: 'TLS' };

function refusal(reason: MssanteReason, layer: Text, { en, fr }: Text): MssanteError {
  return new MssanteError(reason, { en: `${layer.en}: ${en}`, fr: `${layer.fr} : ${fr}` });
}

/** The authorities whose cards are taken on that flow, to be named to clients. */
export function acceptedAuthorities({ settings, clock, ...on }: Omit<AdmissionOptions, 'pki'>) {
  const families = acceptedOn(settings, on.interface, on.flow, clock.date());
  return families.flatMap((family) => AUTHORITIES_OF[family][settings.environment]);
}

const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  '2ter': 'IGC-CPS 2TER',
  '2ter-personnel': 'IGC-CPS 2TER (CDE, CDA, CPE, CPA)',
  fort: 'IGC-SANTE FORT PERSONNES',
  standard: 'IGC-SANTE STANDARD PERSONNES',
};

function familyRefusal(family: Family, options: AdmissionOptions): MssanteError | undefined {
  const { settings, clock, interface: of, flow } = options;
  const now = clock.date();
  const accepted = acceptedOn(settings, of, flow, now);
  if (accepted.includes(family)) return undefined;
  const name = FAMILY_NAMES[family];
  if (acceptedOn({ ...settings, newCardsFrom: new Date(0) }, of, flow, now).includes(family))
    return refusal('notAdapted', STANDING_LAYERS.trust, {
      en: `the operator does not take cards of ${name} yet`,
      fr: `l'opérateur ne prend pas encore les cartes ${name}`,
    });
  const expected = accepted.map((one) => FAMILY_NAMES[one]).join(', ');
  return refusal('family', STANDING_LAYERS.trust, {
    en: `a card of ${name}; this operator takes ${expected}`,
    fr: `une carte ${name} ; cet opérateur prend : ${expected}`,
  });
}

/** What is none of these is a certificate of no card that is known here. */
const REASONS: Readonly<Partial<Record<StandingRule, MssanteReason>>> = {
  otherBranch: 'branch',
  usage: 'usage',
  notYetValid: 'notYetValid',
  expired: 'expired',
  authorityDates: 'expired',
  revoked: 'revoked',
  onHold: 'revoked',
};

function refuse(rule: BrokenRule | undefined): void {
  if (rule !== undefined) throw refusal(REASONS[rule.rule] ?? 'foreign', STANDING_LAYERS[rule.layer], rule.text);
}

/** What is not known is not held against anybody, nor what only the lists say that this operator does not read. */
function forgiven({ revocation }: CertificateStanding, { readsDelta }: MssanteSettings): readonly StandingRule[] {
  const unread = revocation?.list === 'delta' && !readsDelta;
  return ['revocationUnknown', ...(unread ? (['revoked', 'onHold'] as const) : [])];
}

function requireGood(certificate: X509Certificate, options: AdmissionOptions): void {
  const { pki, clock, settings } = options;
  const cards = FAMILIES.flatMap((family) => AUTHORITIES_OF[family][settings.environment]);
  const standing = pki.standing([new Uint8Array(certificate.raw)], {
    ...{ accepted: cards, at: clock.date(), purpose: 'clientAuth' },
  });
  refuse(firstBroken(standing, ['trust']));
  const family = FAMILIES.find((one) =>
    AUTHORITIES_OF[one][settings.environment].some((id) => id === standing.authority?.id),
  );
  const refused = family && familyRefusal(family, options);
  if (refused !== undefined) throw refused;
  refuse(firstBroken(standing, ['certificate', 'usage', 'validity', 'revocation'], forgiven(standing, settings)));
}

/**
 * The holder of the card.
 * @throws MssanteError `noCertificate`, `foreign`, `branch`, `family`, `notAdapted`, `usage`, `expired`, `notYetValid`, `revoked`
 */
export function admit(certificate: X509Certificate | undefined, options: AdmissionOptions): Holder {
  if (certificate === undefined)
    throw refusal('noCertificate', TLS, {
      en: 'no certificate was shown: the card is wanted',
      fr: "aucun certificat n'a été présenté : il faut la carte",
    });
  requireGood(certificate, options);
  const holder = holderOf(certificate);
  if (holder !== undefined) return holder;
  throw refusal('usage', STANDING_LAYERS.usage, {
    en: 'a certificate of no person; choose the authentication certificate of one',
    fr: "un certificat d'aucune personne ; choisissez le certificat d'authentification de l'une",
  });
}
