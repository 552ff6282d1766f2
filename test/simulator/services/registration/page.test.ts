/** The page of the registration server, as a browser and as CleoCPS ask it. */
import { X509Certificate } from 'node:crypto';
import { request } from 'node:http';
import test from 'ava';
import { Office } from './office.ts';

const office = await Office.open();
const { registration, mailbox } = office.services;
test.after.always(() => office.services.close());

const FORM = {
  kind: 'ssl',
  server: 'serveur.clinique.invalid',
  structureName: 'CLINIQUE <DE> SIMULATION',
  structureId: '10B9990047',
  department: 'Jura (39)',
  administrator: '899909990002',
  notify: 'responsable@clinique.invalid',
};

function posted(
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body = new URLSearchParams(form);
  const origin = registration.url.slice(0, -1);
  return fetch(`${registration.url}files`, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { origin, ...headers },
  });
}

test.serial('a file is accepted by its form, and shown as text', async (t) => {
  t.is((await posted(FORM)).status, 303);
  t.like(registration.files()[0], { server: FORM.server, administrators: [FORM.administrator] });
  const page = await (await fetch(registration.url)).text();
  t.regex(page, /CLINIQUE &lt;DE&gt; SIMULATION \(10B9990047\)/);
  t.is(mailbox.mails({ to: FORM.notify }).length, 1);
});

test.serial('a form that is wrong says what was expected, and nothing is accepted', async (t) => {
  const before = registration.files().length;
  for (const wrong of [
    { server: 'x' },
    { notify: '' },
    { structureName: '' },
    { kind: 'smime' },
    { responsible: 'CPE' },
  ]) {
    const response = await posted({ ...FORM, ...wrong });
    t.is(response.status, 400, JSON.stringify(wrong));
    t.regex(await response.text(), /role="alert">(?:file\.|dossier administratif de)/);
  }
  for (const [answer, status, sentence] of [
    [
      await posted({ ...FORM, server: 'a'.repeat(10_000) }),
      413,
      /^413: .*expected at most \d+ bytes \/ .*octets au plus$/m,
    ],
    [await posted(FORM, { origin: 'http://example.org' }), 403, /^403: sent by a page of another place \/ envoyé/],
    [await fetch(`${registration.url}nothing`), 404, /^404: the page is at \/ — la page est à \/$/m],
  ] as const) {
    t.is(answer.status, status);
    t.regex(await answer.text(), sentence);
  }
  t.is(registration.files().length, before);
});

test('what CleoCPS asks: address, certificate, where to send', async (t) => {
  const service = (await (await fetch(`${registration.url}service.json`)).json()) as Readonly<Record<string, string>>;
  t.like(service, { address: registration.address, mailbox: mailbox.url });
  t.is(Number(service.smtpPort), mailbox.smtpPort);
  const certificate = new X509Certificate(Buffer.from(service.certificate ?? '', 'base64'));
  t.is(certificate.checkEmail(registration.address), registration.address);
  const file = await fetch(`${registration.url}inscription.cer`);
  t.deepEqual(new Uint8Array(await file.arrayBuffer()), new Uint8Array(certificate.raw));
  const mails = (await (await fetch(`${mailbox.url}mails.json?to=nobody@nowhere.invalid`)).json()) as unknown;
  t.deepEqual(mails, []);
});

test('it answers to its own names alone', async (t) => {
  const { port } = new URL(registration.url);
  const status = await new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, headers: { host: 'evil.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.end();
  });
  t.is(status, 421);
  t.is((await fetch(`${registration.url}nothing`)).status, 404);
});
