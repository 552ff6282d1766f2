/** What a card asks of the authorities: its certificates. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Profile } from '../card/profile/schema.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';
import { cardTypeCode, isProfessional, type Person } from '../people/index.ts';
import type { CertificateSubject, CertificateUsage, Pki } from '../pki/index.ts';
import { type Identity, ISSUER } from './identity.ts';

/** The holder, but for the certificate that needs no code: that one names nobody. */
function subjectOf(holder: Person, usage: CertificateUsage): CertificateSubject {
  if (usage === 'technical') return { kind: 'card' };
  const { givenName, familyName, nationalId, profession, situationExercice, structureInCertificates } = holder;
  const structure = structureInCertificates ? { structure: situationExercice } : {};
  return { kind: 'person', givenName, familyName, nationalId, profession, ...structure };
}

/** The card that is certified, and by whom. */
interface Certified {
  readonly profile: Profile;
  readonly holder: Person;
  readonly identity: Identity;
  readonly pki: Pki;
}

/** The certificate for that private key of the card, in DER. */
export function certificateOf(
  { profile, holder, identity: { cardNumber }, pki }: Certified,
  usage: CertificateUsage,
  key: KeyObject,
): Bytes {
  return pki.issueForCard({
    usage,
    subject: subjectOf(holder, usage),
    card: {
      number: `${ISSUER}/${cardNumber}`,
      type: cardTypeCode(holder),
      ...(isProfessional(holder) && { professionCode: holder.professionCode }),
    },
    validity: profile.personalisation,
    publicKey: createPublicKey(key),
    serial: new SeededBytes('certificate', usage, profile.name, cardNumber).next(8),
  });
}
