/** What callers give to a register, checked at the call. */
import { types } from 'node:util';
import { members, oneOf, optional, parameters, TEXT, that } from '#common/arguments.ts';
import { REVOCATION_REASONS } from './reasons.ts';

const DATE = that('a Date', types.isDate);

export const checkRevoke = parameters('RevocationRegister.revoke', {
  serial: TEXT,
  options: members({ at: optional(DATE), reason: optional(oneOf(REVOCATION_REASONS)) }),
});

/** Of `hold` and `release`. */
export const checkMoment = parameters('RevocationRegister', { serial: TEXT, options: members({ at: optional(DATE) }) });

export const checkStatus = parameters('RegisterAt.status', { serial: TEXT });

export const checkAt = parameters('RevocationRegister.at', { date: DATE });

export const checkList = parameters('RegisterAt', {
  options: members({ signer: optional(oneOf(['authority', 'separate'])) }),
});
