/** Unmodified clients of Node show the card: each in a process of its own, which finds the readers of a private world. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { createServer, type TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { SMTPServer } from 'smtp-server';
import { world } from '../../scenarios/world/index.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { runningDovecot } from '../../tools/dovecot.ts';
import { CARD_AUTHORITIES, LOCALHOST, site } from '../driver/tls/site.ts';
import { runningSlapd } from './slapd.ts';

const PROGRAM = fileURLToPath(new URL('./tls-client.ts', import.meta.url));
const DOCTOR = '899909990001';
const MSSANTE = 'frontimap-igcsante.mssante.fr';
/** LDAP bind response, success: to the message of that number. Source: RFC 4511, 4.2.2. */
const bound = (message = 0) => Uint8Array.of(0x30, 12, 2, 1, message, 0x61, 7, 10, 1, 0, 4, 0, 4, 0);

interface Served {
  readonly port: number;
  /** Whom the server saw. */
  readonly seen: readonly string[];
}

const ASKS = { ...LOCALHOST, ca: [...CARD_AUTHORITIES], requestCert: true, rejectUnauthorized: true };

async function listening(t: ExecutionContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

function holder(socket: TLSSocket): string {
  return String(socket.getPeerCertificate().subject.CN);
}

/** STARTTLS, then a mail. */
async function smtp(t: ExecutionContext): Promise<Served> {
  const seen: string[] = [];
  const server = new SMTPServer({
    ...ASKS,
    authOptional: true,
    onSecure(socket, _session, done) {
      seen.push(holder(socket as TLSSocket));
      done();
    },
    onData(stream, _session, done) {
      stream.resume().on('end', () => done());
    },
  });
  server.on('error', () => {});
  t.teardown(() => server.close());
  return { port: await listening(t, server.server), seen };
}

/** A directory that lets everybody in who has shown a card. */
async function ldap(t: ExecutionContext): Promise<Served> {
  const seen: string[] = [];
  const server = createServer(ASKS, (socket) => {
    seen.push(holder(socket));
    socket.on('error', () => {});
    socket.once('data', (bind: Buffer) => socket.write(bound(bind[4])));
  });
  return { port: await listening(t, server), seen };
}

/** OpenLDAP, which names whoever has come by the subject of the card. */
async function slapd(t: ExecutionContext): Promise<Served> {
  const { key, cert: chain } = LOCALHOST;
  const tls = { key: String(key), chain, cards: CARD_AUTHORITIES.join('') };
  const server = await runningSlapd(() => [{ dn: 'ou=SIMULATION,c=FR', values: {} }], tls);
  t.teardown(() => server[Symbol.asyncDispose]());
  return { port: server.port, seen: [] };
}

async function mssante(t: ExecutionContext): Promise<Served> {
  const services = await HealthServices.start({ names: ['mssante'] });
  t.teardown(() => services.close());
  await services.mssante.configure({ authentication: 'certificate' });
  return { port: services.mssante.ports.imap, seen: [] };
}

async function dovecot(t: ExecutionContext): Promise<Served> {
  const server = await runningDovecot(defaultPki);
  t.teardown(() => server[Symbol.asyncDispose]());
  return { port: server.port, seen: [] };
}

/** What the program says, and its exit code. */
async function said(t: ExecutionContext, client: string, port: number, code: string, more = {}): Promise<string> {
  const w = await world({ target: 'private' });
  t.teardown(() => w.close());
  await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
  const args = ['--import=tsx', PROGRAM, client, String(port)];
  const child = w.spawn(process.execPath, args, { env: { CODE: code, ...more } });
  t.teardown(() => child.kill());
  const [out, errors, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  t.is(exitCode, 0, errors);
  return out.trim();
}

const SERVERS = { https: site, undici: site, axios: site, got: site, tls: site, smtp, ldap } as const;
type ClientName = keyof typeof SERVERS;

const shows = test.macro(async (t, client: ClientName, expected: string | RegExp) => {
  const server = await SERVERS[client](t);
  const out = await said(t, client, server.port, '1234');
  if (typeof expected === 'string') t.is(out, expected);
  else t.regex(out, expected);
  t.true(server.seen.length > 0 && server.seen.every((who) => who === DOCTOR));
});

test.serial('https, two requests over one connection', shows, 'https', `${DOCTOR} ${DOCTOR}`);
test.serial('undici: fetch, request, and the fetch of Node', shows, 'undici', `${DOCTOR} ${DOCTOR} ${DOCTOR}`);
test.serial('axios', shows, 'axios', DOCTOR);
test.serial('got', shows, 'got', DOCTOR);
test.serial('tls.connect', shows, 'tls', DOCTOR);
test.serial('nodemailer with STARTTLS', shows, 'smtp', /^250 /);
test.serial('ldapts over ldaps', shows, 'ldap', 'bound');

/** Servers that say themselves what has come: the person by name, or a mailbox. */
const answers = test.macro(
  async (t, client: string, open: (t: ExecutionContext) => Promise<Served>, expected: RegExp) => {
    const { port } = await open(t);
    const more = client === 'imap' ? { SERVERNAME: MSSANTE } : {};
    t.regex(await said(t, client, port, '1234', more), expected);
    t.is(await said(t, client, port, '0000', more), 'ERR_CARD_TLS blocked SCARD_W_CHV_BLOCKED');
  },
);

test.serial('ldapts with StartTLS before OpenLDAP', answers, 'ldapStartTls', slapd, /^dn:.*cn=899909990001/i);
test.serial('imapflow with STARTTLS before the operator of MSSanté', answers, 'imap', mssante, /^INBOX$/);
test.serial('imapflow with STARTTLS before Dovecot', answers, 'imap', dovecot, /^INBOX$/);

for (const client of ['https', 'undici', 'axios', 'got', 'tls', 'smtp', 'ldap'] as const)
  test.serial(`${client}: three wrong codes`, async (t) => {
    const server = await SERVERS[client](t);
    t.is(await said(t, client, server.port, '0000'), 'ERR_CARD_TLS blocked SCARD_W_CHV_BLOCKED');
    t.deepEqual(server.seen, []);
  });

test.serial('a server that nobody trusts: the card is not shown', async (t) => {
  const server = await site(t);
  const out = await said(t, 'https', server.port, '1234', { TRUST: 'nobody' });
  t.is(out, 'ERR_CARD_TLS connection undefined');
  t.deepEqual(server.seen, []);
});
