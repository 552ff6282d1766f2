/**
 * Who signs for the hospital, and who may do what then.
 *
 * Source: reference/documents.md D04 to D07, D20.
 */
import type { Text } from '#common/language.ts';

/** EJ: entité juridique; EG: entité géographique. */
export interface Establishment {
  /** Who signed the contract of structure that is there; undefined: there is none. */
  readonly contract: 'EJ' | 'EG' | undefined;
  /** Whether it has more than one EG. */
  readonly severalEg: boolean;
}

/** Who signs, and whom the certificates name. */
export interface Signatory {
  readonly signs: 'nobody' | 'EG' | 'EJ or EG';
  /** Of `EJ or EG`. */
  readonly advised?: 'EJ';
  readonly shown: 'EJ' | 'EG' | 'whoever signs';
  readonly text: Text;
}

const NOTHING_TO_DO: Text = {
  en: 'the contract is signed for the EJ: nothing is to be done',
  fr: "le contrat est signé à l'EJ : il n'y a rien à faire",
};
const AT_THE_EG: Text = {
  en: 'the certificates are those of the EG that signed: it is the one the outside sees',
  fr: "les certificats sont rattachés à l'EG qui a signé : c'est lui que l'extérieur voit",
};
const SIGN_AT_THE_EG: Text = {
  en: 'the EG may sign; the certificates are its own then: it is the one the outside sees',
  fr: "l'EG peut signer ; les certificats lui sont alors rattachés : c'est lui que l'extérieur voit",
};
const ADVISED: Text = {
  en: 'the EJ or the EG may sign; the EJ is advised',
  fr: "l'EJ ou l'EG peut signer ; l'EJ est conseillée",
};

/** What annex 2 decides for that establishment. Source: reference/documents.md D20. */
export function signatoryOf({ contract, severalEg }: Establishment): Signatory {
  if (contract === 'EJ') return { signs: 'nobody', shown: 'EJ', text: NOTHING_TO_DO };
  if (contract === 'EG') return { signs: 'nobody', shown: 'EG', text: AT_THE_EG };
  if (severalEg) return { signs: 'EG', shown: 'EG', text: SIGN_AT_THE_EG };
  return { signs: 'EJ or EG', advised: 'EJ', shown: 'whoever signs', text: ADVISED };
}

/** Roles of people for a structure. */
export type StructureRole = 'representative' | 'mandatary' | 'technicalAdministrator';

/** What can be done for a structure. */
export const ACTS = [
  'nameMandatary',
  'habilitateAdministrator',
  'orderCards',
  'opposeCard',
  'askForCodes',
  'updateHolders',
  'requestCertificate',
  'withdrawCertificate',
  'followCertificate',
  'revokeCertificate',
] as const;
export type Act = (typeof ACTS)[number];

const TECHNICAL: readonly Act[] = [
  'requestCertificate',
  'withdrawCertificate',
  'followCertificate',
  'revokeCertificate',
];
const MANDATED: readonly Act[] = [
  'habilitateAdministrator',
  'orderCards',
  'opposeCard',
  'askForCodes',
  'updateHolders',
  'revokeCertificate',
];
const MAY: Readonly<Record<StructureRole, readonly Act[]>> = {
  representative: ['nameMandatary', ...MANDATED],
  mandatary: MANDATED,
  technicalAdministrator: TECHNICAL,
};

/** Whether somebody in that role may do that for the structure. */
export function may(role: StructureRole, act: Act): boolean {
  return MAY[role].includes(act);
}

/** A person whom somebody wants to name. */
export interface Candidate {
  readonly hasCard: boolean;
  readonly cardIsNominative: boolean;
  readonly cardIsActive: boolean;
}

/** The forms to be sent before, in their order; empty when nothing is missing. */
export function formsFor(role: StructureRole, { hasCard, cardIsNominative, cardIsActive }: Candidate): string[] {
  const card = hasCard && cardIsNominative && cardIsActive;
  if (role === 'representative') return card ? [] : ['contract of structure', '101'];
  const before = card ? [] : ['301'];
  return role === 'mandatary' ? [...before, '502'] : [...before, '413'];
}
