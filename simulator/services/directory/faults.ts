/** What can be wrong with what a directory publishes, on demand. Source: reference/pitfalls.md C1, C2. */
import { crlToPem } from '#asn1/pem.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/**
 * `unreachable`: the connection is closed; `notFound`; `html`: a page of words in its place; `empty`; `truncated`; `pem` in place
 * of DER; `otherIssuer`: the list of another authority; `exact`: over LDAP a name and an attribute are found only as they are
 * written, blanks and `;binary` included; `stale`: the list as it was so many days ago; `slow`: so many seconds late.
 */
export type DirectoryFault = (typeof FAULT_NAMES)[number] | { readonly stale: number } | { readonly slow: number };

export const FAULT_NAMES = [
  'unreachable',
  'notFound',
  'html',
  'empty',
  'truncated',
  'pem',
  'otherIssuer',
  'exact',
] as const;

/** Why nothing would be wrong with what is asked by that way; undefined when something would. */
export function withoutEffect(
  fault: DirectoryFault | 'stale' | undefined,
  { way, what }: { readonly way?: string | undefined; readonly what?: string | undefined },
): { readonly member: 'way' | 'what'; readonly why: Text } | undefined {
  if (fault === 'exact' && way === 'http')
    return {
      member: 'way',
      why: {
        en: 'ldap: exact is a matter of names and attributes, which HTTP does not have',
        fr: "ldap : exact concerne noms et attributs, que HTTP n'a pas",
      },
    };
  const stale = fault === 'stale' || (typeof fault === 'object' && 'stale' in fault);
  if (stale && what === 'certificate')
    return {
      member: 'what',
      why: {
        en: 'crl or deltaCrl: a certificate is the same on every day',
        fr: 'crl ou deltaCrl : un certificat est le même tous les jours',
      },
    };
  return undefined;
}

const HTML = '<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Service indisponible</body></html>\n';

/** The bytes as that fault makes them; the others are no matter of bytes. */
export function spoilt(bytes: Bytes, fault: DirectoryFault | undefined): Bytes {
  if (fault === 'html') return Buffer.from(HTML);
  if (fault === 'empty') return new Uint8Array(0);
  if (fault === 'truncated') return bytes.subarray(0, Math.floor(bytes.length / 2));
  if (fault === 'pem') return Buffer.from(crlToPem(bytes));
  return bytes;
}
