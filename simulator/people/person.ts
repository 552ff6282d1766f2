/**
 * A person: what certificates and business data say of the holder of a card. All of them are fictitious.
 *
 * Source: reference/cps-facts.md (d), (f) and (h): names, identifiers and their number ranges; the code tables G and R
 * as the agency's own viewer carries them (DICO-FR.GIP): reference/cryptolib.md 6.10.
 */
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import { activityNumber, source } from '../data/schema-parts.ts';
import { CARD_KINDS, CARD_TYPES } from './card-kinds.ts';
import { type Structure, sourcedStructureSchema, structureSchema } from './structure.ts';

const code = z.number().int().min(0).max(99);

const personMembers = z.strictObject({
  source,
  familyName: z.string(),
  /** Empty on a card that names nobody. */
  givenName: z.string(),
  /** Table G03; a card says nothing of it when it is left out. */
  civility: z.enum(['Madame', 'Mademoiselle', 'Monsieur']).optional(),
  /** IdNat_PS: type digit and number. */
  nationalId: z.string(),
  /** In words, as the title of the certificates has it. */
  profession: z.string(),
  /** Table G15, of a CPF table G16: two digits. Staff have none. */
  professionCode: z.number().int().min(10).max(99).optional(),
  /** Table G04: 1 responsible for the structure, 2 assistant or deputy; certificates say nothing of it when it is left out. */
  responsibility: code.optional(),
  /** The structure of the first situation d'exercice (CPS_ACTIVITY_01_PS). */
  situationExercice: structureSchema.optional(),
  /** Those of the others by number; numbers may be left out. */
  furtherSituationsExercice: z.record(activityNumber, structureSchema).default({}),
  /** ISO 639 codes. */
  languages: z.array(z.string().regex(/^[a-z]{2}$/)).default(['fr']),
  /** Table R01: SM54, SCD01...; none by default. */
  specialty: z
    .string()
    .regex(/^[A-Z]{2,3}[0-9]{2}$/, 'a code of table R01: two or three letters and two digits')
    .optional(),
  /** Whether the certificates name the structure (ST, O, OU): by default those of staff do. */
  structureInCertificates: z.boolean().optional(),
  /** False: a card of service, which names nobody but an employee by number, `EMPLOYE000000007`. */
  nominative: z.literal(false).optional(),
  /** The card that this person carries. */
  cardType: z.enum(CARD_TYPES),
});

type Members = z.infer<typeof personMembers>;

interface Contradiction {
  readonly path: string;
  readonly expected: Text;
}

function contradiction(path: string, en: string, fr: string): Contradiction {
  return { path, expected: { en, fr } };
}

/** What is wrong with a card of service: its name says the number again that ends its IdNat_PS. */
function* faultsOfService({ nationalId, familyName, givenName, cardType }: Members) {
  const number = /^[0-9A-Z]+\/([0-9A-Z]+)$/.exec(nationalId)?.[1];
  if (number === undefined)
    yield contradiction('nationalId', "as '30B9990039/000000007'", "comme '30B9990039/000000007'");
  else if (familyName !== `EMPLOYE${number}`)
    yield contradiction('familyName', `'EMPLOYE${number}'`, `'EMPLOYE${number}'`);
  if (givenName !== '') yield contradiction('givenName', "''", "''");
  if (cardType !== 'CPE' && cardType !== 'CPA') yield contradiction('cardType', "'CPE' or 'CPA'", "'CPE' ou 'CPA'");
}

/** Where members contradict each other. */
function* contradictions(person: Members): Generator<Contradiction> {
  const { professional } = CARD_KINDS[person.cardType];
  if (professional && person.professionCode === undefined)
    yield contradiction('professionCode', 'the code of the profession', 'le code de la profession');
  const needsStructure = !professional || person.structureInCertificates === true;
  if (needsStructure && person.situationExercice === undefined)
    yield contradiction(
      'situationExercice',
      'the structure that the certificates name',
      'la structure que nomment les certificats',
    );
  else if (person.nominative === false) yield* faultsOfService(person);
}

function checkMembers(person: Members, context: z.core.$RefinementCtx<Members>): void {
  for (const { path, expected } of contradictions(person))
    context.addIssue({ code: 'custom', path: [path], message: packed(expected) });
}

function withDefaults(person: Members) {
  const { structureInCertificates = !CARD_KINDS[person.cardType].professional } = person;
  return { ...person, structureInCertificates };
}

/** A person as a profile may hold one. */
export const personSchema = personMembers.superRefine(checkMembers).transform(withDefaults);

/** A person in a file of its own: every node says where it comes from. */
export const personFileSchema = personMembers
  .extend({
    format: z.literal('cps-sim-person/1'),
    situationExercice: sourcedStructureSchema.optional(),
    furtherSituationsExercice: z.record(activityNumber, sourcedStructureSchema).default({}),
  })
  .superRefine(checkMembers)
  .transform(({ format: _format, ...person }) => withDefaults(person));

export type Person = z.infer<typeof personSchema>;

/** The card type as tables and certificates number it: 0 CPS, 1 CPF, 2 CDE and CPE, 3 CDA and CPA. */
export function cardTypeCode({ cardType }: Person): number {
  return CARD_KINDS[cardType].code;
}

/** The names of a type of card, `CPE/CDE`; undefined for a number of none. */
export function cardTypeOf(code: number): string | undefined {
  return CARD_TYPES.filter((type) => CARD_KINDS[type].code === code).join('/') || undefined;
}

function nameOf(table: Readonly<Record<string, number>>, code: number): string | undefined {
  return Object.entries(table).find(([, number]) => number === code)?.[0];
}

/** Table G15, those that are known. Source: reference/cps-facts.md (f). */
const PROFESSIONS = {
  Médecin: 10,
  Pharmacien: 21,
  'Chirurgien-dentiste': 40,
  'Sage-femme': 50,
  Infirmier: 60,
  'Masseur-kinésithérapeute': 70,
} as const;

/** A profession in words; undefined for a code that is not known here. */
export function professionOf(code: number): string | undefined {
  return nameOf(PROFESSIONS, code);
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

/** A civility in words; undefined for a code of none. */
export function civilityOf(code: number): string | undefined {
  return nameOf(CIVILITIES, code);
}

/** Whether the person carries the card of a professional, of today or to be; else that of one of the staff. */
export function isProfessional({ cardType }: Person): boolean {
  return CARD_KINDS[cardType].professional;
}

/** Whether the card names nobody: a card of service. */
export function isOfService({ nominative }: Person): boolean {
  return nominative === false;
}

/** The name as it is said: given name, family name. */
export function fullName({ givenName, familyName }: Person): string {
  return `${givenName} ${familyName}`.trim();
}

/** The structure of the situation d'exercice of that number; undefined when the person has none. */
export function situationOf(person: Person, number: string): Structure | undefined {
  return number === '01' ? person.situationExercice : person.furtherSituationsExercice[number];
}

/** Numbers of the situations d'exercice. */
export function situationNumbers({ situationExercice, furtherSituationsExercice }: Person): string[] {
  return [...(situationExercice === undefined ? [] : ['01']), ...Object.keys(furtherSituationsExercice).sort()];
}

/** The structures that the person works in, each once. */
export function structuresOf(person: Person): Structure[] {
  const all = situationNumbers(person).flatMap((number) => situationOf(person, number) ?? []);
  return [...new Map(all.map((structure) => [structure.nationalId, structure])).values()];
}
