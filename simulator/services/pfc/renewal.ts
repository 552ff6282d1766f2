/**
 * What can be renewed: a certificate that was withdrawn and is active, once, as it is.
 *
 * Source: reference/pki-services.md 6 (only while it is active, otherwise a new one), reference/documents.md P10 (a new key). That
 * one renewal excludes another, and that no time before the end is too early: simulation.
 */
import type { Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { RenewalOrder } from './deeds.ts';
import { LONGEST_NAME } from './domains.ts';
import type { Terms } from './habilitations.ts';
import { type Entry, isAlive, type Product, stateOf } from './product.ts';
import { productRefusal, requireAccepted } from './product-rules.ts';

const ENDED: Readonly<Record<'revoked' | 'expired', Text>> = {
  revoked: {
    en: 'revoked: only an active certificate is renewed, order a new product',
    fr: 'révoqué : seul un certificat actif se renouvelle, demandez un nouveau produit',
  },
  expired: {
    en: 'expired: only an active certificate is renewed, order a new product',
    fr: 'expiré : seul un certificat actif se renouvelle, demandez un nouveau produit',
  },
};

/** @param renewal the one that follows it, if there is one that is alive @throws PortalError `state`, `renewed` */
export function requireRenewable(entry: Entry, renewal: Entry | undefined, now: Date): void {
  const [{ number }, state] = [entry, stateOf(entry, now)];
  if (state === 'revoked' || state === 'expired') throw productRefusal('state', number, ENDED[state]);
  requireAccepted(entry);
  if (renewal === undefined) return;
  throw productRefusal('renewed', number, {
    en: `renewed already, by product ${renewal.number}: withdraw that one, or revoke it to renew again`,
    fr: `déjà renouvelé, par le produit ${renewal.number} : retirez celui-là, ou révoquez-le pour renouveler de nouveau`,
  });
}

/** Whether its administrator may be offered to renew it. */
export function isRenewable({ state, accepted, renewedBy }: Product): boolean {
  return isAlive(state) && accepted && renewedBy === undefined;
}

const NAMES: readonly (readonly [keyof Terms, Text])[] = [
  ['offer', { en: 'offer', fr: 'offre' }],
  ['usage', { en: 'usage', fr: 'usage' }],
  ['structure', { en: 'structure', fr: 'structure' }],
  ['service', { en: 'service applicatif', fr: 'service applicatif' }],
];

/** @param said what the order says of the product @throws PortalError `renewal` when it is of another one */
export function requireSame(number: number, terms: Terms, said: Omit<RenewalOrder, 'key'>): void {
  const other = NAMES.find(([field]) => said[field] !== undefined && !isSame(said[field], terms[field]));
  if (other === undefined) return;
  const [field, name] = other;
  const [asked, had] = [terminalText((said[field] ?? '').slice(0, 2 * LONGEST_NAME)), terms[field] ?? '-'];
  throw productRefusal('renewal', number, {
    en: `a renewal keeps its ${name.en} '${had}', asked was '${asked}': order a new product`,
    fr: `un renouvellement garde sa valeur « ${had} » (${name.fr}), demandé : « ${asked} » : demandez un nouveau produit`,
  });
}

/** Names of servers know no capitals; nor does anybody order two that differ in them alone. */
function isSame(said: string | undefined, had: string | undefined): boolean {
  return said?.toLowerCase() === had?.toLowerCase();
}
