/** What comes in: JSON, and numbers in addresses. */
import type { Context, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { LANGUAGES, type Text } from '#common/language.ts';
import { parseJson, repeatedMember } from '#common/parse-json.ts';
import { DoorError, wrongBody } from './door-error.ts';
import { parsedBody } from './parsed-body.ts';

/** What is packed is unpacked by nobody here. Source: RFC 9110, 8.4, 15.5.16. */
export const AS_IT_IS: MiddlewareHandler = async (c, next) => {
  const encoding = c.req.header('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() === 'identity') return next();
  c.header('accept-encoding', 'identity');
  throw new DoorError('encoding', {
    en: 'the body is packed (Content-Encoding); expected JSON as it is',
    fr: 'le corps est compressé (Content-Encoding) ; attendu : du JSON tel quel',
  });
};

const NO_JSON: Text = {
  en: 'the body is no JSON; expected a JSON object, in UTF-8',
  fr: 'le corps n’est pas du JSON ; attendu : un objet JSON, en UTF-8',
};

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DoorError('json', NO_JSON);
  }
}

/** The JSON of the body; `{}` where there is none. @throws DoorError `json` */
export async function jsonOf(c: Context): Promise<unknown> {
  const text = decoded(await c.req.arrayBuffer());
  if (text.trim() === '') return {};
  try {
    return parseJson(text);
  } catch {
    throw new DoorError('json', repeatedMember(text) ?? NO_JSON);
  }
}

/** @throws DoorError `json`, `body` */
export async function objectOf(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const value = await jsonOf(c);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw wrongBody({ en: 'expected a JSON object', fr: 'attendu : un objet JSON' });
}

const LONGEST_MS = 600_000;
const USUAL_MS = 10_000;

/** `for`: members that the event has, of objects those members alone. */
export const waitBody = z.strictObject({
  for: z.record(z.string(), z.json()).describe('What the event has: { "kind": "reader", "action": "card-inserted" }'),
  since: z.number().int().min(0).optional().describe('Behind the event of that number; from now on by default'),
  withinMs: z.number().int().min(0).max(LONGEST_MS).default(USUAL_MS).describe('How long it may take, milliseconds'),
});

const nothing = z.strictObject({});

export const runBody = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe(
      'Of the library, such as code-porteur/change.yaml, or beside the scenario file that the door was opened with',
    ),
  language: z.enum(LANGUAGES).default('en').describe('Of what is said of it'),
});

export const recordingBody = z.strictObject({
  keepIdentity: z.boolean().default(false).describe('Names, serial numbers and certificates as the cards have them'),
});

/** As the step `answer` of scenarios has it. */
export const dialogBody = z.union([
  z.strictObject({
    pin: z
      .string()
      .regex(/^\d{1,16}$/)
      .describe('Types this code'),
  }),
  z.strictObject({
    insert: z.string().describe('Inserts this card, then says that it is there'),
    reader: z.string().optional().describe('The first one by default'),
  }),
  z.strictObject({ do: z.literal('cancel') }),
]);

/** Who types at PIN pads. */
export const TYPIST = z.string().regex(/^[\w-]{1,64}$/);

const typist = TYPIST.describe('As in the address of the events that he listens to');

/** Keys of a PIN pad. */
export const keysBody = z.union([
  z.strictObject({
    typist,
    digits: z
      .string()
      .regex(/^\d{1,16}$/)
      .describe('Presses these keys'),
  }),
  z.strictObject({
    typist,
    do: z.enum(['correct', 'ok', 'cancel']).describe('Takes the last digit back, ends the code, or ends without one'),
  }),
]);

/** Of what takes nothing. @throws DoorError `json`, `body` */
export async function requireNothing(c: Context): Promise<void> {
  parsedBody(nothing, await jsonOf(c), '{}');
}

/** `typist` of the address; undefined where nobody is named. @throws DoorError `body` */
export function typistOf(c: Context): string | undefined {
  const given = c.req.query('typist');
  if (given === undefined || TYPIST.safeParse(given).success) return given;
  throw wrongBody({
    en: "'typist': expected a name of at most 64 letters without accents, digits, - and _",
    fr: "'typist', attendu : un nom d'au plus 64 lettres sans accents, chiffres, - et _",
  });
}

const SEQ = z.coerce.number().int().min(0);

/** `since` of the address, or that number. @throws DoorError `body` */
export function sinceOf(c: Context, usual: number): number {
  const given = c.req.query('since');
  if (given === undefined) return usual;
  const parsed = SEQ.safeParse(given);
  if (parsed.success && /^\d+$/.test(given)) return parsed.data;
  throw wrongBody({
    en: "'since': expected the number of an event, from 0",
    fr: "'since', attendu : le numéro d'un événement, à partir de 0",
  });
}
