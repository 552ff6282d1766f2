/** What several kinds of steps may expect. */
import { z } from 'zod';
import { packed } from '#common/language.ts';
import { duration, errorName, eventName, hexBytes, integer, oneOrMore } from '../../file/vocabulary.ts';
import type { Names } from '../definition.ts';

export const errorExpectation = oneOrMore(errorName, {
  en: 'a return code by its name, e.g. SCARD_W_REMOVED_CARD, or a list of them',
  fr: 'un code retour par son nom, par exemple SCARD_W_REMOVED_CARD, ou une liste de codes',
})
  .optional()
  .describe('The return code, or several where targets may differ');

const resultExpectation = z
  .literal('success')
  .optional()
  .describe('success, which is also expected when nothing is said');

/** Of a step that calls a function. */
export const outcome = { result: resultExpectation, error: errorExpectation };

/** Data that came, held against bytes given outright or remembered. */
export const dataExpectations = (names: Names) => ({
  data: hexBytes.optional().describe('The bytes that must come'),
  length: z
    .string()
    .regex(/^[0-9]{1,6}$/, { error: packed({ en: 'a number of bytes', fr: "un nombre d'octets" }) })
    .transform(Number)
    .optional()
    .describe('How many bytes must come'),
  sameAs: names.remembered.optional().describe('Equal to what was remembered under this name'),
  differsFrom: names.remembered.optional().describe('Not equal to what was remembered under this name'),
});

/** An event of a reader. */
export const eventExpectation = z.strictObject({
  event: eventName.optional().describe('The event a program must see'),
  within: duration.optional().describe('Time it may take'),
});

/** What may be expected of a step that needs the code porteur. */
export const attemptsExpectation = {
  attemptsRemaining: integer(0, 15).optional().describe('Tries left of the code porteur'),
};
