/**
 * The words and values a scenario file is made of, as zod types.
 *
 * Everything in the YAML is text (failsafe schema): `0000`, `3E00` and `0002` stay what they are, and each type here
 * says in its `error` what it expected; the loader adds what was found and where.
 */
import { z } from 'zod';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { CODE_NAMES } from '#windows/codes.ts';
import { EVENT_NAMES } from '../../world/specs.ts';

/** Keys whose value is a code: never shown, neither in a report nor in an error. */
export const SECRET_KEYS: ReadonlySet<string> = new Set(['pin', 'newPin', 'oldPin', 'puk', 'answers']);

/** The words of reader and card events. */
export const eventName = z.enum(EVENT_NAMES, { error: `one of ${EVENT_NAMES.join(', ')}` }).meta({ id: 'event' });

export const errorName = z
  .enum(
    CODE_NAMES.filter((name) => name !== 'SCARD_S_SUCCESS'),
    { error: 'a return code by its name, e.g. SCARD_W_WRONG_CHV' },
  )
  .meta({ id: 'returnCode' });

/** A whole number written in decimal digits. */
export function integer(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
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
const EXPECTED_DURATION = 'a time such as 500ms or 2s, in ms, s, min, h or d';

/** `500ms`, `2s`, `10min`, `8h` or `400d`, as milliseconds. */
export const duration = z
  .string({ error: EXPECTED_DURATION })
  .regex(DURATION, { error: EXPECTED_DURATION })
  .meta({ id: 'duration' })
  .transform((text) => Number.parseInt(text, 10) * (UNITS[text.replace(/^[0-9]+/, '')] ?? Number.NaN));

/** Bytes in hexadecimal, blanks allowed. */
export const hexBytes = z
  .string({ error: 'hexadecimal bytes, two digits each' })
  .regex(/^\s*([0-9A-Fa-f]{2}\s*)*$/, { error: 'hexadecimal bytes, two digits each' })
  .meta({ id: 'hexBytes' })
  .transform((text): Bytes => fromHex(text));

/** SW1-SW2: four hexadecimal digits; an X stands for any digit. */
export const statusWord = z
  .string({ error: 'SW1-SW2 as four hexadecimal digits, X for any digit' })
  .regex(/^[0-9A-Fa-fXx]{4}$/, { error: 'SW1-SW2 as four hexadecimal digits, X for any digit' })
  .meta({ id: 'statusWord' })
  .transform((text) => text.toUpperCase());

/** Digits of a PIN or PUK, or whatever a user types by mistake. */
export const code = z.string({ error: 'the digits of a code' }).meta({ id: 'code' });

export const text = z.string({ error: 'a text' }).meta({ id: 'text' });

/** A name that steps refer to: letters, digits, - and _. */
export const identifier = z
  .string({ error: 'a name of letters, digits, - and _' })
  .regex(/^[\p{L}\p{N}_-]+$/u, { error: 'a name of letters, digits, - and _' })
  .meta({ id: 'name' });

/** One value or a list of values, as a list. */
export function oneOrMore<T extends z.ZodType<unknown, string>>(item: T, error: string) {
  return z.union([item.transform((value) => [value]), z.array(item).min(1)], { error });
}
