/** What a card of a world can be asked to be, and what of it means nothing: see `#common/arguments.ts`. */
import { instanceOf, type Kind, members, oneOf, optional, TEXT, wholeNumber } from '#common/arguments.ts';
import { EXPECTED_TIME, parseTime } from '#common/calendar.ts';
import { terminalText } from '#common/terminal-text.ts';
import { SIGNATURE_CODES, type SignatureCode } from '../../simulator/personalisation/consent.ts';
import type { Opposition, Validity } from '../../simulator/personalisation/index.ts';
import { type ListAddresses, Pki, REVOCATION_REASONS } from '../../simulator/pki/index.ts';
import { LIST_ADDRESSES } from '../../simulator/pki/list-addresses.ts';

import { CERTIFICATE_USAGES } from './specs.ts';

export type { Opposition, Validity };

export interface CardOptions {
  /** Same seed, same card: keys, certificates, serial number. */
  readonly seed?: number | undefined;
  /** For people; the profile and the seed by default. */
  readonly name?: string;
  /** `file`: lives in a card file of its own and survives `crash`. */
  readonly keptIn?: 'memory' | 'file';
  /**
   * From when until when it is valid, where that is not as the profile has it: dates, or texts as `2 years ago`,
   * `in 10 days`, `2026-01-31`, seen from the world's calendar.
   */
  readonly valid?: Validity | undefined;
  /** Whom it is for, in the place of the profile's holder: a person by name, or a person file (`*.json`). */
  readonly identity?: string | undefined;
  /** Its issuer has put it out of service: its certificates are revoked. Not yet by default; see `WorldCard.oppose`. */
  readonly opposed?: Opposition | undefined;
  /** `each`: a presentation of the code is worth one signature; `once`: all until the card is reset. By default as its profile. */
  readonly signatureCode?: SignatureCode | undefined;
  /** How its certificates name revocation lists; as its authorities do by default, which is as the documents have it. */
  readonly lists?: ListAddresses | undefined;
  /** Who issues its certificates; the authorities of its world by default. */
  readonly pki?: Pki | undefined;
}

export const SEED = wholeNumber();
export const PKI = instanceOf(Pki, 'a Pki: new Pki()');
const MOMENT: Kind = (value, path) => {
  const known = typeof value === 'string' ? parseTime(value, new Date(0)) : value;
  if (known instanceof Date && !Number.isNaN(known.getTime())) return undefined;
  return `${path}: ${typeof value === 'string' ? `'${terminalText(value)}'` : 'another value'}, expected a Date or ${EXPECTED_TIME.en}`;
};
export const OPPOSITION = members({
  reason: optional(oneOf(REVOCATION_REASONS)),
  at: optional(MOMENT),
  certificate: optional(oneOf(CERTIFICATE_USAGES)),
});
export const CARD_OPTIONS = optional(
  members({
    seed: optional(SEED),
    name: optional(TEXT),
    keptIn: optional(oneOf(['memory', 'file'])),
    valid: optional(members({ from: optional(MOMENT), to: optional(MOMENT) })),
    identity: optional(TEXT),
    opposed: optional(OPPOSITION),
    signatureCode: optional(oneOf(SIGNATURE_CODES)),
    lists: optional(LIST_ADDRESSES),
    pki: optional(PKI),
  }),
);
