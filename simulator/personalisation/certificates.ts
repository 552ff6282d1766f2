/** What a card asks of the authorities: its certificates. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Profile } from '../card/profile/schema.ts';
import { CARD_KINDS, cardTypeCode, isOfService, isProfessional, type Person } from '../people/index.ts';
import {
  type AuthorityId,
  type CertificateProfileId,
  type CertifiedCard,
  type ListAddresses,
  type Pki,
  PkiError,
  type Subject,
} from '../pki/index.ts';
import { type Identity, ISSUER } from './identity.ts';
import { latin1 } from './latin1.ts';
import { PersonalisationError } from './personalisation-error.ts';

/** `technical`: for the contactless face, which has no code. */
export type CertificateUsage = 'authentication' | 'signature' | 'technical';

type Options = Profile['personalisation'];
type Profiles = Readonly<Record<CertificateUsage, CertificateProfileId>>;

/** Of cards that name their holder, and of cards of service. */
const PROFILES: Readonly<Record<Options['generation'], { readonly named: Profiles; readonly service: Profiles }>> = {
  'igc-sante': {
    named: { authentication: 'sante-auth', signature: 'sante-sign', technical: 'sante-technique' },
    service: { authentication: 'sante-service-auth', signature: 'sante-service-sign', technical: 'sante-technique' },
  },
  '2ter': {
    named: { authentication: '2ter-auth', signature: '2ter-sign', technical: '2ter-technique' },
    service: { authentication: '2ter-service-auth', signature: '2ter-service-sign', technical: '2ter-technique' },
  },
};

/** What names nobody is of CLASSE-0 (ANONYME). Source: reference/cps-facts.md (d); the technical one: simulation. */
const ANONYMOUS = 0;

/** CPS and CPF: PROFESSIONNEL; CDE and CDA, CPE and CPA: STRUCTURE. Source: reference/cps-facts.md (d). */
function classOf({ cardType }: Person): 1 | 2 | 3 {
  const { professional, director } = CARD_KINDS[cardType];
  if (professional) return 1;
  return director ? 2 : 3;
}

function namesNobody(holder: Person, usage: CertificateUsage): boolean {
  return usage === 'technical' || isOfService(holder);
}

/** Whoever issues that certificate of the holder's card. Source: reference/cps-facts.md (d). */
function issuerOf({ generation, branch }: Options, holder: Person, usage: CertificateUsage): AuthorityId {
  const mark = branch === 'test' ? '-test' : '';
  if (generation === '2ter') return `2ter${mark}-classe-${namesNobody(holder, usage) ? ANONYMOUS : classOf(holder)}`;
  return `sante${mark}-${isProfessional(holder) ? 'fort' : 'standard'}-personnes`;
}

const USAGES: readonly CertificateUsage[] = ['authentication', 'signature', 'technical'];

/** Whoever issues the certificates of the holder's card. */
export function cardAuthorities({ personalisation }: Profile, holder: Person): AuthorityId[] {
  return [...new Set(USAGES.map((usage) => issuerOf(personalisation, holder, usage)))];
}

/** The member that says the profession: of today, or the one to come. */
function professionOf({ cardType, professionCode }: Person) {
  if (cardType === 'CPS' && professionCode !== undefined) return { professionCode };
  return cardType === 'CPF' && professionCode !== undefined ? { futureProfessionCode: professionCode } : {};
}

function structureOf({ structureInCertificates, situationExercice }: Person) {
  if (!structureInCertificates || situationExercice === undefined) return undefined;
  const { name, nationalId, department } = situationExercice;
  return { name, nationalId, department };
}

/** The holder, but for the certificate that needs no code: that one names nobody. */
function subjectOf(holder: Person, usage: CertificateUsage, card: CertifiedCard): Subject {
  if (usage === 'technical') return { kind: 'card', card };
  // Certificates could say more than the files beside them can: one name on one card.
  for (const member of ['familyName', 'givenName', 'nationalId'] as const) latin1(holder[member], `holder.${member}`);
  const structure = structureOf(holder);
  const { givenName, familyName, nationalId, profession, responsibility, specialty } = holder;
  if (isOfService(holder) && structure !== undefined) return { kind: 'service', nationalId, structure, card };
  return {
    kind: 'person',
    ...{ givenName, familyName, nationalId, profession, card },
    ...(structure && { structure }),
    ...(responsibility !== undefined && { responsibility }),
    ...(specialty !== undefined && { specialties: [specialty] }),
    ...professionOf(holder),
  };
}

/** The card that is certified, and by whom. */
interface Certified {
  readonly profile: Profile;
  readonly holder: Person;
  readonly identity: Identity;
  readonly pki: Pki;
  /** How the certificates name revocation lists; as the authorities do by default. */
  readonly lists?: ListAddresses | undefined;
}

/**
 * The certificate for that private key of the card, in DER.
 * @throws PersonalisationError when no certificate can name the holder
 */
export function certificateOf(
  { profile, holder, identity: { cardNumber }, pki, lists }: Certified,
  usage: CertificateUsage,
  key: KeyObject,
): Bytes {
  const card = { number: `${ISSUER}/${cardNumber}`, type: cardTypeCode(holder) };
  const { notBefore, notAfter, generation } = profile.personalisation;
  const authority = issuerOf(profile.personalisation, holder, usage);
  const [from, to] = [new Date(notBefore), new Date(notAfter)];
  const options = { authority, from, to, serial: 'ofContent', lists } as const;
  const certificateProfile = PROFILES[generation][isOfService(holder) ? 'service' : 'named'][usage];
  const subject = subjectOf(holder, usage, card);
  try {
    return pki.issue(certificateProfile, subject, createPublicKey(key), options).certificate;
  } catch (cause) {
    if (!(cause instanceof PkiError && cause.reason === 'subject')) throw cause;
    throw new PersonalisationError(
      'holder',
      {
        en: `profile '${profile.name}': certificate, ${cause.message}`,
        fr: `profil '${profile.name}' : certificat, ${cause.messageIn('fr')}`,
      },
      { cause },
    );
  }
}
