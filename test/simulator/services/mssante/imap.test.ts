/** The IMAP server, asked line by line: the card, folders, messages, what is malformed and what is hostile. */
import test, { type ExecutionContext } from 'ava';
import type { HealthServices } from '../../../../simulator/services/index.ts';
import type { MssanteSettings } from '../../../../simulator/services/mssante/index.ts';
import { cardOf } from '../pfc/card-client.ts';
import { started } from '../started.ts';
import { RawClient } from './raw-client.ts';

const CLAIRE = 'claire.medecin9990001@simulation.mssante.fr';
const MAIL = [
  'From: Jeanne <jeanne.pharmacien9990002@simulation.mssante.fr>',
  `To: ${CLAIRE}`,
  'Subject: =?utf-8?q?R=C3=A9sultats?= 1',
  'Date: Mon, 3 Sep 2018 10:00:00 +0200',
  'Message-ID: <1@simulation>',
  'Content-Type: multipart/mixed; boundary="b1"',
  '',
  '--b1',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Bonjour',
  '--b1',
  'Content-Type: application/pdf; name="bilan.pdf"',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: attachment; filename="bilan.pdf"',
  '',
  'JVBERi0=',
  '--b1--',
  '',
].join('\r\n');

interface Place {
  readonly services: HealthServices;
  readonly told: readonly string[];
}

async function place(t: ExecutionContext, settings: Partial<MssanteSettings> = {}): Promise<Place> {
  const { services, told } = await started(t, 'mssante');
  await services.mssante.configure(settings);
  return { services, told };
}

async function client(t: ExecutionContext, { services }: Place, profile: string | undefined = 'cps3-medecin') {
  const one = await RawClient.connect(services.mssante.ports.imap);
  t.teardown(() => one.close());
  await one.until(/\r\n/);
  await one.imap('STARTTLS');
  await one.secure(profile === 'none' ? undefined : cardOf(services.pki, profile), 'frontimap-igcsante.mssante.fr');
  return one;
}

async function entered(t: ExecutionContext, at: Place, profile?: string) {
  const one = await client(t, at, profile);
  t.regex(await one.imap('AUTHENTICATE EXTERNAL ='), /^a\d OK \[CAPABILITY .*authenticated/m);
  return one;
}

test.serial('M01: STARTTLS, the card, EXTERNAL; a mail is stored, listed, read and deleted', async (t) => {
  const at = await place(t);
  const imap = await entered(t, at);
  t.regex(await imap.imap('LIST "" *'), /LIST \(\\HasNoChildren \\Sent\) "\/" "Sent"/);
  imap.write(`x APPEND Sent (\\Seen) "03-Sep-2018 12:00:00 +0200" {${MAIL.length}}\r\n`);
  await imap.until(/^\+ /m);
  imap.write(`${MAIL}\r\n`);
  t.regex(await imap.until(/^x .*\r\n/m), /x OK \[APPENDUID \d+ 1\]/);
  t.regex(await imap.imap('STATUS Sent (MESSAGES UNSEEN UIDNEXT)'), /STATUS "Sent" \(MESSAGES 1 UNSEEN 0 UIDNEXT 2\)/);
  t.regex(await imap.imap('SELECT Sent'), /1 EXISTS[\s\S]*READ-WRITE/);
  const all = await imap.imap('FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)');
  t.true(
    all.includes(`UID 1 FLAGS (\\Seen) INTERNALDATE "03-Sep-2018 10:00:00 +0000" RFC822.SIZE ${MAIL.length}`),
    all,
  );
  t.true(
    all.includes(
      '("Mon, 3 Sep 2018 10:00:00 +0200" "=?utf-8?q?R=C3=A9sultats?= 1" (("Jeanne" NIL "jeanne.pharmacien9990002" "simulation.mssante.fr"))',
    ),
  );
  t.true(
    all.includes(
      '(("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 7 0 NIL NIL NIL NIL)("application" "pdf" ("name" "bilan.pdf") NIL NIL "base64" 8 NIL ("attachment" ("filename" "bilan.pdf")) NIL NIL) "mixed" ("boundary" "b1")',
    ),
  );
  t.regex(await imap.imap('FETCH 1 BODY.PEEK[2]'), /BODY\[2\] \{8\}\r\nJVBERi0=\)/);
  t.regex(
    await imap.imap('FETCH 1 (BODY.PEEK[HEADER.FIELDS (subject)] BODY.PEEK[]<0.5>)'),
    /BODY\[HEADER.FIELDS \(SUBJECT\)\] \{\d+\}\r\nSubject: .*\r\n\r\n BODY\[\]<0> \{5\}\r\nFrom:\)/,
  );
  t.regex(await imap.imap('UID SEARCH SUBJECT "sultats" SENTSINCE 1-Sep-2018 NOT DELETED'), /\* SEARCH 1\r\n/);
  t.regex(await imap.imap('STORE 1 +FLAGS (\\Deleted)'), /1 FETCH \(UID 1 FLAGS \(\\Seen \\Deleted\)\)/);
  t.regex(await imap.imap('EXPUNGE'), /\* 1 EXPUNGE/);
  t.regex(await imap.imap('LOGOUT'), /BYE[\s\S]*OK/);
  t.true(await imap.ended());
});

test.serial('a mail that comes while somebody waits in IDLE is told; copied, moved, closed', async (t) => {
  const at = await place(t);
  const imap = await entered(t, at);
  await imap.imap('SELECT INBOX');
  imap.write('i IDLE\r\n');
  await imap.until(/^\+ .*\r\n/m);
  at.services.mssante.store.deliver(Buffer.from(MAIL), [CLAIRE]);
  t.regex(await imap.until(/EXISTS\r\n/), /\* 1 EXISTS/);
  imap.write('DONE\r\n');
  await imap.until(/^i OK.*\r\n/m);
  t.regex(await imap.imap('COPY 1 Trash'), /COPYUID \d+ 1 1/);
  t.regex(await imap.imap('FETCH 1 BODY[TEXT]'), /BODY\[TEXT\] \{\d+\}\r\n--b1[\s\S]*FLAGS \(\\Seen\)/);
  t.regex(await imap.imap('UID MOVE 1:* Trash'), /COPYUID \d+ 1 2[\s\S]*1 EXPUNGE/);
  t.regex(await imap.imap('STATUS Trash (MESSAGES)'), /MESSAGES 2/);
  t.regex(await imap.imap('CLOSE'), /OK/);
  t.regex(await imap.imap('FETCH 1 FLAGS'), /BAD no folder/);
});

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['no certificate', 'none', /NO \[ALERT\] TLS: no certificate.* \(noCertificate\)\r\n/],
  [
    'M22: a production card in training',
    'cps-production',
    /NO \[ALERT\] chain of trust: certificate of AMINA MEDECIN9990004 .*: a production card.* \(branch\)\r\n/,
  ],
  ['M16: staff', 'cpe-hopital', /NO \[ALERT\] chain of trust: a card of IGC-SANTE STANDARD/],
  ['M04: 2TER after its end', 'cps3-2ter', /NO \[ALERT\] validity of the certificate: /],
];
for (const [what, profile, expected] of REFUSED)
  test.serial(`refused with layer and rule, and told: ${what}`, async (t) => {
    const at = await place(t);
    const imap = await client(t, at, profile);
    t.regex(await imap.imap('AUTHENTICATE EXTERNAL ='), expected);
    t.regex(await imap.imap('SELECT INBOX'), /BAD not authenticated/);
    t.regex(at.told.join('\n'), /imap: /);
  });

test.serial('M16, twin: staff where the operator takes it', async (t) => {
  await entered(t, await place(t, { staff: true }), 'cpe-hopital');
});

test.serial(
  'pitfalls D1: the certificate is good, another identity is refused, none where one is wanted',
  async (t) => {
    const at = await place(t);
    const imap = await client(t, at);
    const identity = (text: string) => Buffer.from(text).toString('base64');
    t.regex(
      await imap.imap(`AUTHENTICATE EXTERNAL ${identity('alain.gene.rpps@simulation.mssante.fr')}`),
      /NO \[ALERT\] identity: another/,
    );
    t.regex(await imap.imap('LOGIN x y'), /NO \[PRIVACYREQUIRED\]/);
    t.regex(await imap.imap('AUTHENTICATE PLAIN AAAA'), /NO this mechanism/);
    await at.services.mssante.configure({ authentication: 'externalWithIdentity' });
    t.regex(await imap.imap('AUTHENTICATE EXTERNAL ='), /NO \[ALERT\] identity: no identity/);
    t.regex(await imap.imap(`AUTHENTICATE EXTERNAL ${identity(CLAIRE)}`), /OK/);
  },
);

test.serial('pitfalls D1: certificate and password; certificate alone takes whatever is tried', async (t) => {
  const at = await place(t, { authentication: 'password' });
  const one = await client(t, at);
  t.regex(await one.imap('CAPABILITY'), /AUTH=PLAIN/);
  t.regex(await one.imap(`LOGIN ${CLAIRE} faux`), /NO \[ALERT\] password/);
  t.regex(await one.imap(`LOGIN ${CLAIRE} simulation`), /OK/);
  t.false(at.told.join('\n').includes('faux'));
  await at.services.mssante.configure({ authentication: 'certificate' });
  const two = await client(t, at);
  t.regex(await two.imap(`LOGIN ${CLAIRE} "n importe"`), /OK/);
});

test.serial(
  'pitfalls D2: nothing in clear; a command glued to STARTTLS is not obeyed; STARTTLS hidden, refused, twice',
  async (t) => {
    const at = await place(t);
    const imap = await RawClient.connect(at.services.mssante.ports.imap);
    t.regex(await imap.until(/\r\n/), /OK \[CAPABILITY .*STARTTLS LOGINDISABLED\]/);
    t.regex(await imap.imap('LOGIN x y'), /NO \[PRIVACYREQUIRED\]/);
    t.regex(await imap.imap('AUTHENTICATE EXTERNAL ='), /NO \[PRIVACYREQUIRED\]/);
    imap.write('s STARTTLS\r\ns2 ID NIL\r\n');
    await imap.until(/^s OK.*\r\n/m);
    await imap.secure(cardOf(at.services.pki, 'cps3-medecin'));
    t.notRegex(await imap.imap('NOOP'), /s2/);
    t.regex(await imap.imap('STARTTLS'), /BAD/);
    imap.close();
    await at.services.mssante.configure({ faults: ['noStartTls'] });
    const hidden = await RawClient.connect(at.services.mssante.ports.imap);
    t.notRegex(await hidden.until(/\r\n/), /STARTTLS/);
    t.regex(await hidden.imap('STARTTLS'), /BAD/);
    hidden.close();
    await at.services.mssante.configure({ faults: ['startTlsRefused'] });
    const refused = await RawClient.connect(at.services.mssante.ports.imap);
    await refused.until(/\r\n/);
    t.regex(await refused.imap('STARTTLS'), /NO STARTTLS/);
    refused.close();
  },
);

const MALFORMED: readonly (readonly [string, string, RegExp])[] = [
  ['no command', '', /BAD expected a command/],
  ['an unknown command', 'XYZZY', /BAD no command/],
  ['too much', 'NOOP now', /BAD argument at character 1/],
  ['no number', 'FETCH one FLAGS', /BAD argument/],
  ['number 0', 'FETCH 0 FLAGS', /BAD/],
  ['a list that does not end', 'FETCH 1 (FLAGS', /BAD/],
  ['nothing to fetch', 'FETCH 1 ()', /BAD/],
  ['a section there is not', 'FETCH 1 BODY[HEADER.FIELDS]', /BAD/],
  ['a string that does not end', 'SELECT "INBOX', /BAD/],
  ['UTF-7 that is none', 'STATUS &Jjo (MESSAGES)', /BAD the name of a folder/],
  ['no folder of that name', 'STATUS Nowhere (MESSAGES)', /NO \[NONEXISTENT\] no folder/],
  [
    'a literal of no number there is',
    'SELECT {99999999999999999999999999}',
    /BAD \[TOOBIG\] a literal of far too many bytes/,
  ],
  ['a literal of 4 GB, asked for', 'SELECT {4294967296}', /BAD \[TOOBIG\] a literal of 4294967296 bytes/],
  ['a message of 4 GB, asked for', 'APPEND INBOX {4294967296}', /BAD \[TOOBIG\]/],
  ['a character set', 'SEARCH CHARSET X-NONE ALL', /NO \[BADCHARSET/],
  ['keys in keys', `SEARCH ${'('.repeat(50)}ALL${')'.repeat(50)}`, /BAD/],
  ['a flag of the system there is not', 'UID STORE 1 FLAGS (\\Strange)', /BAD flag/],
];
test.serial('malformed: BAD or NO, nothing stored, and the next command is answered', async (t) => {
  const at = await place(t);
  const imap = await entered(t, at);
  await imap.imap('SELECT INBOX');
  for (const [what, command, expected] of MALFORMED) t.regex(await imap.imap(command), expected, what);
  t.regex(await imap.imap('NOOP'), /OK/);
  t.is(at.services.mssante.store.boxAt(CLAIRE)?.folder('INBOX').messages().length, 0);
});

test.serial(
  'a literal of 4 GB that is sent unasked, a line without end, too much that means nothing: said, and ended',
  async (t) => {
    const at = await place(t);
    const unasked = await entered(t, at);
    unasked.write('x APPEND INBOX {4294967295+}\r\n');
    t.regex(await unasked.until(/BYE.*\r\n/), /x BAD \[TOOBIG\]/);
    t.true(await unasked.ended());
    const endless = await entered(t, at);
    endless.write(`y NOOP ${'x'.repeat(20_000)}`);
    t.regex(await endless.until(/BYE.*\r\n/), /BAD a line of more than/);
    t.true(await endless.ended());
    const chatty = await entered(t, at);
    let said = '';
    for (let i = 0; i < 20; i++) said = await chatty.imap('GIBBERISH');
    t.regex(said, /BAD/);
    t.true(await chatty.ended());
  },
);

test.serial('a message cut off in the middle is not there', async (t) => {
  const at = await place(t);
  const imap = await entered(t, at);
  imap.write('x APPEND INBOX {1000}\r\n');
  await imap.until(/^\+ /m);
  imap.write('half of it');
  imap.close();
  const other = await entered(t, at);
  t.regex(await other.imap('STATUS INBOX (MESSAGES)'), /MESSAGES 0/);
});

test.serial('two sessions: numbers move only where they may, and both see the same in the end', async (t) => {
  const at = await place(t);
  for (let i = 0; i < 3; i++) at.services.mssante.store.deliver(Buffer.from(MAIL), [CLAIRE]);
  const [one, two] = [await entered(t, at), await entered(t, at)];
  await Promise.all([one.imap('SELECT INBOX'), two.imap('SELECT INBOX')]);
  await one.imap('STORE 1 +FLAGS.SILENT (\\Deleted)');
  t.regex(await one.imap('EXPUNGE'), /\* 1 EXPUNGE/);
  const fetched = await two.imap('FETCH 2:3 UID');
  t.notRegex(fetched, /EXPUNGE/);
  t.regex(fetched, /\* 3 FETCH \(UID 3\)/);
  t.regex(await two.imap('NOOP'), /\* 1 EXPUNGE/);
  t.regex(await two.imap('FETCH 2 UID'), /\* 2 FETCH \(UID 3\)/);
});

const ENCODED = [
  'Subject: =?ISO-8859-1?Q?r=E9sultats?=',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=iso-8859-15',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'l=E9sion b=E9nigne, 30 =A4',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('<p>œdème</p>').toString('base64'),
  '--b',
  'Content-Type: application/pdf; name="radio.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('secret').toString('base64'),
  '--b--',
  '',
].join('\r\n');

const LOOKED_FOR: readonly (readonly [key: string, word: string, found: boolean])[] = [
  ['SUBJECT', 'RÉSULTATS', true],
  ['BODY', 'lésion', true],
  ['BODY', 'LÉSION BÉNIGNE', true],
  ['BODY', 'œdème', true],
  ['BODY', '30 €', true],
  ['BODY', '=E9sion', false],
  ['BODY', 'secret', false],
  ['BODY', 'résultats', false],
  ['TEXT', 'résultats', true],
  ['TEXT', 'radio.pdf', true],
];

test.serial('SEARCH finds words as people read them, in the character set that it names', async (t) => {
  const at = await place(t);
  at.services.mssante.store.deliver(Buffer.from(ENCODED, 'latin1'), [CLAIRE]);
  const imap = await entered(t, at);
  await imap.imap('SELECT INBOX');
  for (const [key, word, found] of LOOKED_FOR) {
    const said = await imap.imap(`SEARCH CHARSET UTF-8 ${key} {${Buffer.byteLength(word)}+}\r\n${word}`);
    t.is(/^\* SEARCH(.*)\r/m.exec(said)?.[1], found ? ' 1' : '', `${key} ${word}`);
  }
  imap.write(Buffer.from('x SEARCH CHARSET ISO-8859-1 BODY {6+}\r\nl\xe9sion\r\n', 'latin1'));
  t.regex(await imap.until(/^x .*\r\n/m), /\* SEARCH 1\r/);
  imap.write(Buffer.from('y SEARCH CHARSET UTF-8 BODY {6+}\r\nl\xe9sion\r\n', 'latin1'));
  t.regex(await imap.until(/^y .*\r\n/m), /y BAD words that are no utf-8/);
});

test.serial('a folder that is not there: TRYCREATE for who may make it, NONEXISTENT for the others', async (t) => {
  const at = await place(t);
  at.services.mssante.store.deliver(Buffer.from(MAIL), [CLAIRE]);
  const imap = await entered(t, at);
  await imap.imap('SELECT INBOX');
  for (const command of ['COPY 1 Nowhere', 'UID MOVE 1 Nowhere', 'APPEND Nowhere {1+}\r\nx'])
    t.regex(await imap.imap(command), /NO \[TRYCREATE\]/, command);
  for (const command of ['STATUS Nowhere (MESSAGES)', 'DELETE Nowhere', 'RENAME Nowhere a', 'SELECT Nowhere'])
    t.regex(await imap.imap(command), /NO \[NONEXISTENT\]/, command);
});

test.serial('twenty at once in one mailbox: nothing is lost, and every session sees the same in the end', async (t) => {
  const at = await place(t);
  for (let i = 0; i < 40; i++) at.services.mssante.store.deliver(Buffer.from(MAIL), [CLAIRE]);
  const watcher = await entered(t, at);
  await watcher.imap('SELECT INBOX');
  watcher.write('i IDLE\r\n');
  await watcher.until(/^\+ /m);
  const sessions = await Promise.all(Array.from({ length: 20 }, () => entered(t, at)));
  await Promise.all(
    sessions.map(async (one, i) => {
      await one.imap('SELECT INBOX');
      await one.imap(`UID STORE ${i + 1} +FLAGS (\\Deleted)`);
      await one.imap(`UID STORE 40 +FLAGS (w${i})`);
      await one.imap(`APPEND INBOX {${MAIL.length}+}\r\n${MAIL}`);
      await one.imap(`UID EXPUNGE ${i + 1}`);
    }),
  );
  const uids = at.services.mssante.store.boxAt(CLAIRE)?.folder('INBOX').messages() ?? [];
  t.is(uids.length, 40, 'twenty gone, twenty come');
  t.is([...(uids.find(({ uid }) => uid === 40)?.flags ?? [])].length, 20);
  const expected = uids.map(({ uid }) => uid).join(',');
  for (const one of sessions) {
    await one.imap('NOOP');
    const seen = await one.imap('FETCH 1:* UID');
    t.is([...seen.matchAll(/\(UID (\d+)\)/g)].map(([, uid]) => uid).join(','), expected);
  }
  watcher.write('DONE\r\n');
  const told = await watcher.until(/^i OK/m);
  t.is((told.match(/ EXPUNGE\r/g) ?? []).length, 20);
  t.is((told.match(/ EXISTS\r/g) ?? []).length, 20);
  const seen = await watcher.imap('FETCH 1:* UID');
  t.is([...seen.matchAll(/\(UID (\d+)\)/g)].map(([, uid]) => uid).join(','), expected);
});
