/** The parts of the schemas that profiles of cards and people share. */
import { z } from 'zod';
import { packed } from '#common/language.ts';

export const source = z.string().min(1);
export const activityNumber = z.string().regex(
  /^(0[1-9]|1[0-6])$/,
  packed({
    en: "the number of a situation d'exercice: 01 to 16",
    fr: "le numéro d'une situation d'exercice : 01 à 16",
  }),
);
/** Of a file that others name: `claire-medecin`. */
export const dataName = z.string().regex(
  /^[a-z0-9-]+$/,
  packed({
    en: 'a name: small letters, digits and hyphens',
    fr: "un nom : petites lettres, chiffres et traits d'union",
  }),
);
