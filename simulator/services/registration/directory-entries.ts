/** The servers that administrative files name, as the directory lists them. Source: reference/documents.md L11; the form: simulation. */
import type { ListedEntry } from '../directory/index.ts';
import type { AdministrativeFile } from './administrative-files.ts';

const BASE = 'ou=serveurs,o=gip-cps,c=fr';

/** Source: RFC 4514, 2.4. */
function escaped(value: string): string {
  return value.replace(/[+,;<>"\\=#]/g, '\\$&');
}

/** Entries below `ou=serveurs,o=gip-cps,c=fr`; `uid` are the administrators. */
export function directoryEntries(files: readonly AdministrativeFile[]): ListedEntry[] {
  return files.map(({ kind, server, structure: { name, nationalId }, administrators }) => ({
    name: `cn=${escaped(server)},ou=${escaped(nationalId)},${BASE}`,
    texts: {
      objectClass: ['top', 'applicationProcess'],
      cn: [server.toLowerCase()],
      description: [kind],
      ou: [nationalId],
      o: [name],
      uid: administrators,
    },
  }));
}
