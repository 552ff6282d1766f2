/**
 * What can be ordered: offers and their usages, each with the certificate profile that it leads to.
 *
 * Source: reference/documents.md P07, D01, D09, D12; reference/pki-services.md 6 (offers and usages of the agency's guide);
 * PRO and PS beside AUTH_CLI: simulation.
 */
import type { Text } from '#common/language.ts';
import type { CertificateProfileId } from '../../pki/index.ts';

export const OFFER_IDS = ['ORG', 'SERV', 'PRO', 'PS'] as const;
export type OfferId = (typeof OFFER_IDS)[number];

export const USAGE_IDS = ['AUTH_CLI', 'SIGN', 'CONF', 'SSL_SERV', 'S/MIME'] as const;
export type UsageId = (typeof USAGE_IDS)[number];

/** What the "service applicatif" of an order has to be: the CN of the certificate, but for a person's. */
type ServiceKind = 'name' | 'fqdn' | 'email' | 'none';

export interface Usage {
  readonly profile: CertificateProfileId;
  readonly service: ServiceKind;
}

export interface Offer {
  readonly title: Text;
  /** Whom the certificate names: a structure's program or server, or a person, within a structure or not. */
  readonly names: 'structure' | 'employee' | 'person';
  readonly usages: Readonly<Partial<Record<UsageId, Usage>>>;
}

export const OFFERS: Readonly<Record<OfferId, Offer>> = {
  ORG: {
    title: { en: 'structure (legal person)', fr: 'structure (personne morale)' },
    names: 'structure',
    usages: {
      AUTH_CLI: { profile: 'sante-org-auth-cli', service: 'name' },
      SIGN: { profile: 'sante-org-sign', service: 'name' },
      CONF: { profile: 'sante-org-conf', service: 'name' },
    },
  },
  SERV: {
    title: { en: 'server of a structure', fr: "serveur d'une structure" },
    names: 'structure',
    usages: {
      SSL_SERV: { profile: 'sante-serv-ssl', service: 'fqdn' },
      'S/MIME': { profile: 'sante-serv-smime', service: 'email' },
      SIGN: { profile: 'sante-serv-sign', service: 'fqdn' },
      CONF: { profile: 'sante-serv-conf', service: 'fqdn' },
    },
  },
  PRO: {
    title: { en: 'professional within a structure', fr: "professionnel au sein d'une structure" },
    names: 'employee',
    usages: {
      AUTH_CLI: { profile: 'sante-pro-auth-cli', service: 'none' },
      SIGN: { profile: 'sante-pro-sign', service: 'none' },
    },
  },
  PS: {
    title: { en: 'health professional', fr: 'professionnel de santé' },
    names: 'person',
    usages: {
      AUTH_CLI: { profile: 'sante-ps-auth-cli', service: 'none' },
      SIGN: { profile: 'sante-ps-sign', service: 'none' },
    },
  },
};

export function usageOf(offer: OfferId, usage: UsageId): Usage | undefined {
  return OFFERS[offer].usages[usage];
}

/** Usages of an offer, in the order in which the portal shows them. */
export function usagesOf(offer: OfferId): UsageId[] {
  return Object.keys(OFFERS[offer].usages) as UsageId[];
}
