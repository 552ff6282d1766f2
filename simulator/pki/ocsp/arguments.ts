/** What callers give to a responder, checked at the call. */
import { types } from 'node:util';
import { BYTES, FLAG, members, oneOf, optional, parameters, that } from '#common/arguments.ts';
import { OCSP_FAULTS } from './response.ts';
import { OCSP_SIGNERS } from './signers.ts';

/** Seconds of a year. */
const MOST_AHEAD = 31_536_000;

function isAhead(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) <= MOST_AHEAD;
}

/** How an answer is given. */
const HOW = {
  fault: optional(oneOf(OCSP_FAULTS)),
  signer: optional(oneOf(OCSP_SIGNERS)),
  aheadSeconds: optional(that(`whole seconds, ${MOST_AHEAD} at most`, isAhead)),
  nonce: optional(FLAG),
};
export const OCSP_BEHAVIOUR = members(HOW);

export const checkAnswer = parameters('OcspResponder.answer', {
  request: BYTES,
  options: members({ at: optional(that('a Date', types.isDate)), ...HOW }),
});
