/** The tab RETIRER, and what is downloaded. Source: reference/documents.md P05 to P08, P11. */
import { html } from 'hono/html';
import type { Product } from '../product.ts';
import { endOf } from '../product-rules.ts';
import { strength } from '../revocation-code.ts';
import { fileAnswer, numberOf, type PortalApp, type PortalContext, statusOf, type WebOptions } from './context.ts';
import { formOf, textField } from './entrance.ts';
import { filtered, filterForm } from './filter.ts';
import { errorList, type Html, hiddenToken, page, steps } from './page.ts';
import { endedPage, productDetails, productTable } from './product-table.ts';
import { type Words, wordsIn } from './words.ts';

function list(c: PortalContext, products: readonly Product[]): Html {
  const words = wordsIn(c.get('language'));
  const waiting = products.filter(({ state }) => state === 'toWithdraw');
  const link = ({ number, accepted }: Product) =>
    html`<a class="button" href="/retirer/${number}">${accepted ? words.download : words.withdraw}</a>`;
  const table = productTable(c, filtered(c, waiting), link, words.withdrawal);
  return page(
    c,
    { tab: 'withdraw', title: words.withdrawalTitle },
    html`${steps(words, 1)}${filterForm(c, waiting)}${table}`,
  );
}

function passwordField(name: string, label: string, help: string): Html {
  return html`<div class="field"><label for="${name}">${label}</label><p class="help" id="${name}-help">${help}</p>
<input type="password" id="${name}" name="${name}" maxlength="128" autocomplete="off" aria-describedby="${name}-help"></div>`;
}

interface Shown {
  readonly error?: unknown;
  /** In percent. */
  readonly level?: number;
}

function level(words: Words, percent: number | undefined): Html | string {
  if (percent === undefined) return '';
  return html`<p class="note" role="status">${words.strength} : <meter min="0" max="100" value="${percent}">${percent}</meter> ${percent}%. ${words.typeAgain}</p>`;
}

function withdrawalForm(c: PortalContext, product: Product, { error, level: percent }: Shown = {}): Html {
  const words = wordsIn(c.get('language'));
  const { number, keyMade } = product;
  const form = html`<form class="card" method="post" action="/retirer/${number}">${hiddenToken(c)}
${passwordField('code', words.code, words.codeHelp)}${passwordField('confirmation', words.confirmation, '')}
${keyMade === 'onLine' ? passwordField('motdepasse', words.keyPassword, words.keyPasswordHelp) : ''}
<label class="choice"><input type="checkbox" name="accepte" value="oui"> ${words.conditions}</label>
<div class="buttons"><a class="button second" href="/retirer">${words.cancel}</a>
<a class="button second" href="/suivre/${number}">${words.details}</a>
<button class="second" name="mesurer" value="oui" formaction="/retirer/${number}/niveau">${words.measure}</button>
<button>${words.finalise}</button></div></form>`;
  const body = html`${steps(words, 2)}${errorList(c, error)}${level(words, percent)}${form}
<div class="card">${productDetails(c, product)}</div>`;
  return page(c, { tab: 'withdraw', title: `${words.withdrawalTitle} N° ${number}` }, body);
}

/** What there is to download. */
export function downloads(c: PortalContext, { number, keyMade }: Product): Html {
  const words = wordsIn(c.get('language'));
  const der = html`<p><a class="button" href="/telecharger/${number}">${words.download}</a> ${words.downloadDer}</p>`;
  if (keyMade === 'byUser') return html`<div class="card">${der}</div>`;
  return html`<div class="card">${der}<form method="post" action="/telecharger/${number}">${hiddenToken(c)}<h3>${words.downloadP12}</h3>
<p class="note">${words.sensitive}</p>${passwordField('motdepasse', words.keyPassword, '')}
<div class="field"><label for="forme">${words.form}</label><select id="forme" name="forme"><option value="3des">${words.formOld}</option>
<option value="aes-256">${words.formNew}</option></select></div><div class="buttons"><button>${words.download}</button></div></form></div>`;
}

function finalisation(c: PortalContext, product: Product, error?: unknown): Html {
  const words = wordsIn(c.get('language'));
  const link = html`<a href="/telecharger/${product.number}">${words.download}</a>`;
  const body = html`${steps(words, 3)}${errorList(c, error)}${productTable(c, [product], () => link, words.withdrawal)}
${downloads(c, product)}<div class="buttons"><a class="button second" href="/suivre">${words.finish}</a></div>`;
  return page(c, { tab: 'withdraw', title: words.finalisation }, body);
}

/** Where the product is now: another tab may have been faster, and the code is the one that was typed there. */
function withdrawalPage(c: PortalContext, product: Product, shown: Shown = {}): Html {
  if (product.accepted) return finalisation(c, product, shown.error);
  const ended = endOf(product);
  return ended === undefined ? withdrawalForm(c, product, shown) : endedPage(c, 'withdraw', product, ended);
}

function downloadRoutes(app: PortalApp, { portal }: WebOptions): void {
  app.get('/telecharger/:number', (c) => {
    const number = numberOf(c.req.param('number'));
    return fileAnswer(
      c,
      portal.certificate(c.get('holder'), number),
      'application/pkix-cert',
      `certificat-${number}.cer`,
    );
  });
  app.post('/telecharger/:number', async (c) => {
    const [holder, number, form] = [c.get('holder'), numberOf(c.req.param('number')), await formOf(c)];
    const protection = textField(form, 'forme') === 'aes-256' ? 'aes-256' : '3des';
    try {
      const file = portal.pkcs12(holder, number, textField(form, 'motdepasse'), protection);
      return fileAnswer(c, file, 'application/x-pkcs12', `certificat-${number}.p12`);
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined || status === 404) throw error;
      return c.html(withdrawalPage(c, portal.product(holder, number), { error }), status);
    }
  });
}

export function withdrawPages(app: PortalApp, options: WebOptions): void {
  const { portal } = options;
  const productAt = (c: PortalContext) => portal.product(c.get('holder'), numberOf(c.req.param('number')));
  app.get('/retirer', (c) => c.html(list(c, portal.products(c.get('holder')))));
  app.get('/retirer/:number', (c) => {
    const product = productAt(c);
    return c.html(withdrawalPage(c, product));
  });
  app.post('/retirer/:number/niveau', async (c) => {
    const [product, form] = [productAt(c), await formOf(c)];
    return c.html(withdrawalPage(c, product, { level: strength(textField(form, 'code')) }));
  });
  app.post('/retirer/:number', async (c) => {
    const [product, form] = [productAt(c), await formOf(c)];
    const code = textField(form, 'code');
    const typed = {
      code,
      confirmation: textField(form, 'confirmation'),
      accepted: textField(form, 'accepte') === 'oui',
    };
    const keyPassword = textField(form, 'motdepasse');
    try {
      await portal.withdraw(c.get('holder'), product.number, { ...typed, keyPassword });
      return c.redirect(`/retirer/${product.number}`, 303);
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) throw error;
      return c.html(withdrawalPage(c, productAt(c), { error, level: strength(code) }), status);
    }
  });
  downloadRoutes(app, options);
}
