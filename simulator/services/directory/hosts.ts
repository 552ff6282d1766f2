/** Names under which the documents have the directory: certificates carry them, programs have them in their settings. */
import { urlIn } from '../../pki/urls.ts';
import type { ServiceHost } from '../service.ts';
import type { Way } from './publications.ts';

/** By which way a program connects; what it asks over LDAPS goes wrong as over LDAP. */
type Door = Way | 'ldaps';
const PORTS: Readonly<Record<Door, number>> = { http: 80, ldap: 389, ldaps: 636 };

const PRINTED: readonly { readonly host: string; readonly ways: readonly Door[]; readonly source: string }[] = [
  { host: 'igc-sante.esante.gouv.fr', ways: ['http'], source: 'reference/documents.md M09, P20' },
  { host: 'annuaire-igc.esante.gouv.fr', ways: ['ldap', 'ldaps'], source: 'reference/documents.md L11, M09, M24' },
  { host: 'annuaire.asipsante.fr', ways: ['http', 'ldap', 'ldaps'], source: 'reference/documents.md L11, M09' },
  {
    host: 'annuaire.gip-cps.fr',
    ways: ['http', 'ldap', 'ldaps'],
    source: 'reference/documents.md L11; reference/cps-facts.md (d)',
  },
  { host: 'ocsp.esante.gouv.fr', ways: ['http'], source: 'reference/cps-facts.md (d)' },
];

/** As card files have them, which were made where no service ran. */
function unasked(host: string): string {
  return new URL(urlIn('invalid', `http://${host}/`)).hostname;
}

/** Whom the certificate that is shown over LDAPS is for. */
export const SECURED_NAMES: readonly string[] = [
  'localhost',
  ...PRINTED.filter(({ ways }) => ways.includes('ldaps')).flatMap(({ host }) => [host, unasked(host)]),
];

/** @param leadsTo ports on loopback */
export function directoryHosts(leadsTo: Readonly<Record<Door, number>>): readonly ServiceHost[] {
  const all = PRINTED.flatMap(({ host, ways, source }) =>
    ways.flatMap((way) => {
      const there = { port: PORTS[way], leadsTo: leadsTo[way] };
      return [
        { host, source, ...there },
        { host: unasked(host), source: 'simulation', ...there },
      ];
    }),
  );
  // The directories of two names have one in card files.
  return [...new Map(all.map((one) => [`${one.host}:${one.port}`, one])).values()];
}
