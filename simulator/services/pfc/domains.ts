/**
 * Names of servers and the domains that an habilitation covers.
 *
 * Source: RFC 1035, 2.3.1 (labels) and RFC 1123, 2.1 (a digit may be first); reference/documents.md D08, D10, D12, D14.
 */
import type { Text } from '#common/language.ts';

/** Of a common name. Source: RFC 5280, appendix A.1 (ub-common-name). */
export const LONGEST_NAME = 64;

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const FQDN = new RegExp(`^(?:${LABEL}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$`, 'i');
/** No structure owns one alone, but whoever tests. Source: RFC 6761, 6; RFC 6762, 3. */
const NOBODYS = 'localhost|test|example|invalid|local';
/** `*.ch-ville.fr`, or as the form's example writes it, `*ch-ville.fr`. */
const WILDCARD = new RegExp(`^\\*\\.?(?<suffix>(?:${LABEL}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?|${NOBODYS})$`, 'i');
const EMAIL = /^[a-z0-9](?:[a-z0-9._+-]{0,62}[a-z0-9])?@(?<domain>.+)$/i;

/** What an habilitation covers: all servers of a domain, or one. */
export interface Coverage {
  /** In lower case, without its star. */
  readonly name: string;
  readonly wide: boolean;
}

/** What the field of form 413 means; undefined when it is no domain. */
export function coverageOf(domain: string): Coverage | undefined {
  const suffix = WILDCARD.exec(domain)?.groups?.suffix;
  if (suffix !== undefined) return { name: suffix.toLowerCase(), wide: true };
  return FQDN.test(domain) ? { name: domain.toLowerCase(), wide: false } : undefined;
}

/** Whether a server is covered, or for an e-mail address its domain: a star never stands for part of a label. */
export function covers({ name, wide }: Coverage, service: string): boolean {
  const domain = emailDomain(service);
  const host = (domain ?? service).toLowerCase();
  if (!wide) return host === name;
  return host.endsWith(`.${name}`) || (domain !== undefined && host === name);
}

/** The domain of an e-mail address; undefined when it is none. */
export function emailDomain(address: string): string | undefined {
  const domain = EMAIL.exec(address)?.groups?.domain;
  return domain !== undefined && FQDN.test(domain) ? domain : undefined;
}

/** Why a name is no FQDN of one server; undefined when it is one. */
export function fqdnFault(name: string): Text | undefined {
  if (name.includes('*'))
    return { en: 'a certificate is for one server: no star', fr: "un certificat est pour un serveur : pas d'étoile" };
  if (name.length > LONGEST_NAME)
    return {
      en: `${name.length} characters, at most ${LONGEST_NAME}`,
      fr: `${name.length} caractères, ${LONGEST_NAME} au plus`,
    };
  if (/^[0-9.]+$/.test(name)) return { en: 'an IP address is no name', fr: "une adresse IP n'est pas un nom" };
  if (!name.includes('.')) return { en: 'the domain is missing', fr: 'il manque le domaine' };
  if (FQDN.test(name)) return undefined;
  return {
    en: 'letters, digits and hyphens between dots (RFC 1035)',
    fr: "lettres, chiffres et traits d'union entre des points (RFC 1035)",
  };
}
