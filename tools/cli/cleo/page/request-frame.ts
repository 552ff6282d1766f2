/** The frame of the pages of a request: its name, and its tabs. */
import { html } from 'hono/html';
import type { RequestFolder } from '../../../../driver/cleo/index.ts';
import { type CleoContext, words } from './context.ts';
import type { Desk } from './desk.ts';
import { type Html, noticed, page } from './frame.ts';
import { addressOf, pathOf, type Tab } from './places.ts';
import type { Words } from './words.ts';

const TABS = [
  ['etape-1', 'step1'],
  ['etape-2', 'step2'],
  ['courrier', 'mail'],
  ['etape-3', 'step3'],
  ['fichiers', 'files'],
] as const satisfies readonly (readonly [Tab, keyof Words])[];

export interface ShownRequest {
  readonly request: RequestFolder;
  /** Below which its tabs stand. */
  readonly address: string;
}

/** The request that the address names. @throws CleoError `name`, `absent` */
export function shownRequest(c: CleoContext, desk: Desk): ShownRequest {
  const path = pathOf(c);
  return { request: desk.at(path), address: addressOf(path) };
}

export interface RequestPageOptions {
  readonly tab: Tab;
  readonly againAfter?: number | undefined;
}

export function requestPage(
  c: CleoContext,
  desk: Desk,
  { request, address }: ShownRequest,
  { tab: current, againAfter }: RequestPageOptions,
  body: (typed: Readonly<Record<string, string>>) => Html,
): Html {
  const said = words(c);
  const notice = desk.takeNotice(`${address}/${current}`);
  const tab = ([name, label]: (typeof TABS)[number]) =>
    html`<li${name === current ? html` aria-current="step"` : ''}><a href="${address}/${name}">${said[label]}</a></li>`;
  const wizards = address.startsWith('/assistant/');
  const [folder] = pathOf(c);
  const crumbs = wizards
    ? html`<a href="/assistant">CleoWizard</a>`
    : html`<a href="/">${said.folders}</a> › ${folder}`;
  const whole = html`<p class="crumbs">${crumbs} › <strong>${request.name}</strong> (${request.state.kind === 'ssl' ? 'SSL' : 'S/MIME'})</p>
<ol class="steps" aria-label="${said.steps}">${TABS.map(tab)}</ol>${noticed(c, notice)}${body(notice?.typed ?? {})}`;
  const title = said[TABS.find(([name]) => name === current)?.[1] ?? 'request'];
  return page(c, { tab: wizards ? 'wizard' : 'folders', title, againAfter }, whole);
}
