/** Unmodified mail programs before the operator of MSSanté, with the card's key in a file: M01 to M03, M13. */
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { HealthServices } from '../../simulator/services/index.ts';
import { type Credentials, cardOf } from '../simulator/services/pfc/card-client.ts';

const run = promisify(execFile);
const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const HOST = { imap: 'frontimap-igcsante.mssante.fr', smtp: 'frontsmtp-igcsante.mssante.fr' };
const MAIL = (subject: string) => `From: <${CLAIRE}>\r\nTo: <${CLAIRE}>\r\nSubject: ${subject}\r\n\r\nBonjour\r\n`;

interface Place {
  readonly services: HealthServices;
  readonly card: Credentials;
  readonly ports: { readonly imap: number; readonly submission: number };
  /** Files of the card and of whom to trust, and a mail. */
  readonly files: { readonly cert: string; readonly key: string; readonly ca: string; readonly mail: string };
}

async function place(t: ExecutionContext, profile = 'cps3-medecin'): Promise<Place> {
  const services = await HealthServices.start({ names: ['mssante'] });
  t.teardown(() => services.close());
  const card = cardOf(services.pki, profile);
  const folder = mkdtempSync(join(tmpdir(), 'mssante-'));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const files = {
    cert: file('cert.pem', card.cert),
    key: file('key.pem', card.key),
    ca: file('ca.pem', services.mssante.trust),
    mail: file('mail.eml', MAIL('curl')),
  };
  return { services, card, ports: services.mssante.ports, files };
}

function subjects({ services }: Place): string[] {
  const messages = services.mssante.store.boxAt(CLAIRE)?.folder('INBOX').messages() ?? [];
  return messages.map(({ raw }) => /^Subject: (.*)\r$/m.exec(Buffer.from(raw).toString())?.[1] ?? '');
}

function curl({ files, ports }: Place, of: 'imap' | 'smtp', args: readonly string[]) {
  const port = of === 'imap' ? ports.imap : ports.submission;
  const url = `${of}://${HOST[of]}:${port}${of === 'imap' ? '/INBOX' : ''}`;
  const tls = ['--ssl-reqd', '--cert', files.cert, '--key', files.key, '--cacert', files.ca, '--tls-max', '1.2'];
  return run('curl', ['-sS', '--max-time', '60', '--resolve', `${HOST[of]}:${port}:127.0.0.1`, ...tls, url, ...args]);
}

test.serial('curl sends, searches and reads, with EXTERNAL', async (t) => {
  const at = await place(t);
  await curl(at, 'smtp', ['--mail-from', CLAIRE, '--mail-rcpt', CLAIRE, '-T', at.files.mail]);
  t.deepEqual(subjects(at), ['curl']);
  const login = ['--login-options', 'AUTH=EXTERNAL', '-u', `${CLAIRE}:`];
  const { stdout } = await curl(at, 'imap', [...login, '-X', 'SEARCH SUBJECT curl']);
  t.is(stdout.trim(), '* SEARCH 1');
});

test.serial('curl with a production card in training is told why', async (t) => {
  const at = await place(t, 'cps-production');
  const said = await t.throwsAsync(
    curl(at, 'smtp', ['--mail-from', CLAIRE, '--mail-rcpt', CLAIRE, '-T', at.files.mail, '-v']),
  );
  t.regex(
    String((said as { stderr?: string }).stderr),
    /554 chain of trust: certificate of AMINA MEDECIN9990004 \(899909990004\): a production card where those for tests are expected /,
  );
});

test.serial('swaks sends', async (t) => {
  const at = await place(t);
  const { files, ports } = at;
  const tls = ['--tls', '--tls-cert', files.cert, '--tls-key', files.key, '--tls-sni', HOST.smtp];
  await run('swaks', [
    '--server',
    '127.0.0.1',
    '--port',
    String(ports.submission),
    ...tls,
    '--from',
    CLAIRE,
    '--to',
    CLAIRE,
    '--header',
    'Subject: swaks',
  ]);
  t.deepEqual(subjects(at), ['swaks']);
});

const PYTHON = `
import imaplib, ssl, sys
port, cert, key, ca, host = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
context.maximum_version = ssl.TLSVersion.TLSv1_2
context.load_cert_chain(cert, key)
context.check_hostname = False
imap = imaplib.IMAP4('127.0.0.1', int(port))
imap.starttls(context)
imap.authenticate('EXTERNAL', lambda _: b'')
imap.append('Sent', '(\\\\Seen)', None, b'Subject: python\\r\\n\\r\\nBonjour\\r\\n')
print(imap.select('Sent')[1][0].decode())
print(imap.fetch('1', '(BODY[HEADER])')[1][0][1].decode().strip())
imap.store('1', '+FLAGS', '\\\\Deleted')
print(imap.expunge()[1][0].decode())
imap.logout()
`;
test.serial("Python's imaplib stores, reads and deletes, with EXTERNAL", async (t) => {
  const { ports, files } = await place(t);
  const args = ['-c', PYTHON, String(ports.imap), files.cert, files.key, files.ca, HOST.imap];
  const { stdout } = await run('python3', args);
  t.deepEqual(stdout.trim().split('\n'), ['1', 'Subject: python', '1']);
});

test.serial('nodemailer sends and imapflow reads, moves and deletes; the certificate is enough', async (t) => {
  const at = await place(t);
  const { services, card, ports } = at;
  await services.mssante.configure({ authentication: 'certificate' });
  const tls = (servername: string) => ({
    ...card,
    ca: services.mssante.trust,
    servername,
    maxVersion: 'TLSv1.2' as const,
  });
  const transport = createTransport({
    host: '127.0.0.1',
    port: ports.submission,
    requireTLS: true,
    tls: tls(HOST.smtp),
  });
  await transport.sendMail({
    from: CLAIRE,
    to: CLAIRE,
    subject: 'nodemailer',
    text: 'Bonjour',
    attachments: [{ filename: 'é.pdf', content: 'x' }],
  });
  const options = { host: '127.0.0.1', port: ports.imap, secure: false, doSTARTTLS: true, logger: false as const };
  const imap = new ImapFlow({ ...options, auth: { user: CLAIRE, pass: 'x' }, tls: tls(HOST.imap) });
  await imap.connect();
  t.true((await imap.list()).some(({ specialUse }) => specialUse === '\\Trash'));
  await imap.mailboxOpen('INBOX');
  const found = await imap.fetchOne('1', { envelope: true, bodyStructure: true, source: true });
  if (found === false) return t.fail('nothing fetched');
  t.is(found.envelope?.subject, 'nodemailer');
  t.is(found.bodyStructure?.childNodes?.[1]?.dispositionParameters?.filename, 'é.pdf');
  await imap.messageMove('1', 'Trash');
  t.like(await imap.status('Trash', { messages: true }), { messages: 1 });
  await imap.mailboxOpen('Trash');
  t.true(await imap.messageDelete('1'));
  t.deepEqual(await imap.search({ all: true }), []);
  await imap.logout();
});
