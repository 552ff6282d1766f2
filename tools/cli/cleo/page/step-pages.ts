/** Steps 1 and 2: the keys, and the request that the card signs. Source: reference/documents.md L17 to L20. */
import { html } from 'hono/html';
import type { CardHolder } from '../../../../driver/cleo/index.ts';
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
import { refusalOf } from './refusals.ts';
import { requestPage, type ShownRequest, shownRequest } from './request-frame.ts';

function keysForm(c: CleoContext, desk: Desk, { request, address }: ShownRequest): Html {
  const said = words(c);
  const { step } = request.state;
  if (step === 'issued' || step === 'completed') return html`<p class="note">${said.issued}</p>`;
  const there = step === 'initialised';
  const next = html`<p class="note" role="status">${said.keysThere} <a href="${address}/etape-2">${said.toStep2}</a></p>`;
  return html`${there ? next : ''}<form class="card" method="post" action="${address}/etape-1">${hiddenToken(desk)}
${field('motdepasse', said.keyPassword, { type: 'password', help: said.keyPasswordNew })}
<fieldset><legend>${said.bits}</legend><p class="help">${said.bitsHelp}</p>${(['1024', '2048'] as const).map((value) =>
    choice('radio', { name: 'longueur', value, label: value, checked: value === '1024' }),
  )}</fieldset>
<div class="buttons"><button${there ? html` class="second"` : ''}>${there ? said.makeKeysAgain : said.makeKeys}</button></div></form>`;
}

/** Whose card is in the reader, or why nobody's. */
interface SeenCard {
  readonly holder?: CardHolder;
  readonly error?: unknown;
}

/** While something else is at work with the card, nobody else asks it. */
export async function seenCard(desk: Desk): Promise<SeenCard | undefined> {
  if (desk.works.busy) return undefined;
  return desk.card().then(
    (holder) => ({ holder }),
    (error: unknown) => ({ error }),
  );
}

export function cardFields(c: CleoContext, card: SeenCard | undefined): Html {
  const said = words(c);
  const { holder, error } = card ?? {};
  const again = html`<a href="${new URL(c.req.url).pathname}">${said.lookAgain}</a>`;
  const seen = html`<p class="note">${said.cardOf} <strong>${holder?.nationalId}</strong>${holder?.structureName === undefined ? '' : html`, ${holder.structureName} (${holder.structureId})`}</p>`;
  const absent = html`<p class="warning">${said.insertCard} ${again}</p>`;
  const isAbsent = (error as { readonly reason?: unknown } | undefined)?.reason === 'cardAbsent';
  const why = error === undefined || isAbsent ? absent : html`${refusal(c, refusalOf(error))}<p>${again}</p>`;
  return html`<fieldset><legend>${said.card}</legend>
${card === undefined ? html`<p class="note">${said.cardInUse} ${again}</p>` : holder === undefined ? why : seen}
${field('code', said.code, { type: 'password', help: said.codeHelp })}</fieldset>`;
}

type Typed = Readonly<Record<string, string>>;

function requestForm(c: CleoContext, desk: Desk, shown: ShownRequest, card: SeenCard | undefined, typed: Typed): Html {
  const said = words(c);
  const { kind, keyHasPassword } = shown.request.state;
  const value = (name: string, usual = '') => typed[name] ?? usual;
  return html`<form class="card" method="post" action="${shown.address}/etape-2">${hiddenToken(desk)}
${field('serveur', kind === 'ssl' ? said.serverName : said.serverAddress, { help: said.asInFile, value: value('serveur'), required: true })}
${field('structure', said.structure, { help: said.asInFile, value: value('structure', card?.holder?.structureId), required: true })}
${field('raisonsociale', said.structureName, { value: value('raisonsociale', card?.holder?.structureName) })}
${keyHasPassword ? field('motdepasse', said.keyPassword, { type: 'password', help: said.keyPasswordAgain }) : ''}
${choice('checkbox', { name: 'signer', label: html`<strong>${said.sealed}</strong>`, checked: typed.signer !== 'non' })}
${cardFields(c, card)}<div class="buttons"><button>${said.issue}</button></div></form>`;
}

function mailCard(c: CleoContext, desk: Desk, { request, address }: ShownRequest, to: string): Html {
  const said = words(c);
  const { form, messageIds = [] } = request.state;
  const sent = messageIds.length > 0;
  const p7m = `${request.name}.p7m`;
  return html`<p class="note">${said.issued}</p>
<div class="card"><h3>${said.result}</h3><p><code>${request.file('p7m')}</code></p>
<p><a class="button second" href="${address}/fichier/${encodeURIComponent(p7m)}">${said.download}</a></p></div>
<div class="card"><h3>${sent ? said.mailSent : said.mailReady}</h3>
<table><tr><th scope="row">${said.from}</th><td>${desk.options.from}</td></tr><tr><th scope="row">${said.to}</th><td>${to}</td></tr>
<tr><th scope="row">${said.subject}</th><td>Demande de certificat : ${form?.server}</td></tr><tr><th scope="row">${said.attachment}</th><td>${p7m}</td></tr></table>
${sent ? html`<p><a href="${address}/courrier">${said.answers}</a></p>` : html`<form method="post" action="${address}/envoyer">${hiddenToken(desk)}<div class="buttons"><button>${said.send}</button></div></form>`}</div>`;
}

async function secondStep(c: CleoContext, desk: Desk): Promise<Html> {
  const shown = shownRequest(c, desk);
  const { step } = shown.request.state;
  if (step === 'created')
    return requestPage(c, desk, shown, { tab: 'etape-2' }, () => html`<p class="note">${words(c).firstKeys}</p>`);
  if (step === 'initialised') {
    const card = await seenCard(desk);
    return requestPage(c, desk, shown, { tab: 'etape-2' }, (typed) => requestForm(c, desk, shown, card, typed));
  }
  const to = await desk.authorityAddress().catch(() => '?');
  return requestPage(c, desk, shown, { tab: 'etape-2' }, () => mailCard(c, desk, shown, to));
}

function typedIn(form: Form): Typed {
  const names = ['serveur', 'structure', 'raisonsociale'];
  const texts = Object.fromEntries(names.map((name) => [name, textField(form, name)]));
  return { ...texts, signer: isTicked(form, 'signer') ? 'oui' : 'non' };
}

async function initialised(c: CleoContext, desk: Desk, form: Form): Promise<string> {
  const path = pathOf(c);
  const page = `${addressOf(path)}/etape-1`;
  return desk.noticed(page, async () => {
    await desk.initialise(path, secretField(form, 'motdepasse'), textField(form, 'longueur') === '2048' ? 2048 : 1024);
    return { page: `${addressOf(path)}/etape-2`, done: { en: 'the keys are made', fr: 'les clés sont générées' } };
  });
}

async function issued(c: CleoContext, desk: Desk, form: Form): Promise<string> {
  const path = pathOf(c);
  const structureName = textField(form, 'raisonsociale');
  const asked = { server: textField(form, 'serveur'), structureId: textField(form, 'structure') };
  return desk.issue(
    path,
    `${addressOf(path)}/etape-2`,
    {
      form: { ...asked, ...(structureName !== '' && { structureName }) },
      keyPassword: secretField(form, 'motdepasse'),
      code: secretField(form, 'code'),
      signed: isTicked(form, 'signer'),
      cipher: '3des',
    },
    typedIn(form),
  );
}

async function sent(c: CleoContext, desk: Desk): Promise<string> {
  const path = pathOf(c);
  return desk.noticed(`${addressOf(path)}/etape-2`, async () => {
    await desk.send(path);
    return { page: `${addressOf(path)}/courrier`, done: { en: 'the mail was sent', fr: 'le courrier est parti' } };
  });
}

export function stepPages(app: CleoApp, desk: Desk): void {
  for (const place of REQUEST_PLACES) {
    app.get(`${place}/etape-1`, (c) => {
      const shown = shownRequest(c, desk);
      return c.html(requestPage(c, desk, shown, { tab: 'etape-1' }, () => keysForm(c, desk, shown)));
    });
    onForm(app, `${place}/etape-1`, desk, (c, form) => initialised(c, desk, form));
    app.get(`${place}/etape-2`, async (c) => c.html(await secondStep(c, desk)));
    onForm(app, `${place}/etape-2`, desk, (c, form) => issued(c, desk, form));
    onForm(app, `${place}/envoyer`, desk, (c) => sent(c, desk));
  }
}
