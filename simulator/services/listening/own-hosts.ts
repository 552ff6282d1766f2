/**
 * Pages with somebody's data answer to the names of this machine alone: a page of the Internet whose name was made to mean
 * 127.0.0.1 (DNS rebinding) is a stranger, though the browser takes it for the owner.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';

const LOCAL = /^(?:127\.0\.0\.1|localhost|[a-z0-9.-]+\.localhost)$/;

function hostIn(header: string): string {
  return header.toLowerCase().replace(/:\d*$/, '');
}

/** Whether a `Host` header names this machine. */
export function isOwnHost(header: string): boolean {
  return LOCAL.test(hostIn(header));
}

/** @param names that a resolver of one's own leads here, such as those of the documents */
export function ownHosts(...names: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const header = c.req.header('host') ?? '';
    if (isOwnHost(header) || names.includes(hostIn(header))) return next();
    return c.text(
      "421: this page answers to 127.0.0.1 and localhost / cette page ne répond qu'à 127.0.0.1 et localhost\n",
      421,
    );
  };
}

/** Pages of others may send forms here, and browsers say of whom they are. */
export function foreignForm(c: Context): Response {
  return c.text("403: sent by a page of another place / envoyé par une page d'ailleurs\n", 403);
}

const checked = csrf();

/** Forms of its own page alone. */
export const OWN_FORMS: MiddlewareHandler = async (c, next) => {
  let isOwn = false;
  const further = () => {
    isOwn = true;
    return next();
  };
  try {
    return await checked(c, further);
  } catch (error) {
    if (isOwn) throw error;
    return foreignForm(c);
  }
};

const STILL: readonly (readonly [name: string, value: string])[] = [
  [
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  ],
  ['x-content-type-options', 'nosniff'],
  ['cache-control', 'no-store'],
];

/** Nothing that a page shows may load or run anything. */
export const STILL_PAGE: MiddlewareHandler = async (c, next) => {
  for (const [name, value] of STILL) c.header(name, value);
  await next();
  // An answer that is there already is made anew for each header: only where it was made without them.
  for (const [name, value] of STILL) if (c.res.headers.get(name) !== value) c.header(name, value);
};
