/** Renewal, from the tab SUIVRE. Source: reference/pki-services.md 6 (only while the certificate is active). */
import { html } from 'hono/html';
import type { Product } from '../product.ts';
import { isRenewable } from '../renewal.ts';
import { numberOf, type PortalApp, type PortalContext, statusOf, type WebOptions } from './context.ts';
import { formOf } from './entrance.ts';
import { keyFields, keyOf, NOTHING_TYPED, type TypedKey, typedKey } from './key-fields.ts';
import { errorList, type Html, hiddenToken, page, steps } from './page.ts';
import { endedPage, productDetails } from './product-table.ts';
import { wordsIn } from './words.ts';

/** Leads to the form, where the product may be renewed. */
export function renewalLink(c: PortalContext, product: Product): Html | string {
  const { renew } = wordsIn(c.get('language'));
  return isRenewable(product)
    ? html`<a class="button second" href="/suivre/${product.number}/renouveler">${renew}</a>`
    : '';
}

function renewalForm(c: PortalContext, product: Product, typed: TypedKey, error?: unknown): Html {
  const words = wordsIn(c.get('language'));
  const { number } = product;
  const form = html`<form class="card" method="post" action="/suivre/${number}/renouveler" enctype="multipart/form-data">${hiddenToken(c)}
<p class="note">${words.renewHelp}</p>${keyFields(c, typed)}
<div class="buttons"><a class="button second" href="/suivre/${number}">${words.cancel}</a><button>${words.finalise}</button></div></form>`;
  const body = html`${steps(words, 2)}${errorList(c, error)}${form}<div class="card">${productDetails(c, product)}</div>`;
  return page(c, { tab: 'follow', title: `${words.renewalTitle} N° ${number}` }, body);
}

export function renewPages(app: PortalApp, { portal }: WebOptions): void {
  const productAt = (c: PortalContext) => portal.product(c.get('holder'), numberOf(c.req.param('number')));
  app.get('/suivre/:number/renouveler', (c) => {
    const product = productAt(c);
    try {
      portal.requireRenewable(c.get('holder'), product.number);
    } catch (error) {
      return c.html(endedPage(c, 'follow', product, error), statusOf(error) ?? 500);
    }
    return c.html(renewalForm(c, product, NOTHING_TYPED));
  });
  app.post('/suivre/:number/renouveler', async (c) => {
    const [product, form] = [productAt(c), await formOf(c)];
    try {
      const { number } = await portal.renew(c.get('holder'), product.number, { key: await keyOf(form) }, 'IHM');
      return c.redirect(`/demander/${number}`, 303);
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) throw error;
      return c.html(renewalForm(c, productAt(c), typedKey(form), error), status);
    }
  });
}
