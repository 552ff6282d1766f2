/** The files of a request: shown, downloaded, and their folder opened. Source: reference/documents.md L13, L14, L22, L25. */
import { html } from 'hono/html';
import { filesOf, type ListedFile, readFileOf } from '../../../../driver/cleo/index.ts';
import { download } from '../../../../simulator/services/listening/download.ts';
import { type CleoApp, type CleoContext, onForm, words } from './context.ts';
import type { Desk } from './desk.ts';
import { type Html, hiddenToken } from './frame.ts';
import { addressOf, pathOf, REQUEST_PLACES } from './places.ts';
import { requestPage, type ShownRequest, shownRequest } from './request-frame.ts';

function fileTable(c: CleoContext, { address }: ShownRequest, files: readonly ListedFile[]): Html {
  const said = words(c);
  const row = ({ path, size }: ListedFile) =>
    html`<tr><td>${path.join(' / ')}</td><td>${size}</td><td><a href="${address}/fichier/${path.map(encodeURIComponent).join('/')}">${said.download}</a></td></tr>`;
  return html`<div class="wide"><table><thead><tr><th scope="col">${said.file}</th><th scope="col">${said.size}</th><th scope="col">${said.download}</th></tr></thead>
<tbody>${files.map(row)}</tbody></table></div>`;
}

function filesPage(c: CleoContext, desk: Desk): Html {
  const shown = shownRequest(c, desk);
  const said = words(c);
  const files = filesOf(shown.request);
  const own = files.filter(({ path }) => path.length === 1);
  const former = files.filter(({ path }) => path.length > 1);
  const post = (action: string, button: Html) =>
    html`<form class="inline" method="post" action="${shown.address}/${action}">${hiddenToken(desk)}${button}</form>`;
  const body = html`<div class="card"><p><strong>${said.folder}</strong> <code>${shown.request.path}</code></p>
${post('ouvrir', html`<button>${said.openFolder}</button>`)}<p class="help">${said.secretFiles}</p></div>
${own.length === 0 ? html`<p>${said.noFile}</p>` : fileTable(c, shown, own)}
${former.length === 0 ? '' : html`<h3>${said.former}</h3>${fileTable(c, shown, former)}`}
<div class="card"><p>${said.deleteWhat}</p>${post('supprimer', html`<button class="danger">${said.deleteRequest}</button>`)}</div>`;
  return requestPage(c, desk, shown, { tab: 'fichiers' }, () => body);
}

const OPENED = { en: 'the folder is open on your desktop', fr: 'le répertoire est ouvert sur votre bureau' };
const NOT_OPENED = {
  en: 'nothing here can open a folder: its path and its files are below',
  fr: 'rien ici ne peut ouvrir un répertoire : son chemin et ses fichiers sont ci-dessous',
};

export function filePages(app: CleoApp, desk: Desk): void {
  for (const place of REQUEST_PLACES) {
    app.get(`${place}/fichiers`, (c) => c.html(filesPage(c, desk)));
    app.get(`${place}/fichier/:name/:inner?`, (c) => {
      const { name = '', inner } = c.req.param() as { name?: string; inner?: string };
      const path = inner === undefined ? [name] : [name, inner];
      return download(c, readFileOf(desk.at(pathOf(c)), path), path.at(-1) ?? '');
    });
    onForm(app, `${place}/ouvrir`, desk, (c) =>
      desk.noticed(`${addressOf(pathOf(c))}/fichiers`, async () => {
        const opened = await desk.options.openFolder(desk.at(pathOf(c)).path);
        return { done: opened ? OPENED : NOT_OPENED };
      }),
    );
    onForm(app, `${place}/supprimer`, desk, (c) => {
      const path = pathOf(c);
      return desk.noticed(`${addressOf(path)}/fichiers`, async () => {
        await desk.delete(path);
        const done = { en: `request deleted: ${path.at(-1)}`, fr: `demande supprimée : ${path.at(-1)}` };
        return { page: path.length === 1 ? '/assistant' : '/', done };
      });
    });
  }
}
