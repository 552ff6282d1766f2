/** What a search asks for and finds. Source: RFC 4511, 4.5. */
import { englishOnly } from '#common/language.ts';
import { ber, berText, type Element, elementsIn, integerOf, LdapError, textOf } from '#common/ldap/ber.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Publications } from '../publications.ts';
import { type Attribute, attributesOf, type Entry, ROOT } from './entries.ts';
import { baseType, type Filter, parseFilter } from './filter.ts';
import { isBelow, isRightBelow, normalName } from './names.ts';

export const RESULT = {
  SUCCESS: 0,
  PROTOCOL_ERROR: 2,
  SIZE_LIMIT_EXCEEDED: 4,
  AUTH_METHOD_NOT_SUPPORTED: 7,
  NO_SUCH_OBJECT: 32,
  INVALID_CREDENTIALS: 49,
  UNWILLING_TO_PERFORM: 53,
} as const;

const SCOPE = { BASE: 0, ONE: 1, SUBTREE: 2 } as const;
const TAG = { SEQUENCE: 0x30, SET: 0x31, OCTET_STRING: 0x04, ENTRY: 0x64 } as const;
/** No attributes at all; all of them. Source: RFC 4511, 4.5.1.8. */
const [NOTHING, ALL] = ['1.1', '*'];

export interface Search {
  readonly base: string;
  /** The base as it was written. */
  readonly asked: string;
  readonly scope: number;
  /** Of entries; 0 for none. */
  readonly sizeLimit: number;
  readonly typesOnly: boolean;
  readonly filter: Filter;
  readonly wanted: readonly string[];
}

export interface Found {
  readonly result: number;
  readonly entries: readonly Entry[];
}

/** @throws LdapError */
export function parseSearch({ content }: Element): Search {
  const [base, scope, , sizeLimit, , typesOnly, filter, wanted] = elementsIn(content);
  if (!base || !scope || !sizeLimit || !typesOnly || !filter || !wanted)
    throw new LdapError(englishOnly('search that is cut short'));
  return {
    base: normalName(textOf(base)),
    asked: textOf(base),
    scope: integerOf(scope),
    sizeLimit: integerOf(sizeLimit),
    typesOnly: typesOnly.content[0] !== 0,
    filter: parseFilter(filter),
    wanted: elementsIn(wanted.content).map(textOf),
  };
}

function inScope({ base, scope }: Search, name: string): boolean {
  if (scope === SCOPE.BASE) return name === base;
  return scope === SCOPE.ONE ? isRightBelow(name, base) : isBelow(name, base);
}

/** An entry that is found only as it is written, and was written otherwise. */
function isMissed({ name, authority }: Entry, { scope, asked }: Search, publications: Publications): boolean {
  if (authority === undefined || scope !== SCOPE.BASE || name.toLowerCase() === asked.toLowerCase()) return false;
  return (['crl', 'deltaCrl'] as const).some((what) => publications.fault({ authority, what }, 'ldap') === 'exact');
}

/** @param serverLimit most entries that the directory gives to anybody */
export function find(search: Search, listed: readonly Entry[], publications: Publications, serverLimit: number): Found {
  const all = listed.filter((entry) => !isMissed(entry, search, publications));
  if (!all.some(({ normalName: name }) => isBelow(name, search.base)))
    return { result: RESULT.NO_SUCH_OBJECT, entries: [] };
  const candidates = search.base === '' && search.scope === SCOPE.BASE ? [ROOT] : all;
  const matching = candidates.filter(
    (entry) => inScope(search, entry.normalName) && search.filter(attributesOf(entry, publications)) === true,
  );
  const limit = Math.min(search.sizeLimit || serverLimit, serverLimit);
  if (matching.length <= limit) return { result: RESULT.SUCCESS, entries: matching };
  return { result: RESULT.SIZE_LIMIT_EXCEEDED, entries: matching.slice(0, limit) };
}

export function asksAll(wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.includes(ALL as string);
}

/** The descriptions under which an attribute is asked for; with ;binary when nobody says how. */
function descriptions({ type, binary, exact }: Attribute, wanted: readonly string[]): string[] {
  const own = binary ? `${type};binary` : type;
  if (wanted.includes(NOTHING as string)) return [];
  if (asksAll(wanted)) return [own];
  const asked = (one: string) =>
    exact ? one.toLowerCase() === own.toLowerCase() : baseType(one) === type.toLowerCase();
  return wanted.some(asked) ? [own] : [];
}

export function searchResultEntry(entry: Entry, { wanted, typesOnly }: Search, publications: Publications): Bytes {
  const attributes = attributesOf(entry, publications).flatMap((attribute) =>
    descriptions(attribute, wanted).flatMap((description) => {
      const values = attribute.values();
      if (values.length === 0) return [];
      const set = ber(TAG.SET, ...(typesOnly ? [] : values.map((value) => ber(TAG.OCTET_STRING, value))));
      return [ber(TAG.SEQUENCE, berText(TAG.OCTET_STRING, description), set)];
    }),
  );
  return ber(TAG.ENTRY, berText(TAG.OCTET_STRING, entry.name), ber(TAG.SEQUENCE, ...attributes));
}
