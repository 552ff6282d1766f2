/** Debian's slapd, as an ordinary user, with its own folder: a second directory that publishes what ours does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';

const NOBODY = 65_534;
/** Nobody runs a server as root. */
const USER = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export interface DirectoryEntry {
  readonly dn: string;
  /** By type, with ;binary where it is given so. */
  readonly values: Readonly<Record<string, Uint8Array>>;
}

const CONFIGURATION = (folder: string, tls: string) => `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/slapd.pid
${tls}database mdb
suffix "c=FR"
directory ${folder}/data
`;

/** Classes of the entries that only stand above others, by the first letters of their name. */
const ABOVE: Readonly<Record<string, string>> = { c: 'country', o: 'organization', ou: 'organizationalUnit' };

function above(dn: string): string {
  const type = (dn.split('=')[0] ?? '').toLowerCase();
  return `dn: ${dn}\nobjectClass: top\nobjectClass: ${ABOVE[type]}\n`;
}

function published({ dn, values }: DirectoryEntry): string {
  const structural = dn.toLowerCase().startsWith('cn=') ? 'applicationProcess' : 'organizationalUnit';
  const classes = ['top', structural, 'pkiCA', 'deltaCRL'].map((name) => `objectClass: ${name}\n`);
  const lines = Object.entries(values).map(([type, value]) => `${type}:: ${Buffer.from(value).toString('base64')}\n`);
  return `dn: ${dn}\n${[...classes, ...lines].join('')}`;
}

/** Source: RFC 2849. Each entry behind those that it stands under. */
function ldif(entries: readonly DirectoryEntry[]): string {
  const texts = new Map(entries.map((entry) => [entry.dn.toLowerCase(), published(entry)]));
  const parents = entries.flatMap(({ dn }) => {
    const parts = dn.split(',');
    return parts.map((_, i) => parts.slice(i).join(',')).slice(1);
  });
  for (const dn of parents) if (!texts.has(dn.toLowerCase())) texts.set(dn.toLowerCase(), above(dn));
  const depth = (dn: string) => dn.split(',').length;
  const names = [...texts.keys()].toSorted((a, b) => depth(a) - depth(b));
  return names.map((name) => texts.get(name)).join('\n');
}

export interface RunningSlapd extends AsyncDisposable {
  readonly port: number;
  /** Nobody listens there without TLS. */
  readonly ldaps: number;
}

export interface SlapdTls {
  /** Its own and those of its authorities but the root, in PEM. */
  readonly chain: string;
  readonly key: string;
  /** The authorities of cards, one of which must be shown then; nobody is asked for one by default. */
  readonly cards?: string;
}

/** Debian's slapd is GnuTLS: the chain stands in the file of the certificate. */
function tlsLines(folder: string, { chain, key, cards }: SlapdTls): string {
  const [chainFile, keyFile] = [join(folder, 'chain.pem'), join(folder, 'key.pem')];
  writeFileSync(chainFile, chain);
  writeFileSync(keyFile, key, { mode: 0o600 });
  if (USER.uid !== undefined) chownSync(keyFile, NOBODY, NOBODY);
  const own = `TLSCertificateFile ${chainFile}\nTLSCertificateKeyFile ${keyFile}\n`;
  if (cards === undefined) return own;
  const cardsFile = join(folder, 'cards.pem');
  writeFileSync(cardsFile, cards);
  return `${own}TLSCACertificateFile ${cardsFile}\nTLSVerifyClient demand\n`;
}

/**
 * @param entriesAt what it holds, once its port is known
 * @param tls whom it is over LDAPS
 */
export async function runningSlapd(
  entriesAt: (port: number) => readonly DirectoryEntry[],
  tls?: SlapdTls,
): Promise<RunningSlapd> {
  const [port, ldaps] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-slapd-'));
  const [configuration, content] = [join(folder, 'slapd.conf'), join(folder, 'content.ldif')];
  mkdirSync(join(folder, 'data'));
  writeFileSync(configuration, CONFIGURATION(folder, tls === undefined ? '' : tlsLines(folder, tls)));
  writeFileSync(content, ldif(entriesAt(port)));
  if (USER.uid !== undefined) for (const path of [folder, join(folder, 'data')]) chownSync(path, NOBODY, NOBODY);
  await loaded(configuration, content);
  const urls = [`ldap://127.0.0.1:${port}/`, ...(tls === undefined ? [] : [`ldaps://127.0.0.1:${ldaps}/`])];
  const args = ['-f', configuration, '-h', urls.join(' '), '-d', 'stats'];
  const server = spawn('/usr/sbin/slapd', args, { ...USER, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  server.stderr.setEncoding('utf8');
  let said = '';
  for await (const text of server.stderr.iterator({ destroyOnReturn: false })) {
    said += text;
    if (said.includes('slapd starting')) break;
  }
  server.stderr.resume();
  if (!said.includes('slapd starting')) throw new Error(`slapd did not start: ${said}`);
  return {
    port,
    ldaps,
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function loaded(configuration: string, content: string): Promise<void> {
  const args = ['-f', configuration, '-l', content];
  const child = spawn('/usr/sbin/slapadd', args, { ...USER, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`slapadd: ${said}`);
}
