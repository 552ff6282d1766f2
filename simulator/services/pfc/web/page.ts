/** The frame of every page, and the parts that several have. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { textOf } from '#common/coded-error.ts';
import type { Language } from '#common/language.ts';
import { fullName } from '../holder.ts';
import { PortalError } from '../portal-error.ts';
import type { PortalContext, statusOf } from './context.ts';
import { SENDING } from './once.ts';
import { type Words, wordsIn } from './words.ts';

/** Markup that is escaped where it must be. */
export type Html = ReturnType<typeof html>;

export const TABS = [
  ['order', '/demander'],
  ['withdraw', '/retirer'],
  ['follow', '/suivre'],
  ['revoke', '/revoquer'],
] as const satisfies readonly (readonly [keyof Words, string])[];

export type Tab = (typeof TABS)[number][0];

/** A page that only its person sees. */
export interface PageOptions {
  readonly tab?: Tab | undefined;
  readonly title: string;
}

function head(c: PortalContext, words: Words) {
  const [holder, session] = [c.get('holder'), c.get('session')];
  if (holder === undefined || session === undefined) return html`<h1>${words.title}</h1>${languages(c)}`;
  return html`<h1>${words.title}</h1><span>${fullName(holder)} · ${holder.profession}</span>${languages(c)}
<form method="post" action="/deconnexion">${hiddenToken(c)}<button>${words.logOut}</button></form>`;
}

/** Where the page is to be had that a form has led to. */
function pageOf(path: string): string {
  return path
    .replace(/\/niveau$/, '')
    .replace(/^\/telecharger(?=\/)/, '/retirer')
    .replace(/^\/(?:de)?connexion$/, '/');
}

/** The other language, at the same place. */
function languages(c: PortalContext): Html {
  const other: Language = c.get('language') === 'fr' ? 'en' : 'fr';
  const query = new URLSearchParams({ ...c.req.query(), lang: other });
  return html`<a href="${pageOf(c.req.path)}?${query}" lang="${other}" hreflang="${other}">${other === 'fr' ? 'Français' : 'English'}</a>`;
}

function tabs(words: Words, current: Tab | undefined): Html {
  const one = ([name, path]: (typeof TABS)[number]) =>
    html`<a href="${path}"${name === current ? html` aria-current="page"` : ''}>${words[name]}</a>`;
  return html`<nav aria-label="${words.tabs}">${TABS.map(one)}</nav>`;
}

export function page(c: PortalContext, { tab, title }: PageOptions, body: Html): Html {
  const language = c.get('language') ?? 'fr';
  const words = wordsIn(language);
  return html`<!DOCTYPE html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - ${words.title} (SIMULATION)</title><link rel="stylesheet" href="/style.css"></head>
<body><a class="skip" href="#contents">${words.skip}</a><div class="simulation">${words.simulation}</div>
<header>${head(c, words)}</header>${c.get('session') === undefined ? '' : tabs(words, tab)}
<main id="contents"><h2>${title}</h2>${body}</main></body></html>`;
}

/** What forms send back: they are of this session, and sent twice they are done once. */
export function hiddenToken(c: PortalContext): Html {
  return html`<input type="hidden" name="jeton" value="${c.get('session')?.token ?? ''}">
<input type="hidden" name="${SENDING}" value="${randomUUID()}">`;
}

/** Every rule that was broken, each a sentence. */
export function errorList(c: PortalContext, error: unknown): Html | string {
  if (error === undefined) return '';
  const language = c.get('language') ?? 'fr';
  const texts = error instanceof PortalError ? error.broken.map(({ text }) => text) : [textOf(error)];
  return html`<div class="errors" role="alert"><ul>${texts.map((text) => html`<li>${text[language]}</li>`)}</ul></div>`;
}

/** The page of a refusal; what nobody foresaw is not told. */
export function refusedPage(c: PortalContext, error: unknown, status: NonNullable<ReturnType<typeof statusOf>> | 500) {
  const words = wordsIn(c.get('language') ?? 'fr');
  const why =
    status === 500 ? new PortalError('request', { en: 'the portal failed', fr: 'le portail a échoué' }) : error;
  const back = html`<p><a class="button second" href="/">${words.again}</a></p>`;
  return page(c, { title: words.refused }, html`${errorList(c, why)}${back}`);
}

/** Where one is in what takes several pages. */
export function steps(words: Words, current: 1 | 2 | 3): Html {
  const names = [`${words.step} 1`, `${words.step} 2`, words.finalisation];
  return html`<ol class="steps">${names.map(
    (name, i) => html`<li${i + 1 === current ? html` aria-current="step"` : ''}>${name}</li>`,
  )}</ol>`;
}
