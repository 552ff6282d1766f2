/** What callers give to a responder, checked at the call. */
import { types } from 'node:util';
import { BYTES, members, oneOf, optional, parameters, that } from '#common/arguments.ts';
import { OCSP_FAULTS } from './response.ts';

export const checkAnswer = parameters('OcspResponder.answer', {
  request: BYTES,
  options: members({ at: optional(that('a Date', types.isDate)), fault: optional(oneOf(OCSP_FAULTS)) }),
});
