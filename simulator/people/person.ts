/**
 * A person: what certificates and business data say of the holder of a card. All of them are fictitious.
 *
 * Source: reference/cps-facts.md (d), (f) and (h): names, identifiers and their number ranges; the code tables G and R
 * as the agency's own viewer carries them (DICO-FR.GIP): reference/cryptolib.md 6.10.
 */
import { z } from 'zod';
import { activityNumber, source } from '../data/schema-parts.ts';

const structure = z.strictObject({
  source: source.optional(),
  name: z.string(),
  /** IdNat_Struct: type digit and number. */
  nationalId: z.string(),
  /** Département as the certificates write it: 'Paris (75)'. */
  department: z.string(),
  /** Sector of activity, table R02: SA01... */
  sector: z.string(),
});

/** A person as a profile may hold one. */
export const personSchema = z.strictObject({
  source,
  familyName: z.string(),
  givenName: z.string(),
  /** Table G03; a card says nothing of it when it is left out. */
  civility: z.enum(['Madame', 'Mademoiselle', 'Monsieur']).optional(),
  /** IdNat_PS: type digit and number. */
  nationalId: z.string(),
  profession: z.string(),
  /** Table G15, of a CPF table G16: two digits. */
  professionCode: z.number().int().min(0).max(99),
  /** The structure of the first situation d'exercice (CPS_ACTIVITY_01_PS). */
  situationExercice: structure,
  /** Those of the others by number; numbers may be left out. */
  furtherSituationsExercice: z.record(activityNumber, structure).default({}),
  /** ISO 639 codes. */
  languages: z.array(z.string().regex(/^[a-z]{2}$/)).default(['fr']),
  /** Table R01: SM54, SCD01...; none by default. */
  specialty: z
    .string()
    .regex(/^[A-Z]{2,3}[0-9]{2}$/, 'a code of table R01: two or three letters and two digits')
    .optional(),
  /** Whether the certificates name that structure (ST, O, OU), as those of employees do. */
  structureInCertificates: z.boolean().default(false),
  /** The card that this person carries. */
  cardType: z.enum(['CPS', 'CPF', 'CPE', 'CPA']),
});

const sourcedStructure = structure.extend({ source });

/** A person in a file of its own: every node says where it comes from. */
export const personFileSchema = personSchema.extend({
  format: z.literal('cps-sim-person/1'),
  situationExercice: sourcedStructure,
  furtherSituationsExercice: z.record(activityNumber, sourcedStructure).default({}),
});

export type Person = z.infer<typeof personSchema>;
export type Structure = z.infer<typeof structure>;

/** Table G02. */
const CARD_TYPES: Readonly<Record<Person['cardType'], number>> = { CPS: 0, CPF: 1, CPE: 2, CPA: 3 };

/** The card type as tables and certificates number it: 0 CPS, 1 CPF, 2 CPE, 3 CPA. */
export function cardTypeCode({ cardType }: Person): number {
  return CARD_TYPES[cardType];
}

/** Table G03. */
const CIVILITIES: Readonly<Record<NonNullable<Person['civility']>, number>> = {
  Madame: 22,
  Mademoiselle: 23,
  Monsieur: 31,
};

/** The civility as table G03 numbers it; undefined when nobody said. */
export function civilityCode({ civility }: Person): number | undefined {
  return civility && CIVILITIES[civility];
}

/** Whether the person carries the card of a professional, of today or to be; else that of an employee. */
export function isProfessional({ cardType }: Person): boolean {
  return cardType === 'CPS' || cardType === 'CPF';
}

/** The structure of the situation d'exercice of that number; undefined when the person has none. */
export function situationOf(person: Person, number: string): Structure | undefined {
  return number === '01' ? person.situationExercice : person.furtherSituationsExercice[number];
}

/** Numbers of the situations d'exercice. */
export function situationNumbers({ furtherSituationsExercice }: Person): string[] {
  return ['01', ...Object.keys(furtherSituationsExercice)];
}
