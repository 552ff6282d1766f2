/** Who may order, see and manage what. Source: reference/documents.md D05 to D08; reference/pki-services.md 6. */
import type { Habilitation, Habilitations, Terms } from './habilitations.ts';
import type { Holder } from './holder.ts';
import { OFFER_IDS, type OfferId } from './offers.ts';
import { PortalError } from './portal-error.ts';
import type { Entry } from './product.ts';

export interface OfferChoice {
  readonly offer: OfferId;
  /** None for a professional who orders for himself. */
  readonly habilitations: readonly Habilitation[];
}

/** What somebody is habilitated for, and a professional for himself. */
export function offersOf(all: Habilitations, { nationalId, professionCode }: Holder): readonly OfferChoice[] {
  const own = all.of(nationalId);
  return OFFER_IDS.flatMap((offer): OfferChoice[] => {
    const habilitations = own.filter((one) => one.offer === offer);
    const forHimself = offer === 'PS' && professionCode !== undefined;
    return forHimself || habilitations.length > 0 ? [{ offer, habilitations }] : [];
  });
}

/** Undefined for a professional's own. @throws PortalError `notHabilitated`, `domain` */
export function requireRight(
  all: Habilitations,
  { nationalId, professionCode }: Holder,
  terms: Terms,
): Habilitation | undefined {
  if (terms.offer !== 'PS') return all.require(nationalId, terms);
  if (professionCode !== undefined) return undefined;
  throw new PortalError('notHabilitated', {
    en: 'offer PS: for health professionals alone, your card is that of another',
    fr: "offre PS : pour les seuls professionnels de santé, votre carte n'en est pas une",
  });
}

export function manages(all: Habilitations, { nationalId }: Holder, { terms, applicant }: Entry): boolean {
  if (terms.offer === 'PS' || terms.offer === 'PRO') return applicant.nationalId === nationalId;
  return all.for(terms).some(({ person }) => person === nationalId);
}
