/** What a card asks of the authorities: its certificates. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Profile } from '../card/profile/schema.ts';
import { cardTypeCode, isProfessional, type Person } from '../people/index.ts';
import {
  type AuthorityId,
  type CertificateProfileId,
  type CertifiedCard,
  type Pki,
  PkiError,
  type Subject,
} from '../pki/index.ts';
import { type Identity, ISSUER } from './identity.ts';
import { latin1 } from './latin1.ts';
import { PersonalisationError } from './personalisation-error.ts';

/** `technical`: for the contactless face, which has no code. */
export type CertificateUsage = 'authentication' | 'signature' | 'technical';

const PROFILES: Readonly<Record<CertificateUsage, CertificateProfileId>> = {
  authentication: 'sante-auth',
  signature: 'sante-sign',
  technical: 'sante-technique',
};

/** Whoever issues the certificates of that holder's card. Source: reference/cps-facts.md (d). */
export function cardAuthority(holder: Person): AuthorityId {
  return isProfessional(holder) ? 'sante-test-fort-personnes' : 'sante-test-standard-personnes';
}

/** The holder, but for the certificate that needs no code: that one names nobody. */
function subjectOf(holder: Person, usage: CertificateUsage, card: CertifiedCard): Subject {
  if (usage === 'technical') return { kind: 'card', card };
  // Certificates could say more than the files beside them can: one name on one card.
  for (const member of ['familyName', 'givenName', 'nationalId'] as const) latin1(holder[member], `holder.${member}`);
  const { givenName, familyName, nationalId, profession, professionCode, situationExercice } = holder;
  const { name, nationalId: structureId, department } = situationExercice;
  return {
    kind: 'person',
    ...{ givenName, familyName, nationalId, profession, card },
    ...(holder.structureInCertificates && { structure: { name, nationalId: structureId, department } }),
    ...(isProfessional(holder) && { professionCode }),
  };
}

/** The card that is certified, and by whom. */
interface Certified {
  readonly profile: Profile;
  readonly holder: Person;
  readonly identity: Identity;
  readonly pki: Pki;
}

/**
 * The certificate for that private key of the card, in DER.
 * @throws PersonalisationError when no certificate can name the holder
 */
export function certificateOf(
  { profile, holder, identity: { cardNumber }, pki }: Certified,
  usage: CertificateUsage,
  key: KeyObject,
): Bytes {
  const card = { number: `${ISSUER}/${cardNumber}`, type: cardTypeCode(holder) };
  const { notBefore, notAfter } = profile.personalisation;
  const options = { authority: cardAuthority(holder), from: new Date(notBefore), to: new Date(notAfter) };
  const subject = subjectOf(holder, usage, card);
  try {
    return pki.issue(PROFILES[usage], subject, createPublicKey(key), { ...options, serial: 'ofContent' }).certificate;
  } catch (cause) {
    if (!(cause instanceof PkiError && cause.reason === 'subject')) throw cause;
    throw new PersonalisationError('holder', `profile '${profile.name}': certificate, ${cause.message}`, { cause });
  }
}
