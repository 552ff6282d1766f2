/** How the state of Diapason is kept: what was ordered and paid. What somebody installed or forgot since is as at first. */
import { z } from 'zod';
import { keptCertificate, keptDate, keptNumber } from '../state/fields.ts';
import { answerSchema } from './line.ts';

export const DIAPASON_STATE = z.strictObject({
  /** Certificates of the hospital, each with the intermediate authority's; their keys come from a constant. */
  client: z.array(keptCertificate).readonly(),
  server: z.array(keptCertificate).readonly(),
  /** Payments that the terminal asked for, and those that the provider took: no number is given twice. */
  asked: keptNumber,
  taken: keptNumber,
  /** The name that is typed into the terminal. */
  fqdn: z.string(),
  payments: z
    .array(z.strictObject({ at: keptDate, amountCents: z.number(), answer: answerSchema.readonly() }))
    .readonly(),
});

export type DiapasonState = z.infer<typeof DIAPASON_STATE>;
