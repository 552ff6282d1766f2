/** Nothing that a page shows may load or run anything: whoever made the answer, and whatever it says of that itself. */
import test from 'ava';
import { Hono } from 'hono';
import { STILL_PAGE } from '../../../../simulator/services/listening/own-hosts.ts';

const app = new Hono();
app.use(STILL_PAGE);
app.get('/page', (c) => c.html('<p>x</p>'));
app.get('/kept', (c) => c.text('x', 200, { 'cache-control': 'max-age=60' }));
app.get('/bare', () => new Response('x'));
app.get('/failed', () => {
  throw new Error('on purpose');
});
app.onError((_, c) => c.text('x', 500));

for (const path of ['/page', '/kept', '/bare', '/failed', '/nowhere'])
  test(path, async (t) => {
    const { headers } = await app.request(path);
    t.is(headers.get('cache-control'), 'no-store');
    t.is(headers.get('x-content-type-options'), 'nosniff');
    t.regex(headers.get('content-security-policy') ?? '', /^default-src 'none';/);
  });
