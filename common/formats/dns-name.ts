/**
 * Names of servers as certificates have them.
 *
 * Source: RFC 5280, 4.2.1.6 (dNSName); RFC 1034, 3.5 and RFC 1123, 2.1 (labels); RFC 6125, 6.4.3 (a star for the first label).
 */
import { FormatError } from './format-error.ts';

export const DNS_NAME =
  /^(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** A form of labels as well, and no name. */
const IP_ADDRESS = /^[0-9.]+$/;
const LONGEST = 253;
/** As much of a wrong one as is shown. */
const SHOWN = 64;

function isDnsName(text: string): boolean {
  return text.length <= LONGEST && !IP_ADDRESS.test(text) && DNS_NAME.test(text);
}

/**
 * The error of the first name that is none; undefined when all are.
 * @param what the option or field they stand in
 */
export function dnsNamesFault(what: string, names: readonly string[]): FormatError | undefined {
  const wrong = names.find((name) => !isDnsName(name));
  if (wrong === undefined) return undefined;
  const found = wrong.length > SHOWN ? `${wrong.slice(0, SHOWN)}...` : wrong;
  return new FormatError('name', what, {
    en: `'${found}' is no DNS name, expected unaccented letters, digits and hyphens between dots: serveur.hopital.example, *.hopital.example`,
    fr: `'${found}' n'est pas un nom DNS, attendu : lettres sans accent, chiffres et traits d'union entre des points : serveur.hopital.example, *.hopital.example`,
  });
}
