/** The same unmodified programs before the operator of MSSanté and before Dovecot, with the card: they see the same. M01, M19. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { type FetchMessageObject, ImapFlow } from 'imapflow';
import { HealthServices } from '../../simulator/services/index.ts';
import { runningDovecot } from '../../tools/dovecot.ts';
import { cardOf } from '../simulator/services/pfc/card-client.ts';

const run = promisify(execFile);
const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const HOST = 'frontimap-igcsante.mssante.fr';
const DATE = new Date('2018-09-03T10:00:00Z');
/** Days away: imapflow asks a server that knows WITHIN for seconds. */
const BEFORE = new Date('2018-09-01T00:00:00Z');
const AFTER = new Date('2018-09-05T00:00:00Z');

function mail(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n`;
}

const PLAIN = mail(
  ...['From: Claire <claire@a.example>', 'To: b@b.example, "C, D" <c@c.example>', 'Subject: plain'],
  ...['Date: Mon, 3 Sep 2018 12:00:00 +0200', 'Message-ID: <1@a>', 'In-Reply-To: <0@a>', '', 'Bonjour'],
);
const MIXED = mail(
  ...['From: =?UTF-8?Q?Andr=C3=A9?= <a@a.example>', 'To: undisclosed-recipients:;', 'Reply-To: r@r.example'],
  ...['Cc: Equipe: x@x.example, Y <y@y.example>;, z@z.example', 'Subject: =?UTF-8?B?w6l0w6k=?=', '  folded'],
  ...['Content-Type: multipart/mixed; boundary="b1"', '', 'preamble', '--b1'],
  ...['Content-Type: text/plain', 'Content-Transfer-Encoding: quoted-printable', '', '=C3=A9t=C3=A9', '--b1'],
  ...['Content-Type: application/pdf;', " name*0*=UTF-8''%C3%A9t; name*1*=%C3%A9.pdf", 'Content-ID: <cid@x>'],
  ...['Content-Transfer-Encoding: base64', 'Content-Disposition: attachment; filename="a b.pdf"; size=3'],
  ...['Content-Language: fr, en', 'Content-Description: a letter', '', 'YWJj', '--b1--', 'epilogue'],
);
const NESTED = mail(
  ...['From: a@a.example', 'Subject: outer', 'Content-Type: multipart/mixed; boundary=o', '', '--o'],
  ...['Content-Type: message/rfc822', '', 'From: in@in.example', 'Subject: inner', '', 'inside', '--o'],
  ...['Content-Type: message/rfc822', 'Content-Disposition: attachment', '', 'Subject: two', '', 'text', '--o--'],
);
const NO_PARTS = mail('From: e@e.example', 'Subject: none', 'Content-Type: multipart/mixed; boundary=z', '', 'nothing');
const ENCODED = mail(
  ...[
    'From: l@l.example',
    'Subject: =?ISO-8859-1?Q?l=E9sion?= =?UTF-8?B?w6l0w6k=?=',
    'Content-Type: multipart/mixed; boundary=x',
  ],
  ...['', '--x', 'Content-Type: text/plain; charset=iso-8859-15', 'Content-Transfer-Encoding: quoted-printable', ''],
  ...['l=E9sion b=E9nigne, 30 =A4, coup=', 'ure', '--x', 'Content-Type: text/html; charset=utf-8'],
  ...['Content-Transfer-Encoding: base64', '', Buffer.from('<p>œdème</p>').toString('base64'), '--x'],
  ...['Content-Type: application/octet-stream; name="radio.bin"', 'Content-Transfer-Encoding: base64', ''],
  ...[Buffer.from('secret').toString('base64'), '--x--'],
);
const MAILS = [
  ENCODED,
  PLAIN,
  MIXED,
  NESTED,
  NO_PARTS,
  mail('Subject: no sender', ''),
  mail('From: e@e.example', '', 'é'),
];
const PARTS = ['HEADER', 'TEXT', '1', '1.MIME', '1.HEADER', '1.TEXT', '2', '2.MIME', '2.HEADER', '3'];

interface Target {
  readonly port: number;
  readonly trust: string;
  readonly card: { readonly cert: string; readonly key: string };
}

async function targets(t: ExecutionContext): Promise<readonly [ours: Target, dovecot: Target]> {
  const services = await HealthServices.start({ names: ['mssante'] });
  t.teardown(() => services.close());
  await services.mssante.configure({ authentication: 'certificate' });
  const dovecot = await runningDovecot(services.pki);
  t.teardown(() => dovecot[Symbol.asyncDispose]());
  const { trust, ports } = services.mssante;
  const common = { trust, card: cardOf(services.pki, 'cps3-medecin') };
  return [
    { ...common, port: ports.imap },
    { ...common, port: dovecot.port },
  ];
}

/** Who has just come is told by one and not by the other; an empty part is none. */
function fetched({
  seq,
  uid,
  flags,
  internalDate,
  size,
  envelope,
  bodyStructure,
  source,
  bodyParts,
}: FetchMessageObject) {
  const parts = [...(bodyParts ?? [])].map(([name, bytes]) => [name, bytes ? bytes.toString() : '']);
  return {
    ...{ seq, uid, size, envelope, bodyStructure, internalDate: new Date(internalDate ?? 0) },
    flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent').toSorted(),
    source: source?.toString(),
    parts: Object.fromEntries(parts.toSorted()),
  };
}

async function all(imap: ImapFlow) {
  const query = { uid: true, flags: true, internalDate: true, size: true, envelope: true, bodyStructure: true };
  const found = await imap.fetchAll('1:*', { ...query, source: true, bodyParts: PARTS });
  return found.map(fetched);
}

async function refused(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught as { readonly responseStatus?: string; readonly serverResponseCode?: string },
  );
  return error?.responseStatus;
}

/** Of a folder that is not there: whether the program may make it; `done` when it is there. */
async function missing(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (caught: { readonly serverResponseCode?: string }) => caught.serverResponseCode,
  );
}

const SEARCHES = [
  ...[
    { all: true },
    { seen: true },
    { flagged: false },
    { keyword: '$label' },
    { subject: 'PLAIN' },
    { subject: 'été' },
  ],
  ...[{ from: 'andré' }, { to: 'c@c.example' }, { cc: 'y@y' }, { body: 'bonjour' }, { larger: 200 }, { uid: '2:4' }],
  ...[{ since: BEFORE }, { before: AFTER }, { on: DATE }, { sentOn: DATE }, { sentSince: DATE }],
  ...[
    { body: 'lésion' },
    { body: 'BÉNIGNE' },
    { body: 'œdème' },
    { body: '30 €' },
    { body: 'coupure' },
    { body: 'secret' },
  ],
  ...[
    { body: '=E9' },
    { body: 'inside' },
    { body: 'inner' },
    { body: 'two' },
    { body: 'preamble' },
    { text: 'lésionété' },
  ],
  ...[
    { text: 'radio.bin' },
    { text: 'été.pdf' },
    { text: 'base64' },
    { text: 'inner' },
    { text: 'a letter' },
    { body: 'p>' },
  ],
  ...[
    { header: { 'message-id': '1@a' } },
    { or: [{ subject: 'outer' }, { subject: 'plain' }] },
    { not: { seen: true } },
  ],
];

/** Everything that a mail program does, and what it saw; apart from it the code of SELECT of no folder. */
async function actions({ port, trust, card }: Target): Promise<{ readonly saw: unknown[]; readonly select: unknown }> {
  const tls = { ...card, ca: trust, servername: HOST, maxVersion: 'TLSv1.2' as const };
  const options = { host: '127.0.0.1', port, secure: false, doSTARTTLS: true, logger: false as const, tls };
  const imap = new ImapFlow({ ...options, auth: { user: CLAIRE, pass: 'x' } });
  await imap.connect();
  const saw: unknown[] = [];
  await imap.mailboxCreate('Work');
  await imap.mailboxCreate('Work/Old');
  const flags = [['\\Seen'], ['\\Flagged', '$Label'], []];
  for (const [index, one] of MAILS.entries()) {
    const appended = await imap.append('Work', one, flags[index] ?? [], DATE);
    saw.push(appended === false ? undefined : appended.uid);
  }
  const opened = await imap.mailboxOpen('Work');
  saw.push([opened.exists, opened.uidNext, [...(opened.flags ?? [])].toSorted()], await all(imap));
  for (const search of SEARCHES) saw.push([search, await imap.search(search)]);
  saw.push(await imap.messageFlagsAdd('1:2', ['\\Answered']), await imap.messageFlagsRemove('1', ['\\Seen']));
  saw.push(await imap.messageFlagsSet('3', ['\\Draft', 'other']), await all(imap));
  const copied = await imap.messageCopy('1:3', 'Work/Old');
  const moved = await imap.messageMove('4', 'Trash');
  for (const one of [copied, moved]) saw.push(one && [...(one.uidMap ?? [])]);
  saw.push(await imap.messageDelete('2'), await all(imap));
  for (const folder of ['Work', 'Work/Old', 'Trash'])
    saw.push(await imap.status(folder, { messages: true, uidNext: true, unseen: true }));
  saw.push(
    await refused(imap.fetchAll('99', { flags: true })),
    await imap.fetchAll('99', { flags: true }, { uid: true }),
  );
  saw.push(await refused(imap.mailboxOpen('Nowhere')), await refused(imap.mailboxDelete('Nowhere')));
  const select = await missing(imap.mailboxOpen('Nowhere'));
  saw.push(await missing(imap.mailboxDelete('Nowhere')));
  saw.push(await missing(imap.append('Nowhere', PLAIN)), await missing(imap.mailboxRename('Nowhere', 'There')));
  saw.push((await imap.mailboxRename('Work/Old', 'Kept')).newPath, await refused(imap.mailboxCreate('')));
  saw.push((await imap.list()).map(({ path, specialUse }) => [path, specialUse]).toSorted());
  await imap.logout();
  return { saw, select };
}

test.serial('imapflow sees the same at both: mails, parts, flags, searches, copies, refusals', async (t) => {
  const [ours, dovecot] = await targets(t);
  const [here, there] = [await actions(ours), await actions(dovecot)];
  t.true(here.saw.length > 40);
  t.deepEqual(here.saw, there.saw);
  // As RFC 9051, 7.1 has it; Dovecot 2.3 gives SELECT no code.
  t.is(here.select, 'NONEXISTENT');
  t.is(there.select, undefined);
});

const COMMANDS = [
  ...['FETCH 1,3 (UID RFC822.SIZE ENVELOPE)', 'FETCH 1:* BODYSTRUCTURE', 'FETCH 1:* BODY', 'UID FETCH 99 FLAGS'],
  ...['STORE 2 +FLAGS.SILENT (\\Deleted)', 'SEARCH DELETED', 'SEARCH SENTON 3-Sep-2018', 'EXPUNGE', 'SEARCH ALL'],
  ...['FETCH 99 FLAGS', 'STORE 99 +FLAGS (\\Seen)', 'COPY 99 INBOX', 'COPY 1 Nowhere', 'NONSENSE', 'FETCH 0 UID'],
];

/** Strings and atoms alike; of literals curl shows the line before them alone. */
function normalised(text: string): string {
  const lines = text.split('\r\n').filter((line) => !/^\* (?:\d+ RECENT|OK )/.test(line));
  return lines
    .join('\r\n')
    .replaceAll(/\{(\d+)\}\r\n/g, '')
    .replaceAll('"', '');
}

test.serial('curl gets the same from both, with EXTERNAL: lists, structures, sections, refusals', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mssante-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const both = await targets(t);
  const { card, trust } = both[0];
  const tls = ['--cert', file('cert', card.cert), '--key', file('key', card.key), '--cacert', file('ca', trust)];
  const login = ['--ssl-reqd', '--tls-max', '1.2', '--login-options', 'AUTH=EXTERNAL', '-u', `${CLAIRE}:`];
  const curl = ({ port }: Target, path: string, ...args: string[]) =>
    run(
      'curl',
      ['-sS', '--max-time', '30', '--resolve', `${HOST}:${port}:127.0.0.1`, ...tls, ...login].concat(
        `imap://${HOST}:${port}/${path}`,
        args,
      ),
    ).then(
      ({ stdout }) => normalised(stdout),
      (error: { readonly code?: number }) => error.code,
    );
  const answers = async (at: Target) => {
    const saw: unknown[] = [await curl(at, '', '-X', 'CREATE Curl')];
    for (const [index, one] of [PLAIN, MIXED, NESTED].entries())
      saw.push(await curl(at, 'Curl', '-T', file(`${index}`, one)));
    for (const section of ['HEADER', '1', '2.MIME']) saw.push(await curl(at, `Curl;MAILINDEX=2;SECTION=${section}`));
    for (const command of COMMANDS) saw.push([command, await curl(at, 'Curl', '-X', command)]);
    return saw;
  };
  t.deepEqual(await answers(both[0]), await answers(both[1]));
});
