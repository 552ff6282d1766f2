/** The search by offer, structure and usage that three tabs have. */
import { html } from 'hono/html';
import { OFFER_IDS, USAGE_IDS } from '../offers.ts';
import type { Product } from '../product.ts';
import type { PortalContext } from './context.ts';
import type { Html } from './page.ts';
import { wordsIn } from './words.ts';

const FIELDS = ['offer', 'structure', 'usage'] as const;
type Field = (typeof FIELDS)[number];

function fieldOf(product: Product, field: Field): string {
  return field === 'structure' ? (product.structure?.nationalId ?? '') : product[field];
}

/** Those that the address asks for. */
export function filtered(c: PortalContext, products: readonly Product[]): readonly Product[] {
  return products.filter((product) =>
    FIELDS.every((field) => {
      const asked = c.req.query(field) ?? '';
      return asked === '' || asked === fieldOf(product, field);
    }),
  );
}

export function filterForm(c: PortalContext, products: readonly Product[]): Html {
  const words = wordsIn(c.get('language'));
  const structures = [...new Set(products.flatMap(({ structure }) => structure?.nationalId ?? []))];
  const values: Readonly<Record<Field, readonly string[]>> = {
    offer: OFFER_IDS,
    structure: structures,
    usage: USAGE_IDS,
  };
  const select = (field: Field) => {
    const option = (value: string) =>
      html`<option value="${value}"${c.req.query(field) === value ? html` selected` : ''}>${value}</option>`;
    return html`<div class="field"><label for="${field}">${words[field]}</label><select id="${field}" name="${field}">
<option value="">${words.all}</option>${values[field].map(option)}</select></div>`;
  };
  return html`<form class="card filter" method="get">${FIELDS.map(select)}<button class="second">${words.search}</button></form>`;
}
