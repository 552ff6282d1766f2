/**
 * Filters of a search: AND, OR, NOT, equality, substrings and presence; any other is Undefined, and so is its NOT.
 *
 * Source: RFC 4511, 4.5.1.7; RFC 4526 (AND and OR of nothing).
 */
import { englishOnly } from '#common/language.ts';
import { type Element, elementsIn, LdapError, textOf } from '#common/ldap/ber.ts';
import type { Attribute } from './entries.ts';

const FILTER = { AND: 0xa0, OR: 0xa1, NOT: 0xa2, EQUAL: 0xa3, SUBSTRINGS: 0xa4, PRESENT: 0x87 } as const;
const DEEPEST = 20;

/** Undefined as LDAP has it: neither true nor false. */
export type Filter = (attributes: readonly Attribute[]) => boolean | undefined;

/** `certificateRevocationList;binary` without what stands behind the first semicolon, in lower case. */
export function baseType(description: string): string {
  return (description.split(';')[0] ?? '').trim().toLowerCase();
}

function named(attributes: readonly Attribute[], description: string): Attribute | undefined {
  const wanted = baseType(description);
  return attributes.find(({ type }) => type.toLowerCase() === wanted);
}

function normal(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Whether a value of the attribute is as wanted; values in DER have no such matching rule. */
function ofText(description: string, fits: (value: string) => boolean): Filter {
  return (attributes) => {
    const attribute = named(attributes, description);
    if (attribute === undefined) return false;
    if (attribute.binary) return undefined;
    return attribute.values().some((value) => fits(normal(Buffer.from(value).toString('utf8'))));
  };
}

function equality({ content }: Element): Filter {
  const [description, value] = elementsIn(content).map(textOf);
  if (description === undefined || value === undefined) throw new LdapError(englishOnly('filter of no value'));
  const wanted = normal(value);
  return ofText(description, (one) => one === wanted);
}

/** Tags of the parts of a value: how it begins, what is in it, how it ends. */
const [INITIAL, FINAL] = [0x80, 0x82];

function substrings({ content }: Element): Filter {
  const [type, list] = elementsIn(content);
  if (type === undefined || list === undefined) throw new LdapError(englishOnly('filter of no value'));
  const parts = elementsIn(list.content).map((part) => ({ tag: part.tag, text: textOf(part).toLowerCase() }));
  return ofText(textOf(type), (value) => {
    let from = 0;
    return parts.every(({ tag, text }) => {
      const at = tag === FINAL ? value.length - text.length : value.indexOf(text, from);
      if (at < from || (tag === INITIAL && at !== 0) || !value.startsWith(text, at)) return false;
      from = at + text.length;
      return true;
    });
  });
}

/** @throws LdapError when it is none, or deeper than anybody writes one */
export function parseFilter(element: Element, depth = 0): Filter {
  if (depth > DEEPEST) throw new LdapError(englishOnly(`filter deeper than ${DEEPEST}`));
  switch (element.tag) {
    case FILTER.AND:
    case FILTER.OR:
      return every(
        element.tag === FILTER.AND,
        elementsIn(element.content).map((part) => parseFilter(part, depth + 1)),
      );
    case FILTER.NOT:
      return not(elementsIn(element.content).map((part) => parseFilter(part, depth + 1)));
    case FILTER.PRESENT: {
      const description = textOf(element);
      return (attributes) => (named(attributes, description)?.values().length ?? 0) > 0;
    }
    case FILTER.EQUAL:
      return equality(element);
    case FILTER.SUBSTRINGS:
      return substrings(element);
    default:
      return () => undefined;
  }
}

/** AND: every one is true; OR, its mirror: not every one is false. */
function every(wanted: boolean, filters: readonly Filter[]): Filter {
  return (attributes) => {
    const found = filters.map((filter) => filter(attributes));
    if (found.includes(!wanted)) return !wanted;
    return found.includes(undefined) ? undefined : wanted;
  };
}

function not([filter, ...others]: readonly Filter[]): Filter {
  if (filter === undefined || others.length > 0) throw new LdapError(englishOnly('NOT of one filter'));
  return (attributes) => {
    const found = filter(attributes);
    return found === undefined ? undefined : !found;
  };
}
