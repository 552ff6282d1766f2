/**
 * The directory of the health PKI, asked over LDAP which servers somebody administers.
 *
 * Source: reference/documents.md L11. How the directory writes servers: simulation.
 */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { LDAP_RESULT, type LdapAnswer, type LdapEntry, type LdapTls, searchLdap } from '../ldap/search.ts';
import { CleoError } from './cleo-error.ts';
import { SERVER_KINDS } from './form.ts';
import type { DirectoryServer, ServerDirectory } from './ports.ts';

const PATIENCE_MS = 10_000;
const LARGEST = 1_000_000;
const MOST_SERVERS = 100;

const SERVERS_BASE = 'ou=serveurs,o=gip-cps,c=fr';
const ATTRIBUTES = {
  server: 'cn',
  kind: 'description',
  structureId: 'ou',
  structureName: 'o',
  administrator: 'uid',
} as const;

function serverOf(entry: LdapEntry): DirectoryServer[] {
  const said = (name: keyof typeof ATTRIBUTES) => Buffer.from(entry.get(ATTRIBUTES[name])?.[0] ?? []).toString('utf8');
  const kind = SERVER_KINDS.find((one) => one === said('kind'));
  if (kind === undefined) return [];
  const [server, structureId] = [said('server').toLowerCase(), said('structureId')];
  return [{ kind, server, structureId, structureName: said('structureName') }];
}

interface Door {
  readonly port: number;
  readonly tls?: LdapTls | undefined;
}

function unreachable({ port, tls }: Door, cause: unknown): CleoError {
  const way = tls === undefined ? 'LDAP' : 'LDAPS';
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CleoError(
    'directory',
    {
      en: `the directory cannot be asked (${way}, port ${port} of ${LOOPBACK}: ${why})`,
      fr: `l'annuaire ne répond pas (${way}, port ${port} de ${LOOPBACK} : ${why})`,
    },
    { cause },
  );
}

async function searched({ port, tls }: Door, holder: string): Promise<LdapAnswer> {
  const over = new AbortController();
  const stop = SYSTEM_CLOCK.after(PATIENCE_MS, () => over.abort(new Error(`nothing for ${PATIENCE_MS} ms`)));
  try {
    const search = { base: SERVERS_BASE, scope: 'sub', sizeLimit: MOST_SERVERS } as const;
    const filter = { type: ATTRIBUTES.administrator, value: holder };
    const attributes = Object.values(ATTRIBUTES);
    const limits = { signal: over.signal, largest: LARGEST };
    return await searchLdap({ host: LOOPBACK, port, tls, ...search, filter, attributes }, limits);
  } catch (error) {
    throw unreachable({ port, tls }, over.signal.aborted ? over.signal.reason : error);
  } finally {
    stop();
  }
}

async function serversOf(door: Door, holder: string): Promise<readonly DirectoryServer[]> {
  const { result, entries } = await searched(door, holder);
  if (result === LDAP_RESULT.SUCCESS || result === LDAP_RESULT.NO_SUCH_OBJECT) return entries.flatMap(serverOf);
  throw unreachable(door, `result ${result}`);
}

/** The directory at that port of this machine. @param tls over LDAPS */
export function ldapDirectory(port: number, tls?: LdapTls): ServerDirectory {
  return { serversOf: (holder) => serversOf({ port, tls }, holder) };
}
