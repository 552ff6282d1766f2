/** Requests whose body is no longer than that. */
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** Of a page in both languages. */
function tooLong(c: Context, maxSize: number): Response {
  return c.text(
    `413: what was sent is too long, expected at most ${maxSize} bytes / envoi trop long, attendu : ${maxSize} octets au plus\n`,
    413,
  );
}

/** hono 4.13 makes a new request of one that says nothing of a body, and @hono/node-server 2.1 cannot: such a one passes. */
export function limitedBody(
  maxSize: number,
  onError: (c: Context) => Response | Promise<Response> = (c) => tooLong(c, maxSize),
): MiddlewareHandler {
  const refuse = (c: Context) => {
    // Nobody reads the rest: the next request comes by another connection.
    c.header('connection', 'close');
    return onError(c);
  };
  const limit = bodyLimit({ maxSize, onError: refuse });
  return (c, next) => (hasBody(c) ? limit(c, next) : next());
}

function hasBody({ req }: Context): boolean {
  return req.header('content-length') !== undefined || req.header('transfer-encoding') !== undefined;
}
