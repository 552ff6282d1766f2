/** The secure pages: the table of the card, the same in JSON, and both certificates. */
import type { TLSSocket } from 'node:tls';
import { type Context, Hono } from 'hono';
import { LANGUAGES, type Language, type Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import { ownHosts, STILL_PAGE } from '../listening/own-hosts.ts';
import type { HttpBindings } from '../listening/web.ts';
import { SITE_HOSTS } from './hosts.ts';
import { cardPage, entrancePage, refusedPage } from './page.ts';
import type { TestSslSettings } from './settings.ts';
import { tableOf } from './table.ts';
import type { Verdict } from './verdict.ts';
import type { Visitor, Visitors } from './visitors.ts';
import { wordsIn } from './words.ts';

type Env = { Bindings: HttpBindings };
type SiteContext = Context<Env>;

/** What a server can keep of a body until the certificate is there. Source: reference/pitfalls.md B4. */
const LARGEST_KEPT = 131_072;
const LARGEST_BODY = 1_048_576;

/** A visit, as the log has it. */
export interface Visit {
  readonly path: string;
  readonly handshake: Visitor['handshake'] | 'proxied';
  readonly verdict: Verdict;
}

export interface SiteOptions {
  readonly settings: TestSslSettings;
  readonly visitors: Visitors;
  readonly visited: (visit: Visit) => void;
}

export function languageOf(c: Context): Language {
  const asked = LANGUAGES.find((one) => one === c.req.query('lang'));
  return asked ?? (/^\s*en/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'fr');
}

/** 421 where the server is not the one that was asked for. */
function statusOf({ broken }: Verdict) {
  if (broken.length === 0) return 200;
  return broken[0]?.rule === 'serverName' ? 421 : 403;
}

export function answerCard(c: Context, { path, handshake, verdict }: Visit): Response | Promise<Response> {
  const status = statusOf(verdict);
  if (!path.endsWith('.json')) return c.html(cardPage(verdict, { language: languageOf(c), path, handshake }), status);
  const { standing, broken } = verdict;
  const rules = broken.map(({ layer, rule, text }) => ({ layer, rule, ...text }));
  const table = standing && { person: standing.person, ...tableOf(standing) };
  return c.json({ verification: status === 200 ? 'SUCCESS' : 'FAILED', handshake, ...table, broken: rules }, status);
}

function socketOf(c: SiteContext): TLSSocket {
  return c.env.incoming.socket as TLSSocket;
}

function tooLong(c: SiteContext, late: boolean): Response | Promise<Response> {
  const limit = late ? LARGEST_KEPT : LARGEST_BODY;
  const text: Text = late
    ? {
        en: `HTTP: more than ${limit} bytes were sent before the certificate: open the page first`,
        fr: `HTTP : plus de ${limit} octets envoyés avant le certificat : ouvrez d'abord la page`,
      }
    : { en: `HTTP: more than ${limit} bytes were sent`, fr: `HTTP : plus de ${limit} octets envoyés` };
  if (c.req.path.endsWith('.json')) {
    const rules = [{ layer: 'HTTP', rule: 'bodyTooLong', ...text }];
    return c.json({ verification: 'FAILED', broken: rules }, 413);
  }
  return c.html(refusedPage([text], { language: languageOf(c), path: '/' }), 413);
}

async function card(c: SiteContext, { settings, visitors, visited }: SiteOptions): Promise<Response> {
  const socket = socketOf(c);
  if (settings.certificate === 'path') await visitors.askAgain(socket);
  const { handshake, ...verdict } = visitors.of(socket);
  const visit = { path: c.req.path, handshake, verdict };
  visited(visit);
  return answerCard(c, visit);
}

/** A body is thrown away: a form that asks for the certificate in its midst. */
async function posted(c: SiteContext, options: SiteOptions): Promise<Response> {
  const late = options.settings.certificate === 'path' && socketOf(c).getPeerX509Certificate() === undefined;
  let length = 0;
  for await (const part of c.req.raw.body ?? []) {
    length += part.length;
    if (length > (late ? LARGEST_KEPT : LARGEST_BODY)) {
      c.header('connection', 'close');
      return tooLong(c, late);
    }
  }
  return card(c, options);
}

/** A certificate of the chain, 0 for the holder's own. */
async function file(c: SiteContext, { settings, visitors }: SiteOptions, place: number): Promise<Response> {
  if (settings.certificate === 'path') await visitors.askAgain(socketOf(c));
  const bytes = visitors.of(socketOf(c)).standing?.chain[place];
  if (bytes === undefined) return missing(c);
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, { 'content-type': 'application/pkix-cert' });
}

function missing(c: Context): Response | Promise<Response> {
  const language = languageOf(c);
  const text = { en: wordsIn('en').missing, fr: wordsIn('fr').missing };
  return c.html(refusedPage([text], { language, path: '/' }), 404);
}

/** Of an address that somebody mistyped at length. */
const LONGEST_SHOWN = 200;

/** What was asked for, and what there is in its place. @param more said of what might be looked for there */
export function nothingAt(c: Context, there: readonly string[], more?: Text): Response | Promise<Response> {
  const { path } = c.req;
  const shown = terminalText(path.length > LONGEST_SHOWN ? `${path.slice(0, LONGEST_SHOWN)}...` : path);
  const text: Text = {
    en: `HTTP: nothing is at ${shown}; there is ${there.join(', ')}${more ? `; ${more.en}` : ''}`,
    fr: `HTTP : rien n'est à ${shown} ; il y a ${there.join(', ')}${more ? ` ; ${more.fr}` : ''}`,
  };
  if (path.endsWith('.json'))
    return c.json({ verification: 'FAILED', broken: [{ layer: 'HTTP', rule: 'notFound', ...text }] }, 404);
  return c.html(refusedPage([text], { language: languageOf(c), path: '/' }), 404);
}

/** By their places in the chain. */
const CERTIFICATES = ['/certificat-authentification.cer', '/certificat-autorite.cer'];
const CARD_PAGES = ['/', '/carte', '/carte.json'];

export function siteApp(options: SiteOptions): Hono<Env> {
  const { settings } = options;
  const app = new Hono<Env>();
  app.use(ownHosts(...SITE_HOSTS.map(({ host }) => host)), STILL_PAGE);
  if (!settings.keepAlive)
    app.use(async (c, next) => {
      await next();
      c.header('connection', 'close');
    });
  if (settings.certificate === 'path')
    app.get('/', (c) => c.html(entrancePage('/carte', { language: languageOf(c), path: '/' })));
  for (const path of CARD_PAGES) app.get(path, (c) => card(c, options));
  for (const path of ['/carte', '/carte.json']) app.post(path, (c) => posted(c, options));
  for (const [place, path] of CERTIFICATES.entries()) app.get(path, (c) => file(c, options, place));
  app.notFound((c) => nothingAt(c, [...CARD_PAGES, ...CERTIFICATES]));
  return app;
}
