/** What a card asks of the authorities: its certificates. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Profile } from '../card/profile/schema.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';
import type { CertificateSubject, CertificateUsage, Pki } from '../pki/index.ts';
import { cardTypeCode } from './business-data.ts';
import { type Identity, ISSUER } from './identity.ts';

/** The holder, but for the certificate that needs no code: that one names nobody. */
function subjectOf({ holder }: Profile, usage: CertificateUsage): CertificateSubject {
  if (usage === 'technical') return { kind: 'card' };
  const { givenName, familyName, nationalId, profession, situationExercice, structureInCertificates } = holder;
  const structure = structureInCertificates ? { structure: situationExercice } : {};
  return { kind: 'person', givenName, familyName, nationalId, profession, ...structure };
}

/** The card's certificate for that private key of its own, in DER. */
export function certificateOf(
  pki: Pki,
  profile: Profile,
  { cardNumber }: Identity,
  usage: CertificateUsage,
  key: KeyObject,
): Bytes {
  const { holder, personalisation } = profile;
  const professional = holder.cardType === 'CPS' || holder.cardType === 'CPF';
  return pki.issue({
    usage,
    subject: subjectOf(profile, usage),
    card: {
      number: `${ISSUER}/${cardNumber}`,
      type: cardTypeCode(profile),
      ...(professional && { professionCode: holder.professionCode }),
    },
    validity: personalisation,
    publicKey: createPublicKey(key),
    serial: new SeededBytes('certificate', usage, profile.name, cardNumber).next(8),
  });
}
