/** The menu Dossiers: folders, and the requests in them. Source: reference/documents.md L16. */
import { html } from 'hono/html';
import { type ListedFolder, type ListedRequest, listFolders } from '../../../../driver/cleo/index.ts';
import { type CleoApp, type CleoContext, type Form, onForm, textField, words } from './context.ts';
import type { Desk } from './desk.ts';
import { field, type Html, hiddenToken, kindChoice, noticed, page } from './frame.ts';
import { addressOf, tabOf } from './places.ts';
import { STEP_TEXTS } from './words.ts';

function requestRow(c: CleoContext, { path, state }: ListedRequest): Html {
  const name = path.at(-1);
  return html`<tr><td><a href="${addressOf(path)}/${tabOf(state.step)}">${name}</a></td><td>${state.kind === 'ssl' ? 'SSL' : 'S/MIME'}</td>
<td>${state.form?.server ?? ''}</td><td><span class="state state-${state.step === 'completed' ? 'withdrawn' : 'toWithdraw'}">${STEP_TEXTS[state.step][c.get('language')]}</span></td></tr>`;
}

function requests(c: CleoContext, { requests: listed }: ListedFolder): Html {
  const said = words(c);
  if (listed.length === 0) return html`<p>${said.noRequest}</p>`;
  const names = [said.request, said.kind, said.server, said.state];
  return html`<div class="wide"><table><thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${listed.map((one) => requestRow(c, one))}</tbody></table></div>`;
}

function folderCard(c: CleoContext, folder: ListedFolder): Html {
  const said = words(c);
  return html`<section class="card"><h3>${folder.name}</h3>${requests(c, folder)}
<p><a class="button second" href="/dossiers/${encodeURIComponent(folder.name)}/nouvelle">${said.createRequest}</a></p></section>`;
}

function home(c: CleoContext, desk: Desk): Html {
  const said = words(c);
  const folders = listFolders(desk.options.root);
  const notice = desk.takeNotice('/');
  const body = html`${noticed(c, notice)}
<div class="two"><div class="card"><h3>CleoWizard</h3><p>${said.byItself}</p><p><a class="button" href="/assistant">${said.toWizard}</a></p></div>
<form class="card" method="post" action="/dossiers">${hiddenToken(desk)}<h3>${said.createFolder}</h3>
${field('nom', said.folderName, { help: said.defaultName, value: notice?.typed?.nom })}<button>${said.createFolder}</button></form></div>
${folders.length === 0 ? html`<p>${said.noFolder}</p>` : folders.map((folder) => folderCard(c, folder))}
<p class="help"><strong>${said.root}</strong> <code>${desk.options.root}</code></p>`;
  return page(c, { tab: 'folders', title: said.folders }, body);
}

function newRequest(c: CleoContext, desk: Desk, folder: string): Html {
  const said = words(c);
  const address = `/dossiers/${encodeURIComponent(folder)}/nouvelle`;
  const notice = desk.takeNotice(address);
  const body = html`${noticed(c, notice)}
<form class="card" method="post" action="${address}">${hiddenToken(desk)}<h3>${folder}</h3>${kindChoice(c, notice?.typed?.type)}
${field('nom', said.requestName, { help: said.defaultName, value: notice?.typed?.nom })}
<div class="buttons"><a class="button second" href="/">${said.cancel}</a><button>${said.createRequest}</button></div></form>`;
  return page(c, { tab: 'folders', title: said.createRequest }, body);
}

/** A name that was typed; undefined for the default one. */
function nameOf(form: Form): string | undefined {
  return textField(form, 'nom') || undefined;
}

export function homePages(app: CleoApp, desk: Desk): void {
  app.get('/', (c) => c.html(home(c, desk)));
  onForm(app, '/dossiers', desk, (_, form) => {
    const typed = { nom: textField(form, 'nom') };
    return desk.noticed(
      '/',
      async () => {
        const name = desk.createFolder(nameOf(form));
        return { done: { en: `folder created: ${name}`, fr: `dossier créé : ${name}` } };
      },
      typed,
    );
  });
  app.get('/dossiers/:folder/nouvelle', (c) => c.html(newRequest(c, desk, c.req.param('folder'))));
  onForm(app, '/dossiers/:folder/nouvelle', desk, (c, form) => {
    const folder = c.req.param('folder') ?? '';
    const kind = textField(form, 'type') === 'smime' ? 'smime' : 'ssl';
    const create = async () => {
      const { name } = desk.createRequest(folder, kind, nameOf(form));
      return { page: `${addressOf([folder, name])}/etape-1` };
    };
    const typed = { nom: textField(form, 'nom'), type: kind };
    return desk.noticed(`/dossiers/${encodeURIComponent(folder)}/nouvelle`, create, typed);
  });
}
