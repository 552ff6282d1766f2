/** An order, checked rule by rule, and whom its certificate names. */

import { terminalText } from '#common/terminal-text.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Subject, SubjectStructure } from '../../pki/index.ts';
import { emailDomain, fqdnFault, LONGEST_NAME } from './domains.ts';
import type { Terms } from './habilitations.ts';
import { fullName, type Holder } from './holder.ts';
import { OFFERS, type OfferId, type Usage, type UsageId, usageOf, usagesOf } from './offers.ts';
import { PortalError } from './portal-error.ts';

/** A request that the user made (PEM or DER), or the password of a key that the portal makes. */
export type OrderKey = { readonly request: Bytes } | { readonly password: string };

export interface Order {
  readonly offer: OfferId;
  readonly usage: UsageId;
  /** IdNat_Struct; of the offers ORG, SERV and PRO. */
  readonly structure?: string | undefined;
  /** Service applicatif, the CN of the certificate; of the offers ORG and SERV. */
  readonly service?: string | undefined;
  readonly key: OrderKey;
}

const CONTROL = /\p{C}/u;
/** Source: simulation; the guide advises more than eight. */
const [SHORTEST_PASSWORD, LONGEST_PASSWORD] = [8, 128];

/** @throws PortalError `usageOfOffer` */
export function requireUsage(offer: OfferId, usage: UsageId): Usage {
  const found = usageOf(offer, usage);
  if (found !== undefined) return found;
  const expected = usagesOf(offer).join(', ');
  throw new PortalError('usageOfOffer', {
    en: `offer ${offer}: no usage ${usage}, expected one of ${expected}`,
    fr: `offre ${offer} : pas d'usage ${usage}, attendu : l'un de ${expected}`,
  });
}

function refuseService(reason: 'serviceApplicatif' | 'fqdn' | 'email', service: string, en: string, fr: string): never {
  const shown = terminalText(service.slice(0, 2 * LONGEST_NAME));
  throw new PortalError(reason, {
    en: `service applicatif '${shown}': ${en}`,
    fr: `service applicatif « ${shown} » : ${fr}`,
  });
}

/** The service applicatif as the usage wants it. @throws PortalError `serviceApplicatif`, `fqdn`, `email` */
function checkedService({ service: kind }: Usage, service = ''): string | undefined {
  if (kind === 'none') {
    if (service === '') return undefined;
    return refuseService('serviceApplicatif', service, 'this offer has none', "cette offre n'en a pas");
  }
  const rule = kind === 'fqdn' && service !== '' ? 'fqdn' : 'serviceApplicatif';
  if (CONTROL.test(service)) return refuseService(rule, service, 'control characters', 'caractères de contrôle');
  if (service.trim() === '' || [...service].length > LONGEST_NAME) {
    const [en, fr] = [`1 to ${LONGEST_NAME} characters are expected`, `attendu : 1 à ${LONGEST_NAME} caractères`];
    return refuseService(rule, service, en, fr);
  }
  if (kind === 'fqdn') {
    const fault = fqdnFault(service);
    if (fault !== undefined)
      refuseService(
        'fqdn',
        service,
        `${fault.en}; expected the full name of the server, SERVER.DOMAIN`,
        `${fault.fr} ; attendu : le nom complet du serveur, SERVEUR.DOMAINE`,
      );
    return service.toLowerCase();
  }
  if (kind === 'email' && emailDomain(service) === undefined)
    refuseService(
      'email',
      service,
      'expected the e-mail address of the server',
      "attendu : l'adresse de courriel du serveur",
    );
  return service;
}

function checkStructure({ offer, structure }: Order): void {
  const wanted = OFFERS[offer].names !== 'person';
  if (wanted === (structure !== undefined)) return;
  throw new PortalError('structure', {
    en: wanted ? `offer ${offer}: the structure is missing` : `offer ${offer}: it is for yourself, no structure`,
    fr: wanted ? `offre ${offer} : il manque la structure` : `offre ${offer} : elle est pour vous-même, sans structure`,
  });
}

function checkKey({ key }: Order): void {
  if (!('password' in key)) return;
  const { length } = [...key.password];
  if (length >= SHORTEST_PASSWORD && length <= LONGEST_PASSWORD) return;
  throw new PortalError('keyPassword', {
    en: `password of the private key: ${length} characters, expected ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD}`,
    fr: `mot de passe de la clé privée : ${length} caractères, attendu : ${SHORTEST_PASSWORD} à ${LONGEST_PASSWORD}`,
  });
}

/** What the order asks for, once every rule of its form holds. @throws PortalError */
export function termsOf(order: Order): Terms {
  const usage = requireUsage(order.offer, order.usage);
  checkStructure(order);
  const service = checkedService(usage, order.service);
  checkKey(order);
  return { offer: order.offer, usage: order.usage, structure: order.structure, service };
}

/** Whom the certificate names; the subject of a request is never looked at. Source: reference/documents.md P12. */
export function subjectOf(
  { offer, usage, service = '' }: Terms,
  holder: Holder,
  structure?: SubjectStructure,
): Subject {
  if (OFFERS[offer].names === 'structure' && structure !== undefined) {
    const kind = usageOf(offer, usage)?.service;
    return {
      kind: 'software',
      commonName: service,
      structure,
      ...(kind === 'fqdn' && { dnsNames: [service] }),
      ...(kind === 'email' && { emails: [service] }),
    };
  }
  const { nationalId, familyName, givenName, profession, professionCode } = holder;
  return {
    kind: 'person',
    ...{ nationalId, familyName, givenName, profession },
    ...(professionCode !== undefined && { professionCode }),
    ...(structure && { structure }),
  };
}

/** Whom it is for, in the tables. */
export function beneficiaryOf({ service }: Terms, holder: Holder): string {
  return service ?? `${fullName(holder)} (${holder.nationalId})`;
}
