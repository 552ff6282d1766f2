/** The small parts that the schema of a profile is made of: texts with a form. */
import { z } from 'zod';

const HEX_BYTES = /^([0-9A-Fa-f]{2}\s?)*$/;

export const hexText = z.string().regex(HEX_BYTES, 'hexadecimal bytes, two digits each');
export const fid = z.string().regex(/^[0-9A-F]{4}$/, 'a file identifier: four hexadecimal digits');
export const reference = z.string().regex(/^[0-9A-F]{2}$/, 'a reference: two hexadecimal digits');
export const absolutePath = z.string().regex(/^3F00(\/[0-9A-F]{4})+$/, 'an absolute path: 3F00/0001/D101');
export const label = z.strictObject({ fr: z.string(), en: z.string() });
export const example = z.strictObject({ hex: hexText, decoded: z.unknown() });
