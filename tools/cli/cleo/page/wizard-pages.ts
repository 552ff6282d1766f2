/** CleoWizard: all the steps by themselves, and the page on which one waits. Source: reference/documents.md L11 to L15. */
import { html } from 'hono/html';
import { wizardRequest } from '../../../../driver/cleo/index.ts';
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
import { type Desk, WAITING_PAGE } from './desk.ts';
import { choice, field, type Html, hiddenToken, kindChoice, noticed, page } from './frame.ts';
import { atMost } from './patience.ts';
import { cardFields, seenCard } from './step-pages.ts';

const PLACE = '/assistant';
const RESULT = `${PLACE}/resultat/fichiers`;
/** What is over soon is not shown as waiting. */
const SOON_MS = 1500;
const LOOK_AFTER = 2;

async function wizardPage(c: CleoContext, desk: Desk): Promise<Html> {
  const said = words(c);
  const notice = desk.takeNotice(PLACE);
  const { type, serveur, annuaire, courrier } = notice?.typed ?? {};
  const card = await seenCard(desk);
  const obtained = wizardRequest(desk.options.root);
  const body = html`${noticed(c, notice)}
${obtained === undefined ? '' : html`<p class="note"><a class="button" href="${RESULT}">${obtained.state.step === 'completed' ? said.toCertificates : said.toFiles}</a> ${said.wizardFormer}</p>`}
<form class="card" method="post" action="${PLACE}">${hiddenToken(desk)}${kindChoice(c, type)}
${field('serveur', said.server, { help: said.wizardServer, value: serveur })}
${field('motdepasse', said.keyPassword, { type: 'password', help: said.keyPasswordNew })}
${choice('checkbox', { name: 'annuaire', label: said.ldap, checked: annuaire !== 'non' && desk.options.ldap })}
${choice('checkbox', { name: 'courrier', label: html`${said.allowMail} (${desk.options.from})`, checked: courrier !== 'non' })}
${cardFields(c, card)}<div class="buttons"><button>${said.wizardTitle}</button></div></form>`;
  return page(c, { tab: 'wizard', title: said.wizardTitle }, body);
}

function yesOrNo(form: Form, name: string): string {
  return isTicked(form, name) ? 'oui' : 'non';
}

async function obtain(desk: Desk, form: Form): Promise<string> {
  const kind = textField(form, 'type') === 'smime' ? 'smime' : 'ssl';
  const server = textField(form, 'serveur');
  const typed = {
    ...{ type: kind, serveur: server },
    annuaire: yesOrNo(form, 'annuaire'),
    courrier: yesOrNo(form, 'courrier'),
  };
  const wished = {
    kind,
    server: server || undefined,
    password: secretField(form, 'motdepasse'),
    code: secretField(form, 'code'),
    ldap: isTicked(form, 'annuaire'),
    mailAllowed: isTicked(form, 'courrier'),
  } as const;
  return desk.wizard(PLACE, RESULT, wished, typed);
}

async function waiting(c: CleoContext, { works }: Desk): Promise<Response> {
  const { last } = works;
  if (last === undefined) return c.redirect('/', 303);
  await atMost(last.done, SOON_MS);
  if (last.next !== undefined) return c.redirect(last.next, 303);
  const said = words(c);
  const body = html`<div class="card"><p role="status"><strong>CleoCPS</strong> ${last.stage[c.get('language')]}…</p><p class="help">${said.patience}</p></div>`;
  return c.html(page(c, { title: said.working, againAfter: LOOK_AFTER }, body));
}

export function wizardPages(app: CleoApp, desk: Desk): void {
  app.get(PLACE, async (c) => c.html(await wizardPage(c, desk)));
  onForm(app, PLACE, desk, (_, form) => obtain(desk, form));
  app.get(WAITING_PAGE, (c) => waiting(c, desk));
}
