/** The mail of a request, and step 3: the answer becomes a certificate. Source: reference/documents.md L21 to L24, L27. */
import { html } from 'hono/html';
import type { Bytes } from '#iso7816/bytes.ts';
import { CleoError, type IncomingFile } from '../../../../driver/cleo/index.ts';
import { download } from '../../../../simulator/services/listening/download.ts';
import {
  type CleoApp,
  type CleoContext,
  type Form,
  isTicked,
  onForm,
  secretField,
  textField,
  words,
} from './context.ts';
import type { Desk } from './desk.ts';
import { choice, field, type Html, hiddenToken, refusal } from './frame.ts';
import { addressOf, pathOf, REQUEST_PLACES } from './places.ts';
import { negativeAnswer, refusalOf, ruleIn } from './refusals.ts';
import { requestPage, type ShownRequest, shownRequest } from './request-frame.ts';

/** Seconds between two looks into the mailbox. */
const LOOK_AFTER = 3;

type Answers = Awaited<ReturnType<Desk['answers']>>;
interface Inbox {
  readonly answers: Answers;
  readonly error?: unknown;
}

async function inboxOf(desk: Desk, { request }: ShownRequest): Promise<Inbox> {
  return desk.answers(request).then(
    (answers) => ({ answers }),
    (error: unknown) => ({ answers: [], error }),
  );
}

/** An attachment that the mail program shows: all of them once one has asked for it. */
function shows({ hidden = false }: IncomingFile, c: CleoContext): boolean {
  return !hidden || c.req.query('pieces') === 'toutes';
}

/** By its place among all of the mail. */
function shownParts(c: CleoContext, { mail }: Answers[number]): readonly (readonly [IncomingFile, number])[] {
  return mail.attachments.map((part, i) => [part, i] as const).filter(([part]) => shows(part, c));
}

function oneAnswer(c: CleoContext, { address }: ShownRequest, answer: Answers[number]): Html {
  const said = words(c);
  const { mail, number } = answer;
  const parts = shownParts(c, answer).map(
    ([{ fileName }, i]) => html`<li><a href="${address}/courrier/${number}/${i}">${fileName}</a></li>`,
  );
  const hidden = mail.attachments.length > parts.length;
  const all = html`<p class="help">${said.showAllWhy} <a href="${address}/courrier?pieces=toutes">${said.showAll}</a></p>`;
  const toStep3 = `${address}/etape-3${c.req.query('pieces') === 'toutes' ? '?pieces=toutes' : ''}`;
  const attached = html`<h4>${said.attachment}</h4>${parts.length === 0 ? html`<p>${said.noAttachment}</p>` : html`<ul>${parts}</ul>`}${hidden ? all : ''}
<p><a class="button" href="${toStep3}">${said.importAnswer}</a></p>`;
  const isNegative = mail.attachments.length === 0 && ruleIn(mail.text) !== undefined;
  const body = isNegative
    ? html`${refusal(c, negativeAnswer(mail.text))}<p><a class="button second" href="${address}/fichiers">${said.deleteRequest}</a></p>`
    : html`<div class="mail">${mail.text}</div>${attached}`;
  return html`<div class="card"><h3>${mail.subject}</h3>${body}</div>`;
}

async function mailPage(c: CleoContext, desk: Desk): Promise<Html> {
  const shown = shownRequest(c, desk);
  const said = words(c);
  const { messageIds = [] } = shown.request.state;
  const { answers, error } = await inboxOf(desk, shown);
  const isWaiting = messageIds.length > 0 && answers.length === 0 && error === undefined;
  const nothing = messageIds.length === 0 ? said.notSent : said.waiting;
  const body = html`<h3>${said.answers}</h3>${error === undefined ? '' : refusal(c, refusalOf(error))}
${answers.length === 0 && error === undefined ? html`<p class="note" role="status">${nothing}</p>` : answers.map((one) => oneAnswer(c, shown, one))}`;
  return requestPage(c, desk, shown, { tab: 'courrier', againAfter: isWaiting ? LOOK_AFTER : undefined }, () => body);
}

function answerChoice(c: CleoContext, { answers, error }: Inbox): Html {
  const said = words(c);
  const parts = answers.flatMap((one) =>
    shownParts(c, one).map(([{ fileName }, i]) => ({ value: `${one.number}/${i}`, fileName })),
  );
  const radio = ({ value, fileName }: { value: string; fileName: string }, i: number) =>
    choice('radio', { name: 'reponse', value, label: `${fileName} (${said.fromMail})`, checked: i === 0 });
  return html`<fieldset><legend>${said.whichAnswer}</legend>${error === undefined ? '' : refusal(c, refusalOf(error))}${parts.map(radio)}
${choice('radio', { name: 'reponse', value: 'fichier', label: said.fromFile, checked: parts.length === 0 })}
${field('fichier', said.file, { type: 'file' })}</fieldset>`;
}

function completionForm(c: CleoContext, desk: Desk, shown: ShownRequest, inbox: Inbox): Html {
  const said = words(c);
  const { keyHasPassword } = shown.request.state;
  return html`<form class="card" method="post" action="${shown.address}/etape-3" enctype="multipart/form-data">${hiddenToken(desk)}
${answerChoice(c, inbox)}${keyHasPassword ? field('motdepasse', said.keyPassword, { type: 'password', help: said.keyPasswordAgain }) : ''}
<fieldset><legend>${said.form}</legend>${choice('checkbox', { name: 'couple', label: said.pair, checked: true })}
${choice('checkbox', { name: 'p12', label: said.p12, checked: false })}
${field('motdepassep12', said.p12Password, { type: 'password', help: said.p12PasswordHelp })}</fieldset>
<div class="buttons"><button>${said.importAnswer}</button></div></form>`;
}

async function thirdStep(c: CleoContext, desk: Desk): Promise<Html> {
  const shown = shownRequest(c, desk);
  const { step } = shown.request.state;
  const early = step === 'created' || step === 'initialised';
  const inbox = early ? { answers: [] } : await inboxOf(desk, shown);
  return requestPage(c, desk, shown, { tab: 'etape-3' }, () =>
    early ? html`<p class="note">${words(c).firstIssue}</p>` : completionForm(c, desk, shown, inbox),
  );
}

function noSuchAnswer(): CleoError {
  return new CleoError('noCertificate', {
    en: 'no answer was chosen: take the attachment of the mail, or the file that was saved',
    fr: 'aucune réponse choisie : prenez la pièce jointe du courrier, ou le fichier enregistré',
  });
}

/** `12/0`: the first part of the mail 12. @throws CleoError `noCertificate` */
async function partOf(desk: Desk, shown: ShownRequest, chosen: string): Promise<IncomingFile> {
  const [number, i] = chosen.split('/');
  const answer = (await desk.answers(shown.request)).find((one) => String(one.number) === number);
  const part = answer?.mail.attachments.find((_, place) => String(place) === i);
  if (part === undefined) throw noSuchAnswer();
  return part;
}

/** @throws CleoError `noCertificate` */
async function answerOf(desk: Desk, shown: ShownRequest, form: Form): Promise<Bytes> {
  const { fichier: file } = form;
  const chosen = textField(form, 'reponse');
  if (chosen !== 'fichier') return (await partOf(desk, shown, chosen)).content;
  if (file instanceof File && file.size > 0) return new Uint8Array(await file.arrayBuffer());
  throw noSuchAnswer();
}

const COMPLETED = { en: 'the answer is imported', fr: "l'importation est terminée" };

function completed(c: CleoContext, desk: Desk, form: Form): Promise<string> {
  const path = pathOf(c);
  return desk.noticed(`${addressOf(path)}/etape-3`, async () => {
    const shown = shownRequest(c, desk);
    const { warnings } = await desk.complete(path, {
      answer: await answerOf(desk, shown, form),
      keyPassword: secretField(form, 'motdepasse'),
      pair: isTicked(form, 'couple'),
      p12Password: isTicked(form, 'p12') ? secretField(form, 'motdepassep12') : undefined,
    });
    return { page: `${shown.address}/fichiers`, done: COMPLETED, warnings };
  });
}

export function answerPages(app: CleoApp, desk: Desk): void {
  for (const place of REQUEST_PLACES) {
    app.get(`${place}/courrier`, async (c) => c.html(await mailPage(c, desk)));
    app.get(`${place}/courrier/:number/:part`, async (c) => {
      const chosen = `${c.req.param('number')}/${c.req.param('part')}`;
      const { content, fileName } = await partOf(desk, shownRequest(c, desk), chosen);
      return download(c, content, fileName);
    });
    app.get(`${place}/etape-3`, async (c) => c.html(await thirdStep(c, desk)));
    onForm(app, `${place}/etape-3`, desk, (c, form) => completed(c, desk, form));
  }
}
