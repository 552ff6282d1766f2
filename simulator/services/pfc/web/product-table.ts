/** Products in a table, and in words. */
import { html } from 'hono/html';
import { fullName } from '../holder.ts';
import type { Product } from '../product.ts';
import type { PortalContext } from './context.ts';
import { errorList, type Html, page, type Tab } from './page.ts';
import { STATE_TEXTS, type Words, wordsIn } from './words.ts';

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function stateMark(c: PortalContext, { state }: Product): Html {
  return html`<span class="state state-${state}">${STATE_TEXTS[state][c.get('language')]}</span>`;
}

/** Columns of the finalisation. Source: reference/documents.md P07. */
const COLUMNS = [
  'number',
  'channel',
  'offer',
  'usage',
  'structure',
  'beneficiary',
  'applicant',
  'end',
  'state',
] as const;

function row(c: PortalContext, product: Product, last: Html | string): Html {
  const { number, channel, offer, usage, structure, beneficiary, applicant, notAfter } = product;
  return html`<tr><td>${number}</td><td>${channel}</td><td>${offer}</td><td>${usage}</td><td>${structure?.name ?? ''}</td>
<td>${beneficiary}</td><td>${fullName(applicant)} (${applicant.nationalId})</td><td class="date">${day(notAfter)}</td>
<td>${stateMark(c, product)}</td><td>${last}</td></tr>`;
}

/** @param action what can be done with each, in the last column */
export function productTable(
  c: PortalContext,
  products: readonly Product[],
  action: (product: Product) => Html | string,
  actionName = '',
): Html {
  const words = wordsIn(c.get('language'));
  if (products.length === 0) return html`<p>${words.none}</p>`;
  return html`<div class="wide"><table><thead><tr>${COLUMNS.map((name) => html`<th scope="col">${words[name]}</th>`)}
<th scope="col">${actionName}</th></tr></thead><tbody>${products.map((one) => row(c, one, action(one)))}</tbody></table></div>`;
}

/** All that is known of a product. */
export function productDetails(c: PortalContext, product: Product): Html {
  const words = wordsIn(c.get('language'));
  const { number, channel, offer, usage, structure, beneficiary, applicant, notAfter, orderedAt, serial } = product;
  const { revocation, renews, renewedBy } = product;
  const link = (to: number) => html`<a href="/suivre/${to}">${to}</a>`;
  const lines: readonly (readonly [keyof Words, Html | string | number])[] = [
    ['number', number],
    ['channel', channel],
    ['offer', offer],
    ['usage', usage],
    ['structure', structure === undefined ? '' : `${structure.name} (${structure.nationalId})`],
    ['beneficiary', beneficiary],
    ['applicant', `${fullName(applicant)} (${applicant.nationalId})`],
    ['ordered', orderedAt.toISOString()],
    ['end', notAfter.toISOString()],
    ['serial', serial],
    ['state', stateMark(c, product)],
    ...(renews === undefined ? [] : ([['renews', link(renews)]] as const)),
    ...(renewedBy === undefined ? [] : ([['renewedBy', link(renewedBy)]] as const)),
    ...(revocation === undefined
      ? []
      : ([['reason', `${revocation.at.toISOString()}, ${revocation.reason}`]] as const)),
  ];
  return html`<table>${lines.map(([name, value]) => html`<tr><th scope="row">${words[name]}</th><td>${value}</td></tr>`)}</table>`;
}

/** In the place of a form that would be refused: why, and what there is. */
export function endedPage(c: PortalContext, tab: Tab, product: Product, why: unknown): Html {
  const { details } = wordsIn(c.get('language'));
  const body = html`${errorList(c, why)}<div class="card">${productDetails(c, product)}</div>`;
  return page(c, { tab, title: `${details} N° ${product.number}` }, body);
}
