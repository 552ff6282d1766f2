/** The tab SUIVRE. */
import { html } from 'hono/html';
import { numberOf, type PortalApp, type WebOptions } from './context.ts';
import { filtered, filterForm } from './filter.ts';
import { page } from './page.ts';
import { productDetails, productTable } from './product-table.ts';
import { renewalLink } from './renew-pages.ts';
import { downloads } from './withdraw-pages.ts';
import { wordsIn } from './words.ts';

export function followPages(app: PortalApp, { portal }: WebOptions): void {
  app.get('/suivre', (c) => {
    const words = wordsIn(c.get('language'));
    const products = portal.products(c.get('holder'));
    const table = productTable(
      c,
      filtered(c, products),
      (product) => html`<a href="/suivre/${product.number}">${words.details}</a> ${renewalLink(c, product)}`,
    );
    return c.html(page(c, { tab: 'follow', title: words.follow }, html`${filterForm(c, products)}${table}`));
  });
  app.get('/suivre/:number', (c) => {
    const words = wordsIn(c.get('language'));
    const product = portal.product(c.get('holder'), numberOf(c.req.param('number')));
    const body = html`<div class="card">${productDetails(c, product)}${renewalLink(c, product)}</div>
${product.accepted ? downloads(c, product) : ''}`;
    return c.html(page(c, { tab: 'follow', title: `${words.details} N° ${product.number}` }, body));
  });
}
