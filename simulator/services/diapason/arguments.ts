/** What the doors of Diapason take. */
import { ANYTHING, BYTES, FLAG, listOf, members, oneOf, parameters, TEXT, wholeNumber } from '#common/arguments.ts';

export const DIAPASON_PARTS = [
  'client',
  'terminalAuthority',
  'pspAuthority',
  'intermediate',
  'terminalCertificate',
] as const;
/** What can be missing. */
export type DiapasonPart = (typeof DIAPASON_PARTS)[number];

export const CHECKED = {
  pay: parameters('Diapason.pay', { amountCents: wholeNumber(1, 99_999_999) }),
  type: parameters('Diapason.type', { fqdn: TEXT }),
  forget: parameters('Diapason.forget', { part: oneOf(DIAPASON_PARTS) }),
  install: parameters('Diapason.install', {
    as: oneOf(['client', 'server']),
    certified: members({ key: ANYTHING, chain: listOf(BYTES) }),
  }),
  revocation: parameters('Diapason.pspCannotAsk', { cannot: FLAG }),
  reach: parameters('Diapason.resolve', { name: TEXT, port: wholeNumber(1, 65_535) }),
};
