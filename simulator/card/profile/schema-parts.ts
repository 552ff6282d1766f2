/** The small parts that the schema of a profile is made of: texts with a form. */
import { z } from 'zod';
import { packed } from '#common/language.ts';

const HEX_BYTES = /^([0-9A-Fa-f]{2}\s?)*$/;

export const hexText = z
  .string()
  .regex(
    HEX_BYTES,
    packed({ en: 'hexadecimal bytes, two digits each', fr: 'des octets en hexadécimal, deux chiffres chacun' }),
  );
export const fid = z.string().regex(
  /^[0-9A-F]{4}$/,
  packed({
    en: 'a file identifier: four hexadecimal digits',
    fr: 'un identifiant de fichier : quatre chiffres hexadécimaux',
  }),
);
export const reference = z
  .string()
  .regex(
    /^[0-9A-F]{2}$/,
    packed({ en: 'a reference: two hexadecimal digits', fr: 'une référence : deux chiffres hexadécimaux' }),
  );
export const absolutePath = z
  .string()
  .regex(
    /^3F00(\/[0-9A-F]{4})+$/,
    packed({ en: 'an absolute path: 3F00/0001/D101', fr: 'un chemin absolu : 3F00/0001/D101' }),
  );
export const label = z.strictObject({ fr: z.string(), en: z.string() });
export const example = z.strictObject({ hex: hexText, decoded: z.unknown() });
