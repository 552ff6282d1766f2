/** Diapason in a browser: what is installed, a terminal that pays, the payments so far. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { limitedBody } from '../listening/limited-body.ts';
import { OWN_FORMS, ownHosts, STILL_PAGE } from '../listening/own-hosts.ts';
import { servicePage } from '../listening/page.ts';
import type { HttpBindings } from '../listening/web.ts';
import { FQDN } from './defaults.ts';
import type { GapSettings } from './gap.ts';
import type { PaymentAnswer } from './line.ts';
import type { TpeSettings } from './tpe.ts';

export interface DonePayment {
  readonly at: Date;
  readonly amountCents: number;
  readonly answer: PaymentAnswer;
}

export interface DiapasonPage {
  readonly fqdn: string;
  /** Name and state of what is installed. */
  readonly installed: readonly (readonly [what: string, state: string])[];
  readonly payments: readonly DonePayment[];
  /** Types that name into the terminal and pays. */
  pay(fqdn: string, amountCents: number): Promise<PaymentAnswer>;
}

/** `12,50` or `12.50` or `12`; cents. */
/** What the page needs of Diapason itself. */
interface Payer {
  readonly payments: readonly DonePayment[];
  type(fqdn: string): void;
  pay(amountCents: number): Promise<PaymentAnswer>;
}

const state = (one: unknown) => (one === undefined ? 'absent' : 'installé / installed');

/** What the page shows, as it is when it is asked. */
export function pageOf(diapason: Payer, settings: GapSettings, tpe: TpeSettings): DiapasonPage {
  return {
    get fqdn() {
      return tpe.fqdn;
    },
    get installed() {
      return [
        ['ORG_AUTH_CLI (GAP → PSP)', state(settings.client)],
        ['SSL_SERVEUR (TPE → GAP)', FQDN],
        ['AC du fabricant du TPE', state(settings.terminalAuthority)],
        ['AC du PSP', state(settings.pspAuthority)],
      ] as const;
    },
    get payments() {
      return diapason.payments;
    },
    pay: (fqdn, amountCents) => {
      diapason.type(fqdn);
      return diapason.pay(amountCents);
    },
  };
}

const AMOUNT = /^(?<euros>\d{1,6})(?:[.,](?<cents>\d{2}))?$/;

function inEuros(cents: number): string {
  return `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')} €`;
}

function row({ at, amountCents, answer }: DonePayment) {
  const result = answer.accepted
    ? html`<td class="ok">accepté / accepted (${answer.authorisation ?? ''})</td>`
    : html`<td class="no">${answer.refusal?.fr ?? ''}<br>${answer.refusal?.en ?? ''}</td>`;
  return html`<tr><td>${at.toISOString()}</td><td>${inEuros(amountCents)}</td>${result}</tr>`;
}

function page({ fqdn, installed, payments }: DiapasonPage, fault = '') {
  return servicePage(
    'Diapason',
    html`<h1>Diapason (simulation)</h1>
<p class="note">TPE → GAP → PSP, en TLS 1.2 avec les deux certificats. Le message de paiement est inventé : le vrai n'est pas public.
/ The payment message is invented: the real one is not public.</p>
<table>${installed.map(([what, state]) => html`<tr><td>${what}</td><td>${state}</td></tr>`)}</table>
<h2>TPE</h2>
<form method="post" action="/pay">
<label>FQDN du serveur GAP <input name="fqdn" value="${fqdn}" size="40" maxlength="253"></label>
<label>Montant / amount (€) <input name="amount" value="12,50" size="10" maxlength="10" inputmode="decimal"></label>
<button>Payer / pay</button></form>
${fault === '' ? '' : html`<p class="no" role="alert">${fault}</p>`}
<h2>Paiements / payments</h2>
<table>${[...payments].reverse().map(row)}</table>`,
  );
}

export function diapasonApp(model: DiapasonPage): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(ownHosts(), STILL_PAGE, OWN_FORMS);
  app.get('/', (c) => c.html(page(model)));
  app.post('/pay', limitedBody(4096), async (c) => {
    const { fqdn, amount } = await c.req.parseBody();
    const parts = AMOUNT.exec(String(amount).trim())?.groups;
    const cents = parts === undefined ? 0 : Number(parts.euros) * 100 + Number(parts.cents ?? 0);
    if (cents === 0)
      return c.html(page(model, 'Montant : attendu 12,50 par exemple. / Amount: expected 12,50 for example.'), 400);
    if (typeof fqdn !== 'string' || fqdn.trim() === '')
      return c.html(
        page(model, 'FQDN : attendu, le nom du serveur GAP. / FQDN: expected, the name of the server.'),
        400,
      );
    await model.pay(fqdn.trim(), cents);
    return c.redirect('/', 303);
  });
  app.notFound((c) => c.text('404: the page is at / — la page est à /\n', 404));
  return app;
}
