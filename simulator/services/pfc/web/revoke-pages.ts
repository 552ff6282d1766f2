/** The tab RÉVOQUER: by an administrator, or by whoever has the code. Source: reference/documents.md D06, D17. */
import { html } from 'hono/html';
import type { Product } from '../product.ts';
import { endOf } from '../product-rules.ts';
import { REVOCATION_CHOICES } from '../revocation-choices.ts';
import { numberOf, type PortalApp, type PortalContext, statusOf, type WebOptions } from './context.ts';
import { formOf, textField } from './entrance.ts';
import { filtered, filterForm } from './filter.ts';
import { errorList, type Html, hiddenToken, page } from './page.ts';
import { endedPage, productDetails, productTable } from './product-table.ts';
import { type Words, wordsIn } from './words.ts';

function reasonField(words: Words): Html {
  return html`<div class="field"><label for="motif">${words.reason}</label><select id="motif" name="motif">${REVOCATION_CHOICES.map(
    (reason) => html`<option value="${reason}">${words[reason]}</option>`,
  )}</select></div>`;
}

/** For a product of somebody else: its number and its code. */
function codeForm(c: PortalContext): Html {
  const words = wordsIn(c.get('language'));
  return html`<form class="card" method="post" action="/revoquer">${hiddenToken(c)}<h3>${words.byCode}</h3>
<div class="field"><label for="numero">${words.number}</label><input type="text" id="numero" name="numero" inputmode="numeric" required></div>
<div class="field"><label for="code">${words.code}</label><input type="password" id="code" name="code" autocomplete="off" required></div>
${reasonField(words)}<div class="buttons"><button class="danger">${words.revoke}</button></div></form>`;
}

function list(c: PortalContext, products: readonly Product[], error?: unknown): Html {
  const words = wordsIn(c.get('language'));
  const alive = products.filter(({ state }) => state === 'toWithdraw' || state === 'withdrawn');
  const link = ({ number }: Product) => html`<a class="button danger" href="/revoquer/${number}">${words.revoke}</a>`;
  const body = html`${errorList(c, error)}${filterForm(c, alive)}${productTable(c, filtered(c, alive), link)}${codeForm(c)}`;
  return page(c, { tab: 'revoke', title: words.revocationTitle }, body);
}

function confirmPage(c: PortalContext, product: Product): Html {
  const words = wordsIn(c.get('language'));
  const ended = endOf(product);
  if (ended !== undefined) return endedPage(c, 'revoke', product, ended);
  const body = html`<div class="card">${productDetails(c, product)}</div>
<form class="card" method="post" action="/revoquer">${hiddenToken(c)}<input type="hidden" name="numero" value="${product.number}">
<p class="note">${words.final}</p>${reasonField(words)}
<div class="buttons"><a class="button second" href="/revoquer">${words.cancel}</a><button class="danger">${words.revoke}</button></div></form>`;
  return page(c, { tab: 'revoke', title: `${words.revocationTitle} N° ${product.number}` }, body);
}

export function revokePages(app: PortalApp, { portal }: WebOptions): void {
  app.get('/revoquer', (c) => c.html(list(c, portal.products(c.get('holder')))));
  app.get('/revoquer/:number', (c) =>
    c.html(confirmPage(c, portal.product(c.get('holder'), numberOf(c.req.param('number'))))),
  );
  app.post('/revoquer', async (c) => {
    const [holder, form] = [c.get('holder'), await formOf(c)];
    const reason = REVOCATION_CHOICES.find((one) => one === textField(form, 'motif'));
    const code = textField(form, 'code');
    try {
      const { number } = await portal.revoke(holder, numberOf(textField(form, 'numero')), {
        reason,
        ...(code !== '' && { code }),
      });
      const mine = portal.products(holder).some((one) => one.number === number);
      return c.redirect(mine ? `/suivre/${number}` : '/suivre', 303);
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) throw error;
      return c.html(list(c, portal.products(holder), error), status);
    }
  });
}
