/** What steps tell of a signature or of what was decrypted, whichever API made it. */
import { z } from 'zod';
import { text } from '../../file/vocabulary.ts';
import type { Names, Observation } from '../definition.ts';
import { dialogExpectations } from './dialogs.ts';
import { attemptsExpectation, dataExpectations, outcome } from './expectations.ts';

/** Of a function that needs the code porteur and may show dialogs for it. */
export const dialogOutcome = { ...outcome, ...dialogExpectations, ...attemptsExpectation };

export const signatureExpectations = (names: Names) => ({
  ...dataExpectations(names),
  signature: z
    .literal('verifies')
    .optional()
    .describe('The signature is right for the key of the certificate in the card'),
});

export const decryptedExpectation = { text: text.optional().describe('What was decrypted, as UTF-8') };

/** @param right asked when the step expects it alone: it takes a certificate out of the card */
export async function signed(
  data: Uint8Array,
  expected: 'verifies' | undefined,
  right: () => Promise<boolean>,
): Promise<Observation> {
  const observed = { data, length: data.length };
  if (expected === undefined) return observed;
  return { ...observed, signature: (await right()) ? 'verifies' : 'a signature that does not verify' };
}
