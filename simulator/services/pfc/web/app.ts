/** The portal over HTTPS: who comes in, with which limits, and to which page. */
import { Hono } from 'hono';
import { formPages, isForeign } from '../../listening/form-pages.ts';
import { limitedBody } from '../../listening/limited-body.ts';
import { otherSite } from '../door.ts';
import { PortalError } from '../portal-error.ts';
import { apiApp, problemOf } from './api.ts';
import { assistantScript } from './assistant.ts';
import {
  type PortalApp,
  type PortalContext,
  type PortalEnv,
  shownCertificate,
  statusOf,
  type WebOptions,
} from './context.ts';
import { entrance } from './entrance.ts';
import { followPages } from './follow-pages.ts';
import { orderPages } from './order-pages.ts';
import { refusedPage } from './page.ts';
import { renewPages } from './renew-pages.ts';
import { revokePages } from './revoke-pages.ts';
import { STYLE } from './style.ts';
import { withdrawPages } from './withdraw-pages.ts';

/** Bytes; a request of RSA 8192 in PEM is far below. */
const LARGEST_BODY = 65_536;

/** Others come with bodies that nobody reads. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];

/** In JSON for programs, as a page for people. */
function answerError(error: Error, c: PortalContext): Response | Promise<Response> {
  const status = statusOf(error) ?? 500;
  if (c.req.path.startsWith('/api')) return errorJson(error, c, status);
  return c.html(refusedPage(c, error, status), status);
}

function errorJson(error: Error, c: PortalContext, status: Parameters<typeof refusedPage>[2]): Response {
  const language = c.get('language') ?? 'fr';
  return c.json(problemOf(error, language), status);
}

function limits(app: PortalApp): void {
  app.use(formPages('fr', { secure: true, sameSite: 'Lax' }));
  app.use((c, next) => {
    if (!METHODS.includes(c.req.method)) throw nothingHere();
    return next();
  });
  app.use(limitedBody(LARGEST_BODY, () => tooLong()));
}

function tooLong(): never {
  throw new PortalError('request', {
    en: `what was sent is longer than ${LARGEST_BODY} bytes: a request (CSR) is shorter`,
    fr: `ce qui a été envoyé dépasse ${LARGEST_BODY} octets : une demande (CSR) est plus courte`,
  });
}

function door(app: PortalApp, { admit, refused }: WebOptions): void {
  app.use(async (c, next) => {
    const certificate = shownCertificate(c);
    try {
      c.set('holder', admit(certificate));
    } catch (error) {
      if (error instanceof PortalError) refused(error);
      throw error;
    }
    c.set('fingerprint', certificate?.fingerprint256 ?? '');
    if (c.req.method !== 'GET' && isForeign(c)) throw otherSite();
    await next();
  });
}

export function portalApp(options: WebOptions): PortalApp {
  const app: PortalApp = new Hono<PortalEnv>();
  app.onError(answerError);
  limits(app);
  app.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css' }));
  assistantScript(app);
  door(app, options);
  app.route('/api', apiApp(options));
  entrance(app, options);
  orderPages(app, options);
  withdrawPages(app, options);
  followPages(app, options);
  renewPages(app, options);
  revokePages(app, options);
  app.notFound((c) => answerError(nothingHere(), c));
  return app;
}

function nothingHere(): PortalError {
  return new PortalError('noProduct', { en: 'nothing is at this address', fr: "rien n'est à cette adresse" });
}
