/**
 * How certificates name their revocation lists. The layouts have it as the documents do; this is what differs from place to
 * place, and what programs trip over.
 *
 * Source: RFC 5280, 4.2.1.13 (several points, or several names of one); RFC 4516 (addresses of LDAP); RFC 4522 (`;binary`);
 * reference/pitfalls.md C1, C4.
 */
import { type Kind, listOf, members, oneOf, optional } from '#common/arguments.ts';

export const LIST_WAYS = ['http', 'ldap'] as const;
export type ListWay = (typeof LIST_WAYS)[number];
export const LIST_POINTS = ['separate', 'together'] as const;
export const LIST_BLANKS = ['escaped', 'raw'] as const;
export const LIST_ATTRIBUTES = ['lower', 'mixed'] as const;
export const LIST_OPTIONS = ['binary', 'none'] as const;

/** What is left out is as the documents have it. */
export interface ListAddresses {
  /** Those that it names of full lists, in that order; of a layout without one of them the others. */
  readonly ways?: readonly ListWay[] | undefined;
  /** A distribution point for each address, as the documents have it, or one that names them all. */
  readonly points?: (typeof LIST_POINTS)[number] | undefined;
  /** Blanks of a directory name as %20, or as they are, which no address may have. */
  readonly blanks?: (typeof LIST_BLANKS)[number] | undefined;
  /** `certificaterevocationlist`, or `certificateRevocationList`. */
  readonly attribute?: (typeof LIST_ATTRIBUTES)[number] | undefined;
  /** Whether `;binary` stands behind the attribute. */
  readonly option?: (typeof LIST_OPTIONS)[number] | undefined;
}

const WAYS: Kind = (value, path) => {
  const fault = listOf(oneOf(LIST_WAYS))(value, path);
  if (fault !== undefined) return fault;
  const ways = value as readonly ListWay[];
  if (ways.length > 0 && new Set(ways).size === ways.length) return undefined;
  return `${path}: ${ways.length === 0 ? 'none' : 'the same way twice'}, expected http, ldap or both`;
};

/** What a caller gives. */
export const LIST_ADDRESSES: Kind = members({
  ways: optional(WAYS),
  points: optional(oneOf(LIST_POINTS)),
  blanks: optional(oneOf(LIST_BLANKS)),
  attribute: optional(oneOf(LIST_ATTRIBUTES)),
  option: optional(oneOf(LIST_OPTIONS)),
});

/** As RFC 4523 writes them. */
const MIXED: Readonly<Record<string, string>> = {
  certificaterevocationlist: 'certificateRevocationList',
  deltarevocationlist: 'deltaRevocationList',
};
const ATTRIBUTE = /\?(?<type>[A-Za-z]+)(?<option>;binary)?(?=\?|$)/;

/** The attribute of an address of LDAP; one of HTTP has none. */
function attributeWritten(url: string, { attribute, option: wanted }: ListAddresses): string {
  return url.replace(ATTRIBUTE, (_, type: string, option = '') => {
    const lower = type.toLowerCase();
    const written = attribute === undefined ? type : attribute === 'lower' ? lower : (MIXED[lower] ?? type);
    return `?${written}${wanted === undefined ? option : wanted === 'binary' ? ';binary' : ''}`;
  });
}

/** What stands before the query. */
function blanksWritten(url: string, { blanks }: ListAddresses): string {
  if (blanks === undefined) return url;
  const [name = '', ...query] = url.split('?');
  return [blanks === 'raw' ? name.replaceAll('%20', ' ') : name.replaceAll(' ', '%20'), ...query].join('?');
}

/**
 * The addresses of each distribution point, of a layout that has one for each.
 * @param urls with what the fields of the authority say
 */
export function listPoints(
  urls: readonly string[],
  of: 'full' | 'delta',
  addresses: ListAddresses = {},
): readonly (readonly string[])[] {
  if (Object.keys(addresses).length === 0) return urls.map((url) => [url]);
  const written = urls.map((url) => {
    const one = blanksWritten(url, addresses);
    return one.startsWith('ldap:') ? attributeWritten(one, addresses) : one;
  });
  // A delta list is published in the directory alone: whoever names full lists elsewhere names it there all the same.
  const ways = of === 'delta' ? undefined : addresses.ways;
  const named = ways?.flatMap((way) => written.filter((url) => url.startsWith(`${way}:`))) ?? written;
  return addresses.points === 'together' && named.length > 0 ? [named] : named.map((url) => [url]);
}
