/** The mail server and its mailbox: mails of nodemailer, mails of nobody, and what a browser is shown. */
import { once } from 'node:events';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { ArgumentError } from '#common/arguments.ts';
import type { Mail } from '../../../../simulator/services/index.ts';
import { started } from '../started.ts';
import { asked, portOf } from '../web-client.ts';

const [FROM, TO] = ['autorite@simulation.invalid', 'Claire.Medecin@hopital.invalid'];

async function postOf(t: ExecutionContext) {
  const { services, told } = await started(t, 'mailbox');
  const { mailbox } = services;
  const port = portOf(mailbox.addresses[0]?.url ?? '');
  const transport = createTransport({ host: '127.0.0.1', port: mailbox.smtpPort, secure: false });
  t.teardown(() => transport.close());
  const send = (mail: SendMailOptions) => transport.sendMail({ from: FROM, to: TO, ...mail });
  const get = (path: string, host?: string) => asked(port, path, host === undefined ? {} : { host });
  return { mailbox, told, port, send, get };
}

const BYTES = Uint8Array.of(0, 1, 0x30, 0x82, 255);

test('a mail by SMTP: read in the mailbox, its file taken out of it', async (t) => {
  const { mailbox, send, get, told } = await postOf(t);
  await send({
    subject: 'Retrait : référence 42',
    text: 'À bientôt',
    attachments: [{ filename: 'é.p7c', content: Buffer.from(BYTES) }],
  });
  const mail = await mailbox.waitFor({ to: TO.toUpperCase(), subject: 'référence' });
  t.like(mail, { number: 1, from: FROM, to: [TO.toLowerCase()], subject: 'Retrait : référence 42' });
  t.is(mail.text.trim(), 'À bientôt');
  t.regex((await get('/')).body.toString(), /<a href="\/mail\/1">Retrait : référence 42<\/a>/);
  t.regex((await get('/mail/1')).body.toString(), /<a href="\/mail\/1\/0">é\.p7c<\/a> \([^)]*, 5 octets\)/);
  const file = await get('/mail/1/0');
  t.deepEqual(new Uint8Array(file.body), BYTES);
  t.like(file.headers, {
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''%C3%A9.p7c",
    'x-content-type-options': 'nosniff',
  });
  t.regex((await get('/mail/1/raw')).body.toString(), /^From: autorite@/m);
  t.deepEqual(told, [`mail for ${TO}`]);
});

test('a service’s own mail, and one for several', async (t) => {
  const { mailbox, send } = await postOf(t);
  const own = await mailbox.post({ from: FROM, to: 'a@simulation.invalid', subject: 'un', text: 'x' });
  t.deepEqual([own.number, own.to, own.subject], [1, ['a@simulation.invalid'], 'un']);
  await send({ to: ['b@simulation.invalid', 'c@simulation.invalid'], subject: 'deux' });
  t.is(mailbox.mails({ to: 'c@simulation.invalid' }).length, 1);
  t.is(mailbox.mails({ to: 'd@simulation.invalid' }).length, 0);
  t.deepEqual(
    mailbox.mails({ after: 1 }).map(({ subject }) => subject),
    ['deux'],
  );
});

test('who waits gets the mail that comes, and the first of those that are there', async (t) => {
  const { mailbox, send } = await postOf(t);
  const waiting = mailbox.waitFor({ subject: 'deux' });
  await send({ subject: 'un' });
  await send({ subject: 'deux' });
  await send({ subject: 'deux encore' });
  t.is((await waiting).number, 2);
  t.is((await mailbox.waitFor({ subject: 'DEUX' })).number, 2);
  const gone = new AbortController();
  const never = mailbox.waitFor({ subject: 'jamais' }, gone.signal);
  gone.abort();
  await t.throwsAsync(never, { name: 'AbortError', any: true });
});

test('fifty mails at once: each its own number', async (t) => {
  const { mailbox, send } = await postOf(t);
  await Promise.all(Array.from({ length: 50 }, (_, i) => send({ subject: `n${i}` })));
  const mails = mailbox.mails();
  t.deepEqual(
    mails.map(({ number }) => number),
    Array.from({ length: 50 }, (_, i) => i + 1),
  );
  t.is(new Set(mails.map(({ subject }) => subject)).size, 50);
});

test('reset: nothing is there, and numbers go on', async (t) => {
  const { mailbox, send, get } = await postOf(t);
  await send({ subject: 'un' });
  mailbox.reset();
  t.deepEqual(mailbox.mails(), []);
  t.is((await get('/mail/1')).status, 404);
  t.regex((await get('/')).body.toString(), /Aucun message/);
  await send({ subject: 'deux' });
  t.is(mailbox.mails()[0]?.number, 2);
});

/** A dialogue with the server: each line is sent when the code before it has come. */
async function dialogue(t: ExecutionContext, port: number, lines: readonly (string | Uint8Array)[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  t.teardown(() => void socket.destroy());
  socket
    .setEncoding('utf8')
    .on('error', () => {})
    .on('close', () => socket.emit('came'));
  let came = '';
  socket.on('data', (text) => {
    came += text;
    socket.emit('came');
  });
  const answer = async () => {
    while (!/^\d{3} .*\r\n/m.test(came) && !socket.closed) await once(socket, 'came');
    const code = /^(\d{3}) /m.exec(came)?.[1] ?? 'ended';
    came = '';
    return code;
  };
  const codes = [await answer()];
  for (const line of lines) {
    socket.write(typeof line === 'string' ? `${line}\r\n` : line);
    codes.push(await answer());
  }
  return codes;
}

const HELLO = ['EHLO client.invalid', `MAIL FROM:<${FROM}>`, `RCPT TO:<${TO}>`];

test('no names and passwords, no StartTLS, no relay of anything', async (t) => {
  const { mailbox } = await postOf(t);
  const codes = await dialogue(t, mailbox.smtpPort, [
    'EHLO client.invalid',
    'STARTTLS',
    'AUTH PLAIN AGEAYg==',
    'VRFY x',
    'NEIN',
  ]);
  t.deepEqual(codes.slice(0, 2), ['220', '250']);
  t.true(
    codes.slice(2).every((code) => code.startsWith('5') || code === '252'),
    codes.join(),
  );
});

test('a mail of more than 10 MB: refused, and nothing of it stays', async (t) => {
  const { mailbox, send } = await postOf(t);
  t.deepEqual(await dialogue(t, mailbox.smtpPort, ['EHLO client.invalid', `MAIL FROM:<${FROM}> SIZE=10485761`]), [
    '220',
    '250',
    '552',
  ]);
  const line = `${'x'.repeat(998)}\r\n`;
  const body = Buffer.from(`Subject: long\r\n\r\n${line.repeat(10_600)}.\r\n`);
  const codes = await dialogue(t, mailbox.smtpPort, [...HELLO, 'DATA', body]);
  t.deepEqual(codes, ['220', '250', '250', '250', '354', '552']);
  t.deepEqual(mailbox.mails(), []);
  await send({ subject: 'court' });
  t.is(mailbox.mails().length, 1);
});

test('more than a hundred receivers, and a client that breaks off', async (t) => {
  const { mailbox } = await postOf(t);
  const receivers = Array.from({ length: 101 }, (_, i) => `RCPT TO:<r${i}@simulation.invalid>`);
  const codes = await dialogue(t, mailbox.smtpPort, [...HELLO.slice(0, 2), ...receivers]);
  t.is(codes.filter((code) => code === '250').length, 102);
  t.is(codes.at(-1), '452');
  const socket = connect(mailbox.smtpPort, '127.0.0.1');
  socket.write('EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: half');
  await once(socket, 'data');
  socket.resetAndDestroy();
  t.deepEqual(mailbox.mails(), []);
});

/** A mail as it stands, taken as the server does. */
async function posted(t: ExecutionContext, raw: string) {
  const post = await postOf(t);
  const body = Buffer.from(`${raw.replace(/\r?\n/g, '\r\n')}\r\n.\r\n`);
  t.is((await dialogue(t, post.mailbox.smtpPort, [...HELLO, 'DATA', body])).at(-1), '250');
  return { ...post, mail: post.mailbox.mails()[0] as Mail };
}

const P7 = 'MIIBAgMEBQYHCAkK';
const part = (headers: string) => `${headers}\nContent-Transfer-Encoding: base64\n\n${P7}`;
/** How answers of authorities come: what mail programs hide, unwrap or rename (reference/pitfalls.md E1). */
const HIDDEN: Readonly<Record<string, readonly [mail: string, fileName: string]>> = {
  'pkcs7-mime, the whole mail': [
    part('Subject: x\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c'),
    'smime.p7c',
  ],
  'x-pkcs7-mime, of no name': [
    part('Subject: x\nMIME-Version: 1.0\nContent-Type: application/x-pkcs7-mime'),
    'smime.p7m',
  ],
  'octet-stream named smime.p7c': [
    `Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntexte\n--b\n${part('Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=smime.p7c')}\n--b--`,
    'smime.p7c',
  ],
  'inline, of no name': [
    `Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntexte\n--b\n${part('Content-Type: application/pkcs7-signature\nContent-Disposition: inline')}\n--b--`,
    'smime.p7s',
  ],
  'winmail.dat': [
    `Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n${part('Content-Type: application/ms-tnef; name=winmail.dat')}\n--b--`,
    'winmail.dat',
  ],
  'related to a text in HTML': [
    `Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x</p>\n--b\n${part('Content-Type: application/x-pkcs12\nContent-ID: <c1>')}\n--b--`,
    'attachment',
  ],
  'a mail in a mail': [
    `Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: inner\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=c\n\n--c\n${part('Content-Type: application/pkcs7-mime; name=inner.p7c')}\n--c--\n--b--`,
    'inner.p7c',
  ],
};
for (const [how, [raw, fileName]] of Object.entries(HIDDEN))
  test(`a file is shown: ${how}`, async (t) => {
    const { mail, get } = await posted(t, raw);
    const at = mail.attachments.findIndex((one) => one.fileName === fileName);
    t.true(at >= 0, JSON.stringify(mail.attachments));
    t.is((await get(`/mail/1/${at}`)).body.toString('base64'), P7);
    t.true((await get('/mail/1')).body.toString().includes(fileName));
  });

const MALFORMED: Readonly<Record<string, string>> = {
  empty: '',
  'of no headers': '\n\ntexte',
  'whose boundary never comes': 'Content-Type: multipart/mixed; boundary=zz\n\n--aa\n\nx',
  'whose boundary is empty': 'Content-Type: multipart/mixed; boundary=""\n\n--\n\nx\n----',
  'of base64 that is none': 'Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n***%%%',
  'of a character set there is not': 'Content-Type: text/plain; charset=klingon\n\nx',
  'of half a word of a header': 'Subject: =?utf-8?q?=C3\n\nx',
  'of 300 kB of headers': `X-Long: ${'y'.repeat(900)}\n`.repeat(330),
  'of parts a hundred deep': Array.from(
    { length: 100 },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}`,
  ).join('\n'),
};
for (const [what, raw] of Object.entries(MALFORMED))
  test(`a mail ${what} is kept as it came`, async (t) => {
    const { mail, get } = await posted(t, raw);
    t.true(Buffer.from(mail.raw).toString().startsWith(raw.slice(0, 20).replaceAll('\n', '\r\n')));
    t.is((await get('/')).status, 200);
    t.is((await get('/mail/1')).status, 200);
    t.is((await get('/mail/1/raw')).body.length, mail.raw.length);
  });

test('nothing of a mail is HTML to the browser', async (t) => {
  const { mailbox, get } = await postOf(t);
  const script = '<script>alert("1")</script>\'"><img src=x onerror=alert(1)>';
  await mailbox.post({
    ...{ from: FROM, to: TO, subject: script, html: script },
    attachments: [{ filename: `${script}\r\nSet-Cookie: a=b`, content: script, contentType: 'text/html' }],
  });
  for (const path of ['/', '/mail/1']) {
    const { body, headers } = await get(path);
    t.notRegex(body.toString(), /<script|<img/);
    t.regex(String(headers['content-security-policy']), /default-src 'none'/);
  }
  const { headers } = await get('/mail/1/0');
  t.is(headers['content-type'], 'application/octet-stream');
  t.is(headers['set-cookie'], undefined);
});

test('what is nowhere is 404', async (t) => {
  const { send, get } = await postOf(t);
  await send({ subject: 'un' });
  for (const path of [
    '/mail/0',
    '/mail/2',
    '/mail/01',
    '/mail/1/0',
    '/mail/1/-1',
    '/mail/1/x',
    '/mail/1/0/0',
    '/mail/2/raw',
    '/%ff',
    '/mail/__proto__',
  ])
    t.is((await get(path)).status, 404, path);
});

test('foreign names of the page are refused: 421', async (t) => {
  const { get, port } = await postOf(t);
  for (const host of [
    'attaquant.example',
    `attaquant.example:${port}`,
    'localhost.attaquant.example',
    '127.0.0.1.nip.io',

    '10.0.0.1',
  ])
    t.is((await get('/', host)).status, 421, host);
  for (const host of [`127.0.0.1:${port}`, 'localhost', `LOCALHOST:${port}`, 'boite.localhost'])
    t.is((await get('/', host)).status, 200, host);
});

test('arguments that mean nothing', async (t) => {
  const { mailbox } = await postOf(t);
  t.throws(() => mailbox.mails({ subjet: 'x' } as never), { instanceOf: ArgumentError });
  t.throws(() => mailbox.mails({ to: 1 } as never), { instanceOf: ArgumentError });
  t.throws(() => mailbox.waitFor(undefined as never), { instanceOf: ArgumentError });
  t.throws(() => mailbox.waitFor({}, 'x' as never), { instanceOf: ArgumentError });
  for (const mail of [undefined, {}, { to: 3 }, { from: FROM, to: 3 }, { from: FROM, to: TO, subject: 4 }])
    await t.throwsAsync(mailbox.post(mail as never), { instanceOf: ArgumentError });
  t.deepEqual(mailbox.mails(), []);
  t.throws(() => mailbox.mails({ after: -1 }), { instanceOf: ArgumentError });
});
