/** The numbers of one card, from the seed: nothing of a real card is among them. */

import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, fromHex } from '#iso7816/bytes.ts';
import type { Profile } from '../card/profile/schema.ts';
import { SeededBytes } from '../keys/seeded-bytes.ts';

/** Issuer identification number: health industry 80, France 250, issuer 00001. Source: reference/cps-facts.md (b). */
export const ISSUER = '8025000001';

export interface Identity {
  /** 10 digits: token label, certificates. */
  readonly cardNumber: string;
  /** 8 digits of the ICC's own number (EF.SN), another number than the card's. */
  readonly iccSerial: string;
  /** 4 bytes of the CPLC. */
  readonly chipSerial: Bytes;
}

/** The check digit that makes `digits` followed by it pass the Luhn test. Source: ISO/IEC 7812-1, annex B. */
export function luhnDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.at(-1 - i));
    const doubled = i % 2 === 0 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

/** A stream of one card, for that use: the same for the same profile, holder and seed. */
export function streamOf(use: string, { name, personalisation }: Profile, ...of: (string | number)[]): SeededBytes {
  const { individual } = personalisation;
  return new SeededBytes(use, name, ...(individual === undefined ? [] : [individual]), ...of);
}

export function identityOf(profile: Profile, seed: number): Identity {
  const { cardNumberPrefix, iccSerialPrefix } = profile.personalisation;
  const stream = streamOf('identity', profile, seed);
  return {
    cardNumber: cardNumberPrefix + stream.digits(10 - cardNumberPrefix.length),
    iccSerial: iccSerialPrefix + stream.digits(8 - iccSerialPrefix.length),
    chipSerial: stream.next(4),
  };
}

/** EF.SN: 5A {issuer, 8 digits, Luhn digit, F}, 12 bytes. Source: reference/cps-facts.md (b). */
export function efSn({ iccSerial }: Identity): Bytes {
  const digits = ISSUER + iccSerial;
  return tlv(0x5a, fromHex(`${digits}${luhnDigit(digits)}F`));
}

/** YDDD, the date form of the CPLC: last digit of the year and day of the year. */
function yddd(date: Date): Bytes {
  const day = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  return fromHex(`${date.getUTCFullYear() % 10}${String(day).padStart(3, '0')}`);
}

/**
 * CPLC with tag and length, 45 bytes: invented makers, every date the date of issue, the chip serial from the seed.
 * Source: GlobalPlatform (Visa GP 2.1.1), reference/cps-facts.md (e); values: simulation.
 */
export function cplc(profile: Profile, { chipSerial }: Identity): Bytes {
  const date = yddd(new Date(profile.personalisation.notBefore));
  const zero = new Uint8Array(4);
  const system = concat(fromHex('4790 5040 8231'), date, fromHex('0001'));
  const chip = concat(date, chipSerial, fromHex('0001'));
  const module = concat(fromHex('0001'), date, fromHex('0001'), date);
  const personalisation = concat(fromHex('0001'), date, zero, fromHex('0001'), date, zero);
  return tlv(0x9f7f, system, chip, module, personalisation);
}
