/** The page over HTTP on loopback: who comes in, with which limits, and to which page. */
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { equalSecrets } from '#common/equal-secrets.ts';
import type { Language, Text } from '#common/language.ts';
import { CleoError } from '../../../../driver/cleo/index.ts';
import { formPages, isForeign } from '../../../../simulator/services/listening/form-pages.ts';
import { limitedBody } from '../../../../simulator/services/listening/limited-body.ts';
import { ownHosts } from '../../../../simulator/services/listening/own-hosts.ts';
import { answerPages } from './answer-pages.ts';
import { type CleoApp, type CleoContext, type CleoEnv, words } from './context.ts';
import type { Desk } from './desk.ts';
import { filePages } from './file-pages.ts';
import { newToken } from './forms.ts';
import { page, refusal, STYLE } from './frame.ts';
import { homePages } from './home-pages.ts';
import { isForeseen, refusalOf } from './refusals.ts';
import { stepPages } from './step-pages.ts';
import { wizardPages } from './wizard-pages.ts';

/** Bytes; an answer, whose file is far smaller, and the fields beside it. */
const LARGEST_BODY = 1_100_000;

export interface AppOptions {
  readonly desk: Desk;
  /** Unguessable: whoever has the address with it comes in. Other users of this machine reach the port too. */
  readonly key: string;
  /** When the browser asks for none of ours. */
  readonly language: Language;
}

function refused(c: CleoContext, status: 403 | 404 | 413 | 500, error: unknown): Response | Promise<Response> {
  const said = words(c);
  const back = html`<p><a class="button second" href="/">${said.back}</a></p>`;
  return c.html(page(c, { title: said.refused }, html`${refusal(c, refusalOf(error))}${back}`), status);
}

function wrong(text: Text): CleoError {
  return new CleoError('absent', text);
}

const STRANGER: Text = {
  en: 'this page is for whoever started it: open the whole address that cps-sim cleo page printed',
  fr: "cette page est à qui l'a démarrée : ouvrez l'adresse entière que cps-sim cleo page a donnée",
};
const FOREIGN: Text = {
  en: 'the form comes from another site: nothing was done',
  fr: "le formulaire vient d'un autre site : rien n'a été fait",
};
const OLD_FORM: Text = {
  en: 'the form is none that this page gave, or it is too old: nothing was done; open the page again',
  fr: "ce formulaire n'est pas de cette page, ou il est trop vieux : rien n'a été fait ; ouvrez à nouveau la page",
};
const TOO_LONG: Text = {
  en: `what was sent is longer than ${LARGEST_BODY} bytes: an answer is shorter`,
  fr: `ce qui a été envoyé dépasse ${LARGEST_BODY} octets : une réponse est plus courte`,
};
const NOTHING: Text = { en: 'nothing is at this address', fr: "rien n'est à cette adresse" };

/** Cookies know no port: its name does. */
function sessionCookie({ env }: CleoContext): string {
  return `cleo-${env.incoming.socket.localPort}`;
}

function limits(app: CleoApp, language: Language): void {
  app.use(formPages(language, { sameSite: 'Strict' }));
  app.use(ownHosts());
  app.use(limitedBody(LARGEST_BODY, (c) => refused(c as CleoContext, 413, wrong(TOO_LONG))));
}

function door(app: CleoApp, key: string): void {
  const session = newToken();
  app.get('/entrer/:key', (c) => {
    if (!equalSecrets(c.req.param('key'), key)) return refused(c, 403, wrong(STRANGER));
    setCookie(c, sessionCookie(c), session, { path: '/', httpOnly: true, sameSite: 'Strict' });
    return c.redirect('/', 303);
  });
  app.use(async (c, next) => {
    if (!equalSecrets(getCookie(c, sessionCookie(c)) ?? '', session)) return refused(c, 403, wrong(STRANGER));
    if (c.req.method !== 'GET' && isForeign(c)) return refused(c, 403, wrong(FOREIGN));
    await next();
    return undefined;
  });
}

export function cleoApp({ desk, key, language }: AppOptions): CleoApp {
  const app: CleoApp = new Hono<CleoEnv>();
  app.onError((error, c) => {
    desk.options.failed(error);
    return refused(c, isForeseen(error) ? 404 : 500, error);
  });
  limits(app, language);
  app.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css' }));
  door(app, key);
  app.get('/formulaire-inconnu', (c) => refused(c, 403, wrong(OLD_FORM)));
  homePages(app, desk);
  stepPages(app, desk);
  answerPages(app, desk);
  filePages(app, desk);
  wizardPages(app, desk);
  app.notFound((c) => refused(c, 404, wrong(NOTHING)));
  return app;
}
