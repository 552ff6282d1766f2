/** The first page, where a card opens a session, and the guard before all others. */
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { otherSite } from '../door.ts';
import { fullName } from '../holder.ts';
import { ENTRANCE } from '../hosts.ts';
import { PortalError } from '../portal-error.ts';
import type { PortalApp, PortalContext, WebOptions } from './context.ts';
import { once } from './once.ts';
import { page, TABS } from './page.ts';
import { wordsIn } from './words.ts';

const COOKIE = '__Host-session';
const COOKIE_OPTIONS = { path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

/** Pages, so that a link of a mail leads there once one has entered; nowhere else. */
const INSIDE = /^\/(?:demander|retirer|suivre|revoquer)(?:\/\d{1,9}(?:\/renouveler)?)?$/;

function setSession(c: PortalContext, id: string, age?: number): void {
  setCookie(c, COOKIE, id, { ...COOKIE_OPTIONS, ...(age !== undefined && { maxAge: age }) });
}

/** The session of the cookie, if it is of this card. @throws PortalError `session`; the cookie is taken away then */
function find(c: PortalContext, { sessions }: WebOptions) {
  try {
    return sessions.find(getCookie(c, COOKIE) ?? '', c.get('fingerprint'));
  } catch (error) {
    setSession(c, '', 0);
    throw error;
  }
}

/** The session of the cookie, or none; another card opens one of its own. */
function findOwn(c: PortalContext, { sessions }: WebOptions) {
  try {
    return sessions.find(getCookie(c, COOKIE) ?? '', c.get('fingerprint'));
  } catch (error) {
    if (error instanceof PortalError) return undefined;
    throw error;
  }
}

function firstPage(c: PortalContext, loggedOut: boolean) {
  const words = wordsIn(c.get('language'));
  const holder = c.get('holder');
  const next = c.req.query('suite') ?? '';
  const body = html`${loggedOut ? html`<p class="note" role="status">${words.loggedOut}</p>` : ''}
<div class="card"><p>${words.cardOf} <strong>${fullName(holder)}</strong> (${holder.nationalId}), ${holder.profession}.</p>
<form method="post" action="/connexion"><input type="hidden" name="suite" value="${next}"><button>${words.logIn}</button></form></div>`;
  return page(c, { title: words.title }, body);
}

async function guard(c: PortalContext, options: WebOptions, next: () => Promise<void>): Promise<Response | undefined> {
  const session = find(c, options);
  if (session === undefined) return c.redirect(`/?suite=${encodeURIComponent(c.req.path)}`, 303);
  c.set('session', session);
  if (c.req.method !== 'POST') {
    await next();
    return undefined;
  }
  const form = await formOf(c);
  if (form.jeton !== session.token) throw otherSite();
  return once(c, form, next);
}

/** The fields of a form. @throws PortalError `request` */
export async function formOf(c: PortalContext): Promise<Readonly<Record<string, string | File | undefined>>> {
  try {
    return (await c.req.parseBody()) as Record<string, string | File>;
  } catch (cause) {
    if (cause instanceof PortalError) throw cause;
    throw new PortalError(
      'request',
      { en: 'what was sent is no form', fr: "ce qui a été envoyé n'est pas un formulaire" },
      { cause },
    );
  }
}

/** A field that is text; empty when it is not there. */
export function textField(form: Readonly<Record<string, string | File | undefined>>, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : '';
}

export function entrance(app: PortalApp, options: WebOptions): void {
  app.get('/', (c) => {
    const session = find(c, options);
    return session === undefined ? c.html(firstPage(c, false)) : c.redirect('/demander', 303);
  });
  app.get(ENTRANCE, (c) => c.redirect('/', 303));
  app.post('/connexion', async (c) => {
    // Another tab may have entered: its forms go on.
    const session = findOwn(c, options) ?? options.sessions.open(c.get('fingerprint'));
    setSession(c, session.id);
    const next = textField(await formOf(c), 'suite');
    return c.redirect(INSIDE.test(next) ? next : '/demander', 303);
  });
  app.post(
    '/deconnexion',
    (c, next) => guard(c, options, next),
    (c) => {
      options.sessions.close(c.get('session').id);
      setSession(c, '', 0);
      return c.redirect('/deconnecte', 303);
    },
  );
  app.get('/deconnecte', (c) => c.html(firstPage(c, true)));
  for (const [, path] of [...TABS, ['', '/telecharger']] as const) {
    // Of the path itself as well: for hono `/x/*` is `/x` too.
    app.use(`${path}/*`, (c, next) => guard(c, options, next));
  }
}
