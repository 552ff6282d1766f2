/** Pages with forms that are one person's: the language they speak, what they may load, and whose forms they take. */
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { LANGUAGES, type Language } from '#common/language.ts';

/** What a page may load, and where its forms may go. */
export const CONTENT_SECURITY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY,
  'x-content-type-options': 'nosniff',
  // With no-referrer browsers say Origin: null of our own forms.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const LANGUAGE_COOKIE = 'langue';

/** The one asked for at this address or before, else the browser's first. */
function languageOf(c: Context, usual: Language): Language {
  const asked = c.req.query('lang') ?? getCookie(c, LANGUAGE_COOKIE);
  const known = LANGUAGES.find((one) => one === asked);
  if (known !== undefined) return known;
  const wanted = (c.req.header('accept-language') ?? '').trim().toLowerCase();
  return LANGUAGES.find((one) => wanted.startsWith(one)) ?? usual;
}

/**
 * The headers of such pages, and their `language`, which a cookie keeps once it was asked for.
 * @param usual when the browser asks for none of ours
 * @param kept how browsers keep that cookie
 */
export function formPages(
  usual: Language,
  kept: { readonly secure?: boolean; readonly sameSite: 'Lax' | 'Strict' },
): MiddlewareHandler {
  return async (c, next) => {
    c.set('language', languageOf(c, usual));
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    await next();
    if (c.req.query('lang') === undefined) return;
    setCookie(c, LANGUAGE_COOKIE, c.get('language'), { path: '/', httpOnly: true, ...kept });
  };
}

/** What another site sends, with the person's certificate or cookie, is not what the person wanted. */
export function isForeign(c: Context): boolean {
  const origin = c.req.header('origin');
  if (origin !== undefined) return origin !== new URL(c.req.url).origin;
  return ['cross-site', 'same-site'].includes(c.req.header('sec-fetch-site') ?? '');
}
