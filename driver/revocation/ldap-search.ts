/** A search of LDAP, as an address in a certificate asks for it. Source: RFC 4516. */
import type { Bytes } from '#iso7816/bytes.ts';
import { LDAP_RESULT, type LdapScope, type LdapSearch, searchLdap, typeOf } from '../ldap/search.ts';

const PORT = 389;

const ADDRESS =
  /^ldap:\/\/(?<host>[^:/?]+)(?::(?<port>\d+))?\/?(?<base>[^?]*)\??(?<attribute>[^?]*)\??(?<scope>[^?]*)\??(?<filter>.*)$/s;

function scopeOf(text: string): LdapScope {
  const scope = text.toLowerCase();
  return scope === 'one' || scope === 'sub' ? scope : 'base';
}

/** Equality or presence: no certificate asks for more. */
function filterOf(text: string): LdapSearch['filter'] {
  const [type = 'objectClass', value = '*'] = (text.replace(/^\(|\)$/g, '') || 'objectClass=*').split('=');
  return { type, value: value === '*' ? undefined : value };
}

/** Blanks may stand in it, escaped or not. */
function searchOf(url: string): LdapSearch & { readonly attribute: string } {
  const {
    host = '',
    port = PORT,
    base = '',
    attribute = '',
    scope = '',
    filter = '',
  } = ADDRESS.exec(url)?.groups ?? {};
  if (host === '' || attribute === '') throw new Error('no address of LDAP with an attribute');
  return {
    ...{ host, port: Number(port), base: decodeURIComponent(base), scope: scopeOf(scope) },
    ...{ filter: filterOf(decodeURIComponent(filter)), attributes: [attribute], attribute },
  };
}

/** The first value of the attribute. @throws an Error that says why nothing came */
export async function ask(url: string, signal: AbortSignal, largest: number): Promise<Bytes> {
  const search = searchOf(url);
  const { result, entries } = await searchLdap(search, { signal, largest });
  if (result !== LDAP_RESULT.SUCCESS) throw new Error(`LDAP result ${result}`);
  const [value] = entries.flatMap((entry) => entry.get(typeOf(search.attribute)) ?? []);
  if (value === undefined) throw new Error(`no ${search.attribute} in the entry`);
  return value;
}
