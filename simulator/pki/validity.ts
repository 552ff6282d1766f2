/** From when to when a certificate is valid. */
import type { ValidityLayout } from './layout.ts';
import { PkiError } from './pki-error.ts';

export interface ValidityRequest {
  /** Now by default. */
  readonly from?: Date;
  /** What the profile's rule makes of `from` by default. */
  readonly to?: Date;
  /** Years of a card of that generation, where the rule knows more than one. */
  readonly generation?: 'CPS3' | 'CPS4';
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Years that a certificate can write. Source: RFC 5280, 4.1.2.5. */
const LAST_YEAR = 9999;

function checked(date: Date, what: string): Date {
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= LAST_YEAR))
    throw new PkiError('validity', {
      en: `validity, ${what}: found no date, or one after ${LAST_YEAR}`,
      fr: `validité, ${what} : trouvé autre chose qu'une date, ou une date après ${LAST_YEAR}`,
    });
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function laterByYears(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  // A 29 February leads to 1 March where there is none: the day before is meant.
  if (later.getUTCDate() !== date.getUTCDate()) later.setUTCDate(0);
  return later;
}

function endOfMonth(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0, 21, 59, 59));
}

/** The rule of 2TER: from the first second of a day to the last day of a month, as the certificates that were read. */
function firstSecond(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 0, 0, 1));
}

/** @throws PkiError `validity` when a date is none, or the end not after the beginning */
export function validityOf(layout: ValidityLayout, request: ValidityRequest, now: Date): Validity {
  const asked = checked(request.from ?? now, 'from');
  const byMonth = layout.rule === 'endOfMonth';
  const notBefore = byMonth && request.from === undefined ? firstSecond(asked) : asked;
  const years = (request.generation === 'CPS4' ? layout.yearsOnCps4 : undefined) ?? layout.years;
  const later = laterByYears(notBefore, years);
  const notAfter = checked(request.to ?? (byMonth ? endOfMonth(later) : later), 'to');
  if (notAfter > notBefore) return { notBefore, notAfter };
  throw new PkiError('validity', {
    en: `validity: ends ${notAfter.toISOString()}, expected after ${notBefore.toISOString()}`,
    fr: `validité : finit le ${notAfter.toISOString()}, attendu : après le ${notBefore.toISOString()}`,
  });
}
