/**
 * The words and values a scenario file is made of, as zod types.
 *
 * Everything in the YAML is text (failsafe schema): `0000`, `3E00` and `0002` stay what they are, and each type here
 * says in its `error` what it expected; the loader adds what was found and where.
 */
import { z } from 'zod';
import {
  EXPECTED_MOMENT,
  EXPECTED_SPAN,
  EXPECTED_TIME,
  MOMENT_FORM,
  parseMoment,
  parseSpan,
  parseTime,
  SPAN_FORM,
  TIME_FORM,
} from '#common/calendar.ts';
import { packed, type Text } from '#common/language.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { CODE_NAMES } from '#windows/codes.ts';
import { EVENT_NAMES, LONGEST_TIMING, REVOCATION_REASONS, SHORTEST_TIMING } from '../../world/specs.ts';

/** Keys whose value is a code: never shown, neither in a report nor in an error. */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'pin',
  'newPin',
  'oldPin',
  'puk',
  'answers',
  'password',
  'p12Password',
]);

/** The words of reader and card events. */
export const eventName = z.enum(EVENT_NAMES).meta({ id: 'event' });

export const errorName = z
  .enum(
    CODE_NAMES.filter((name) => name !== 'SCARD_S_SUCCESS'),
    {
      error: packed({
        en: 'a return code by its name, e.g. SCARD_W_WRONG_CHV',
        fr: 'un code retour par son nom, par exemple SCARD_W_WRONG_CHV',
      }),
    },
  )
  .meta({ id: 'returnCode' });

/** A whole number written in decimal digits. */
export function integer(min: number, max: number) {
  const error = packed({ en: `a whole number from ${min} to ${max}`, fr: `un nombre entier de ${min} à ${max}` });
  return z
    .string({ error })
    .regex(/^[0-9]{1,9}$/, { error })
    .meta({ minimum: min, maximum: max })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
}

/** Milliseconds of each unit of time. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^([0-9]{1,6})(ms|s|min|h|d)$/;
const EXPECTED_DURATION = packed({
  en: 'a time such as 500ms or 2s: a whole number up to 999999, and ms, s, min, h or d',
  fr: 'une durée telle que 500ms ou 2s : un nombre entier de 999999 au plus, et ms, s, min, h ou d',
});

/** `500ms`, `2s`, `10min`, `8h` or `400d`, as milliseconds. */
export const duration = z
  .string({ error: EXPECTED_DURATION })
  .regex(DURATION, { error: EXPECTED_DURATION })
  .meta({ id: 'duration' })
  .transform((text) => Number.parseInt(text, 10) * (UNITS[text.replace(/^[0-9]+/, '')] ?? Number.NaN));

const EXPECTED_FACTOR = packed({
  en: `a factor from ${SHORTEST_TIMING} to ${LONGEST_TIMING}, such as 1 or 0.5`,
  fr: `un facteur de ${SHORTEST_TIMING} à ${LONGEST_TIMING}, tel que 1 ou 0.5`,
});

/** `1`, `0.5`, `10`: how many times as long. */
export const factor = z
  .string({ error: EXPECTED_FACTOR })
  .regex(/^[0-9]{1,4}(\.[0-9]{1,3})?$/, { error: EXPECTED_FACTOR })
  .meta({ id: 'factor' })
  .transform(Number)
  .refine((value) => value >= SHORTEST_TIMING && value <= LONGEST_TIMING, { error: EXPECTED_FACTOR });

const EXPECTED_BYTES = packed({
  en: 'hexadecimal bytes, two digits each',
  fr: 'des octets en hexadécimal, deux chiffres chacun',
});
/** Time that passes: `90min`, `10 years`, `P10Y`, as it stands. */
export const span = z
  .string({ error: packed(EXPECTED_SPAN) })
  .regex(SPAN_FORM, { error: packed(EXPECTED_SPAN), abort: true })
  .meta({ id: 'span' })
  .refine((text) => parseSpan(text) !== undefined, { error: packed(EXPECTED_SPAN) });

/** A time: `2026-01-31`, `in 10 days`, `2 years ago`, as it stands. */
export const time = z
  .string({ error: packed(EXPECTED_TIME) })
  .regex(TIME_FORM, { error: packed(EXPECTED_TIME), abort: true })
  .meta({ id: 'time' })
  .refine((text) => parseTime(text, new Date(0)) !== undefined, { error: packed(EXPECTED_TIME) });

/** A day, or a moment in UTC: `2018-07-01`, `2018-07-01T12:00:00Z`. */
export const moment = z
  .string({ error: packed(EXPECTED_MOMENT) })
  .regex(MOMENT_FORM, { error: packed(EXPECTED_MOMENT), abort: true })
  .meta({ id: 'moment' })
  .transform((text) => parseMoment(text) as Date)
  .refine((date) => date !== undefined, { error: packed(EXPECTED_MOMENT) });

/** Bytes in hexadecimal, blanks allowed. */
export const hexBytes = z
  .string({ error: EXPECTED_BYTES })
  .regex(/^\s*([0-9A-Fa-f]{2}\s*)*$/, { error: EXPECTED_BYTES })
  .meta({ id: 'hexBytes' })
  .transform((text): Bytes => fromHex(text));

const EXPECTED_STATUS_WORD = packed({
  en: 'SW1-SW2 as four hexadecimal digits, X for any digit',
  fr: "SW1-SW2 en quatre chiffres hexadécimaux, X pour n'importe lequel",
});

/** SW1-SW2: four hexadecimal digits; an X stands for any digit. */
export const statusWord = z
  .string({ error: EXPECTED_STATUS_WORD })
  .regex(/^[0-9A-Fa-fXx]{4}$/, { error: EXPECTED_STATUS_WORD })
  .meta({ id: 'statusWord' })
  .transform((text) => text.toUpperCase());

/** Digits of a PIN or PUK, or whatever a user types by mistake. */
const EXPECTED_CODE = packed({
  en: 'the digits of a code, no invisible character among them',
  fr: "les chiffres d'un code, sans caractère invisible",
});
export const code = z
  .string({ error: EXPECTED_CODE })
  .regex(/^(?: |[^\p{Zs}\p{Cf}])*$/u, { error: EXPECTED_CODE })
  .meta({ id: 'code' });

export const text = z.string({ error: packed({ en: 'a text', fr: 'un texte' }) }).meta({ id: 'text' });

const EXPECTED_NAME = packed({
  en: 'a name of letters, digits, - and _',
  fr: 'un nom fait de lettres, de chiffres, de - et de _',
});

/** A name that steps refer to: letters, digits, - and _. */
export const identifier = z
  .string({ error: EXPECTED_NAME })
  .normalize('NFC')
  .regex(/^[\p{L}\p{N}_-]+$/u, { error: EXPECTED_NAME })
  .meta({ id: 'name' });

/** One value or a list of values, as a list. */
export function oneOrMore<T extends z.ZodType<unknown, string>>(item: T, what: Text) {
  return z.union([item.transform((value) => [value]), z.array(item).min(1)], { error: packed(what) });
}

/** Why certificates are revoked. Source: RFC 5280, 5.3.1. */
export const revocationReason = z.enum(REVOCATION_REASONS).describe('Why; unspecified by default');
