/**
 * A structure: where people work, as cards, certificates and orders name it. All of them are fictitious.
 *
 * Source: reference/cps-facts.md (f) and (h); sector: table R02.
 */
import { z } from 'zod';
import { source } from '../data/schema-parts.ts';

/** A structure as a person may hold one. */
export const structureSchema = z.strictObject({
  source: source.optional(),
  /** Raison sociale. */
  name: z.string(),
  /** IdNat_Struct: type digit and number. */
  nationalId: z.string(),
  /** Département as the certificates write it: 'Paris (75)'. */
  department: z.string(),
  /** Sector of activity, table R02: SA01... */
  sector: z.string(),
});

/** As `structureSchema`, with the source that each node of a file has. */
export const sourcedStructureSchema = structureSchema.extend({ source });

/** A structure in a file of its own. */
export const structureFileSchema = sourcedStructureSchema.extend({ format: z.literal('cps-sim-structure/1') });

export type Structure = z.infer<typeof structureSchema>;
