/**
 * The kinds of cards of the CPS family, as data.
 *
 * Source: NOS table G02 (0 CPS, 1 CPF, 2 CDE/CPE, 3 CDA/CPA): reference/cps-facts.md (d).
 */
import type { Text } from '#common/language.ts';

export const CARD_TYPES = ['CPS', 'CPF', 'CPE', 'CPA', 'CDE', 'CDA'] as const;
export type CardType = (typeof CARD_TYPES)[number];

interface CardKind {
  /** What it is called. */
  readonly title: Text;
  /** Table G02, as cards and certificates number it. */
  readonly code: number;
  /** Whether its holder is a health professional, of today or to be; else one of the staff of a structure. */
  readonly professional: boolean;
  /** Whether its holder is responsible for the structure. */
  readonly director: boolean;
}

const STAFF = { professional: false, director: false } as const;
const DIRECTOR = { professional: false, director: true } as const;
const PROFESSIONAL = { professional: true, director: false } as const;

export const CARD_KINDS: Readonly<Record<CardType, CardKind>> = {
  CPS: {
    ...PROFESSIONAL,
    title: { en: 'health professional', fr: 'carte de professionnel de santé' },
    code: 0,
  },
  CPF: {
    ...PROFESSIONAL,
    title: { en: 'health professional in training', fr: 'carte de professionnel de santé en formation' },
    code: 1,
  },
  CPE: {
    ...STAFF,
    title: { en: 'staff of a health establishment', fr: "carte de personnel d'établissement de santé" },
    code: 2,
  },
  CPA: { ...STAFF, title: { en: 'authorised staff', fr: 'carte de personnel autorisé' }, code: 3 },
  CDE: {
    ...DIRECTOR,
    title: { en: 'director of a health establishment', fr: "carte de directeur d'établissement de santé" },
    code: 2,
  },
  CDA: {
    ...DIRECTOR,
    title: { en: 'director of an authorised structure', fr: 'carte de directeur de structure autorisée' },
    code: 3,
  },
};
