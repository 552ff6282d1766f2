/**
 * Who comes in: programs of this machine that have the token, and the page that this door itself has given. A page of the
 * Internet has no token; and were it given one, its browser says whose page it is.
 *
 * Source: Fetch Metadata Request Headers (W3C), 2; RFC 9110, 7.4, 15.5.20; RFC 6750, 2.1.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Text } from '#common/language.ts';
import { isOwnHost } from '../../simulator/services/listening/own-hosts.ts';
import { DoorError } from './door-error.ts';

const TOKEN_BYTES = 32;
/** Of each answer. */
export const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;
const OWN_SITES = ['same-origin', 'none'];

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

function same(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(one, other);
}

function requireOwnHost(c: Context): void {
  if (isOwnHost(c.req.header('host') ?? '')) return;
  throw new DoorError('host', {
    en: 'this door answers to 127.0.0.1 and localhost: ask it by one of these names',
    fr: "cette porte ne répond qu'à 127.0.0.1 et localhost : demandez-la par l'un de ces noms",
  });
}

const INSTEAD: Text = {
  en: "open the address that 'cps-sim console' prints, or ask from a program that is no browser",
  fr: "ouvrez l'adresse que donne « cps-sim console », ou demandez depuis un programme qui n'est pas un navigateur",
};

function requireOwnOrigin(c: Context): void {
  const origin = c.req.header('origin');
  if (origin === undefined || origin === `http://${c.req.header('host')}`) return;
  throw new DoorError('origin', {
    en: `the request comes from a page of another origin, and only the page of this door may send any: ${INSTEAD.en}`,
    fr: `la requête vient d'une page d'une autre origine, et seule la page de cette porte peut en envoyer : ${INSTEAD.fr}`,
  });
}

function requireOwnSite(c: Context): void {
  const site = c.req.header('sec-fetch-site');
  if (site === undefined || OWN_SITES.includes(site)) return;
  throw new DoorError('site', {
    en: `the request comes from a page of another site, and only the page of this door may send any: ${INSTEAD.en}`,
    fr: `la requête vient d'une page d'un autre site, et seule la page de cette porte peut en envoyer : ${INSTEAD.fr}`,
  });
}

/** Of all that is asked of the door, whoever asks. */
export const OWN_MACHINE: MiddlewareHandler = async (c, next) => {
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  requireOwnHost(c);
  requireOwnOrigin(c);
  requireOwnSite(c);
  await next();
};

/** Of what only who has the token may ask. */
export function withToken(token: string): MiddlewareHandler {
  return async (c, next) => {
    const [scheme = '', given = ''] = (c.req.header('authorization') ?? '').split(' ');
    if (scheme.toLowerCase() === 'bearer' && same(given, token)) return next();
    c.header('www-authenticate', 'Bearer');
    throw new DoorError('token', {
      en: "expected a header Authorization with Bearer and the token of this door: the variable CPS_SIM_TOKEN, or the file that 'cps-sim hand serve' names",
      fr: 'attendu : un en-tête Authorization avec Bearer et le jeton de cette porte : la variable CPS_SIM_TOKEN, ou le fichier que donne « cps-sim hand serve »',
    });
  };
}
