/** Whom a certificate names. */
import type { Fields } from './fields.ts';

export interface SubjectStructure {
  /** Raison sociale. */
  readonly name: string;
  /** IdNat_Struct. */
  readonly nationalId: string;
  /** `Paris (75)` */
  readonly department: string;
}

/** What the GIP-CPS extensions say of a card. */
export interface CertifiedCard {
  /** Issuer and number: `8025000001/2999000001`. */
  readonly number: string;
  /** NOS table G02: 0 CPS, 1 CPF, 2 CDE and CPE, 3 CDA and CPA. */
  readonly type: number;
}

/** A natural person; the certificate is on a card when one is given. */
export interface PersonSubject {
  readonly kind: 'person';
  readonly givenName: string;
  readonly familyName: string;
  /** IdNat_PS. */
  readonly nationalId: string;
  /** The label alone: `Médecin`. */
  readonly profession: string;
  /** NOS table G15; of a professional only. */
  readonly professionCode?: number;
  /** NOS table G16; of a professional in training only. */
  readonly futureProfessionCode?: number;
  /** NOS table G04: 1 responsible for the structure, 2 assistant or deputy. */
  readonly responsibility?: number;
  /** NOS table R38: `SM26`. */
  readonly specialties?: readonly string[];
  readonly structure?: SubjectStructure;
  readonly card?: CertifiedCard;
}

/** An employee who is not named. */
export interface ServiceSubject {
  readonly kind: 'service';
  /** IdNat_PS: `30B9990039/000000007`; behind its slash the number that stands in the name, `EMPLOYE000000007`. */
  readonly nationalId: string;
  readonly structure: SubjectStructure;
  readonly card: CertifiedCard;
}

/** The card alone. */
export interface CardSubject {
  readonly kind: 'card';
  readonly card: CertifiedCard;
}

/** A server or program of a structure. */
export interface SoftwareSubject {
  readonly kind: 'software';
  /** The name of the application, or the FQDN of the server. */
  readonly commonName: string;
  readonly structure: SubjectStructure;
  readonly dnsNames?: readonly string[];
  readonly emails?: readonly string[];
}

export type Subject = PersonSubject | ServiceSubject | CardSubject | SoftwareSubject;

/** A professional's IdNat_PS with a dot behind its type digit; an employee's (with a slash) as it is. */
function userPrincipalName(nationalId: string): string {
  const local = nationalId.includes('/') ? nationalId : `${nationalId.slice(0, 1)}.${nationalId.slice(1)}`;
  return `${local}@carte-cps.fr`;
}

function structureFields(structure: SubjectStructure | undefined): Fields {
  return { structureName: structure?.name, structureId: structure?.nationalId, department: structure?.department };
}

/** The subject's fields, for the texts of layouts. */
export function fieldsOf(subject: Subject): Fields {
  switch (subject.kind) {
    case 'person': {
      const { givenName, familyName, nationalId, profession, structure } = subject;
      const upn = userPrincipalName(nationalId);
      return { ...structureFields(structure), givenName, familyName, nationalId, profession, upn };
    }
    case 'service': {
      const { nationalId, structure } = subject;
      const number = nationalId.slice(nationalId.indexOf('/') + 1);
      return { ...structureFields(structure), nationalId, number, upn: userPrincipalName(nationalId) };
    }
    case 'card':
      return { cardNumber: subject.card.number };
    case 'software':
      return { ...structureFields(subject.structure), commonName: subject.commonName };
  }
}
