/** The tab DEMANDER. Source: reference/documents.md P01, P04, D08, D12, D13. */
import { html } from 'hono/html';
import { OFFERS, type OfferId, USAGE_IDS, usagesOf } from '../offers.ts';
import type { Order } from '../order.ts';
import type { Portal } from '../portal.ts';
import { PortalError } from '../portal-error.ts';
import type { OfferChoice } from '../rights.ts';
import type { PortalApp, PortalContext, WebOptions } from './context.ts';
import { numberOf, statusOf } from './context.ts';
import { formOf, textField } from './entrance.ts';
import { type Form, keyFields, keyOf, NOTHING_TYPED, type TypedKey, typedKey } from './key-fields.ts';
import { errorList, type Html, hiddenToken, page, steps } from './page.ts';
import { productTable } from './product-table.ts';
import { type Words, wordsIn } from './words.ts';

/** A choice of the first step: an offer, for one structure or for oneself. */
interface Choice extends OfferChoice {
  readonly structure?: OfferChoice['habilitations'][number]['structure'];
}

function choicesOf(portal: Portal, c: PortalContext): readonly Choice[] {
  return portal.offersOf(c.get('holder')).flatMap((choice): Choice[] => {
    const structures = new Map(choice.habilitations.map(({ structure }) => [structure.nationalId, structure]));
    if (structures.size === 0) return [choice];
    return [...structures.values()].map((structure) => ({
      ...choice,
      structure,
      habilitations: choice.habilitations.filter((one) => one.structure.nationalId === structure.nationalId),
    }));
  });
}

function addressOf({ offer, structure }: Choice): string {
  const query = structure === undefined ? '' : `&structure=${encodeURIComponent(structure.nationalId)}`;
  return `/demander/produit?offre=${offer}${query}`;
}

function firstStep(c: PortalContext, choices: readonly Choice[]): Html {
  const language = c.get('language');
  const words = wordsIn(language);
  const row = (
    choice: Choice,
  ) => html`<tr><td><strong>${choice.offer}</strong>, ${OFFERS[choice.offer].title[language]}</td>
<td>${choice.structure === undefined ? words.yourself : `${choice.structure.name} (${choice.structure.nationalId})`}</td>
<td><a class="button" href="${addressOf(choice)}">${words.newProduct}</a></td></tr>`;
  const table = html`<div class="wide"><table><thead><tr><th scope="col">${words.offer}</th><th scope="col">${words.structure}</th>
<th scope="col"></th></tr></thead><tbody>${choices.map(row)}</tbody></table></div>`;
  const body = choices.length === 0 ? html`<p class="note">${words.noOffer}</p>` : table;
  return page(c, { tab: 'order', title: words.chooseOffer }, html`${steps(words, 1)}${body}`);
}

function usageField(words: Words, { offer }: Choice, chosen: string): Html {
  const usages = usagesOf(offer);
  const one = (usage: string) =>
    html`<label class="choice"><input type="radio" name="usage" value="${usage}" required${
      usage === chosen || usages.length === 1 ? html` checked` : ''
    }> ${usage}</label>`;
  return html`<fieldset><legend>${words.usage}</legend>${usages.map(one)}</fieldset>`;
}

function serviceField(words: Words, { offer, habilitations }: Choice, service: string): Html | string {
  if (OFFERS[offer].names !== 'structure') return '';
  const domains = habilitations.flatMap(({ domain }) => domain ?? []);
  return html`<div class="field"><label for="service">${words.service}</label>
<p class="help" id="service-help">${offer === 'SERV' ? words.serviceServer : words.serviceName}</p>
${domains.length === 0 ? '' : html`<p class="help">${words.domains} : ${domains.join(', ')}</p>`}
<input type="text" id="service" name="service" maxlength="128" autocomplete="off" spellcheck="false" required value="${service}" aria-describedby="service-help"></div>`;
}

interface Typed extends TypedKey {
  readonly usage: string;
  readonly service: string;
}

function secondStep(c: PortalContext, choice: Choice, { usage, service, ...key }: Typed, error?: unknown): Html {
  const words = wordsIn(c.get('language'));
  const structure = choice.structure === undefined ? words.yourself : choice.structure.name;
  const form = html`<form class="card" method="post" action="${addressOf(choice)}" enctype="multipart/form-data">${hiddenToken(c)}
<p><strong>${choice.offer}</strong>, ${structure}</p>${usageField(words, choice, usage)}${serviceField(words, choice, service)}
${keyFields(c, key)}<div class="buttons"><a class="button second" href="/demander">${words.cancel}</a><button>${words.finalise}</button></div></form>`;
  return page(c, { tab: 'order', title: words.newProduct }, html`${steps(words, 2)}${errorList(c, error)}${form}`);
}

/** The choice that the address names. @throws PortalError `offer` */
function chosen(c: PortalContext, portal: Portal): Choice {
  const [offer, structure] = [c.req.query('offre'), c.req.query('structure')];
  const found = choicesOf(portal, c).find((one) => one.offer === offer && one.structure?.nationalId === structure);
  if (found !== undefined) return found;
  throw new PortalError('offer', {
    en: 'this offer is none of yours: choose one of those that the tab shows',
    fr: "cette offre n'est pas l'une des vôtres : choisissez parmi celles que montre l'onglet",
  });
}

/** What the form asks for. @throws PortalError `usageOfOffer` */
async function orderOf(form: Form, offer: OfferId, structure: string | undefined): Promise<Order> {
  const usage = USAGE_IDS.find((one) => one === textField(form, 'usage'));
  if (usage === undefined) throw new PortalError('usageOfOffer', { en: 'choose a usage', fr: 'choisissez un usage' });
  const service = textField(form, 'service').trim();
  return { offer, usage, structure, ...(service !== '' && { service }), key: await keyOf(form) };
}

export function orderPages(app: PortalApp, { portal }: WebOptions): void {
  app.get('/demander', (c) => c.html(firstStep(c, choicesOf(portal, c))));
  app.get('/demander/produit', (c) =>
    c.html(secondStep(c, chosen(c, portal), { usage: '', service: '', ...NOTHING_TYPED })),
  );
  app.post('/demander/produit', async (c) => {
    const [choice, form] = [chosen(c, portal), await formOf(c)];
    try {
      const order = await orderOf(form, choice.offer, choice.structure?.nationalId);
      const { number } = await portal.order(c.get('holder'), order, 'IHM');
      return c.redirect(`/demander/${number}`, 303);
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) throw error;
      const typed = { usage: textField(form, 'usage'), service: textField(form, 'service'), ...typedKey(form) };
      return c.html(secondStep(c, choice, typed, error), status);
    }
  });
  app.get('/demander/:number', (c) => {
    const words = wordsIn(c.get('language'));
    const product = portal.product(c.get('holder'), numberOf(c.req.param('number')));
    const link = html`<a class="button" href="/retirer/${product.number}">${words.withdraw}</a>`;
    const body = html`${steps(words, 3)}<p class="note" role="status">${words.orderTaken} ${words.mailSent}</p>
${productTable(c, [product], () => link, words.withdrawal)}<div class="buttons"><a class="button second" href="/suivre">${words.finish}</a></div>`;
    return c.html(page(c, { tab: 'order', title: words.finalisation }, body));
  });
}
