/** Which family of authorities a certificate is of, and what kind of card it is on. Source: reference/cps-facts.md (d). */
import type { AuthorityId } from '../authorities/index.ts';

/** The ranges of IGC-Santé, and the two generations before it. */
export type CertificateFamily = 'FORT' | 'STANDARD' | 'ELEMENTAIRE' | '2TER' | '2BIS';

const RANGES = { fort: 'FORT', standard: 'STANDARD', elementaire: 'ELEMENTAIRE' } as const;

export function familyOf(id: AuthorityId): CertificateFamily {
  if (id.startsWith('2ter')) return '2TER';
  if (id.startsWith('2bis')) return '2BIS';
  const range = /^sante-(?:test-)?([a-z]+)/.exec(id)?.[1] as keyof typeof RANGES;
  return RANGES[range];
}

/** 0 to 3 of 2TER, 4 to 6 of 2BIS; IGC-Santé has none. */
export function classOf(id: AuthorityId): number | undefined {
  const found = /-classe-(\d)$/.exec(id)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Table G02: two kinds have one number. */
const KINDS: Readonly<Record<number, string>> = { 0: 'CPS', 1: 'CPF', 2: 'CPE/CDE', 3: 'CPA/CDA' };
/** Map of 2TER: directors in class 2, staff in class 3. Source: reference/pki-services.md 8. */
const OF_CLASS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  2: { 'CPE/CDE': 'CDE', 'CPA/CDA': 'CDA' },
  3: { 'CPE/CDE': 'CPE', 'CPA/CDA': 'CPA' },
};

/** `CPS`, `CPE/CDE` where the certificate does not say which; undefined for what is on no card. */
export function cardKindOf(cardType: number | undefined, certificateClass: number | undefined): string | undefined {
  const kind = cardType === undefined ? undefined : KINDS[cardType];
  if (kind === undefined) return undefined;
  return OF_CLASS[certificateClass ?? -1]?.[kind] ?? kind;
}
