/** The mailbox in a browser: every mail, and every part of it that mail programs may hide. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { download } from '../listening/download.ts';
import { ownHosts, STILL_PAGE } from '../listening/own-hosts.ts';
import { servicePage } from '../listening/page.ts';
import type { HttpBindings } from '../listening/web.ts';
import type { Mail } from './mail.ts';
import type { PostOffice } from './post-office.ts';

function row({ number, receivedAt, from, to, subject, attachments }: Mail) {
  return html`<tr><td><a href="/mail/${number}">${subject || '(sans objet)'}</a></td><td>${from}</td><td>${to.join(', ')}</td>
<td>${receivedAt.toISOString()}</td><td>${attachments.length || ''}</td></tr>`;
}

function list(mails: readonly Mail[]) {
  return servicePage(
    'boîte aux lettres',
    html`<h1>Boîte aux lettres (simulation)</h1>
<table><tr><th>Objet</th><th>De</th><th>À</th><th>Reçu</th><th>Pièces jointes</th></tr>${[...mails].reverse().map(row)}</table>
${mails.length === 0 ? html`<p>Aucun message. / No mail.</p>` : ''}`,
  );
}

function one({ number, subject, from, to, receivedAt, text, attachments }: Mail) {
  return servicePage(
    subject,
    html`<p><a href="/">Boîte aux lettres</a></p><h1>${subject || '(sans objet)'}</h1>
<p>De : ${from}<br>À : ${to.join(', ')}<br>${receivedAt.toISOString()}</p><pre>${text}</pre>
<ul>${attachments.map(
      ({ fileName, type, content }, i) =>
        html`<li><a href="/mail/${number}/${i}">${fileName}</a> (${type}, ${content.length} octets)</li>`,
    )}</ul><p><a href="/mail/${number}/raw">source du message (.eml)</a></p>`,
  );
}

export function mailboxApp(office: PostOffice): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(ownHosts(), STILL_PAGE);
  const found = (number: string) => office.mails().find((mail) => String(mail.number) === number);
  app.get('/', (c) => c.html(list(office.mails())));
  // For programs that read mail here, as others do by IMAP.
  app.get('/mails.json', (c) => {
    const mails = office.mails({ to: c.req.query('to') });
    return c.json(mails.map(({ number, from, subject, inReplyTo }) => ({ number, from, subject, inReplyTo })));
  });
  app.get('/mail/:number', (c) => {
    const mail = found(c.req.param('number'));
    return mail === undefined ? c.notFound() : c.html(one(mail));
  });
  app.get('/mail/:number/:part', (c) => {
    const mail = found(c.req.param('number'));
    const part = c.req.param('part');
    if (mail !== undefined && part === 'raw') return download(c, mail.raw, `${mail.number}.eml`);
    const attachment = /^\d+$/.test(part) ? mail?.attachments[Number(part)] : undefined;
    return attachment === undefined ? c.notFound() : download(c, attachment.content, attachment.fileName);
  });
  app.notFound((c) => c.text('404: no such mail / aucun message à cette adresse\n', 404));
  return app;
}
