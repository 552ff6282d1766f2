/**
 * The entries of the directory: one for each authority that publishes there, and those that other services list.
 *
 * Source: RFC 4523 (pkiCA, deltaCRL and their attributes, which are asked and given with ;binary); RFC 4512, 5.1 (root).
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { AuthorityId } from '../../../pki/index.ts';
import type { PublishedKind } from '../../../pki/publication-points.ts';
import type { Publications } from '../publications.ts';
import { normalName } from './names.ts';

export interface Entry {
  /** As the certificates write it. */
  readonly name: string;
  readonly normalName: string;
  /** None at the root, which tells of the directory itself. */
  readonly authority: AuthorityId | undefined;
  /** Of an entry that another service lists, which is no authority's either. */
  readonly attributes?: readonly Attribute[];
}

/** What another service lists: a name, and texts by their types. */
export interface ListedEntry {
  readonly name: string;
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** Values of userCertificate in DER, in the order in which they are given. */
  readonly certificates?: readonly Bytes[];
}

/** Programs ask it what they speak with; it is found by its empty name alone. */
export const ROOT: Entry = { name: '', normalName: '', authority: undefined };

/** An attribute: what it is called when nobody says how, and what it holds. */
export interface Attribute {
  readonly type: string;
  /** Whether its values are DER, which is given under `type;binary`. */
  readonly binary: boolean;
  readonly values: () => readonly Bytes[];
  /** Whether it is given to who asks for it as it is written alone. */
  readonly exact?: boolean;
}

const PUBLISHED: readonly (readonly [type: string, what: PublishedKind])[] = [
  ['cACertificate', 'certificate'],
  ['certificateRevocationList', 'crl'],
  ['deltaRevocationList', 'deltaCrl'],
];

/** The name in an address of LDAP. Source: RFC 4516, 2. */
function nameIn(url: string): string {
  return decodeURIComponent(url.replace(/^ldap:\/\/[^/]*\//, '').replace(/\?.*$/, ''));
}

export function entriesOf({ points }: Publications): readonly Entry[] {
  const named = points
    .filter(({ url }) => url.startsWith('ldap:'))
    .map(({ authority, url }) => ({ authority, name: nameIn(url), normalName: normalName(nameIn(url)) }));
  return [...new Map(named.map((entry) => [entry.normalName, entry])).values()];
}

function text(type: string, ...values: readonly string[]): Attribute {
  return { type, binary: false, values: () => values.map((value) => Buffer.from(value)) };
}

const ROOT_ATTRIBUTES = [
  text('objectClass', 'top'),
  text('namingContexts', 'c=FR'),
  text('supportedLDAPVersion', '3'),
  text('vendorName', 'SIMULATION'),
];

/** The entry of what another service lists. */
export function listedEntry({ name, texts, certificates }: ListedEntry): Entry {
  const attributes = Object.entries(texts).map(([type, values]) => text(type, ...values));
  if (certificates) attributes.push({ type: 'userCertificate', binary: true, values: () => certificates });
  return { name, normalName: normalName(name), authority: undefined, attributes };
}

export function attributesOf({ name, authority, attributes }: Entry, publications: Publications): readonly Attribute[] {
  if (attributes !== undefined) return attributes;
  if (authority === undefined) return ROOT_ATTRIBUTES;
  const [type = '', ...value] = (name.split(',')[0] ?? '').split('=');
  return [
    text('objectClass', 'top', 'applicationProcess', 'pkiCA', 'deltaCRL'),
    text(type.toLowerCase(), value.join('=')),
    ...PUBLISHED.map(([published, what]) => ({
      type: published,
      binary: true,
      exact: publications.fault({ authority, what }, 'ldap') === 'exact',
      values: () => {
        const content = publications.content({ authority, what }, 'ldap');
        return content === undefined ? [] : [content];
      },
    })),
  ];
}
