/** The page that lists the services, and resets or stops them. */
import test, { type ExecutionContext } from 'ava';
import { openFrontPage } from '../../../simulator/services/index.ts';
import { started } from './started.ts';
import { type Asking, asked, portOf } from './web-client.ts';

async function pageOf(t: ExecutionContext) {
  const { services } = await started(t, 'mailbox');
  const page = await openFrontPage(services);
  t.teardown(() => page.close());
  const port = portOf(page.address.url);
  const get = (path: string, asking: Asking = {}) => asked(port, path, { host: `127.0.0.1:${port}`, ...asking });
  return { services, page, port, get };
}

const MAIL = { from: 'a@simulation.invalid', to: 'b@simulation.invalid', subject: 'un' };

test('every address is on it, links where a browser goes, and the warning', async (t) => {
  const { services, get } = await pageOf(t);
  const text = (await get('/')).body.toString();
  for (const { addresses } of services.all)
    for (const { url } of addresses) {
      t.true(text.includes(url));
      t.is(text.includes(`<a href="${url}">`), url.startsWith('http'));
    }
  t.regex(text, /Never put their certificates into a store/);
});

test('reset from the page: the mails are gone, twice at once too', async (t) => {
  const { services, get, port } = await pageOf(t);
  await services.mailbox.post(MAIL);
  const headers = { origin: `http://127.0.0.1:${port}` };
  const answers = await Promise.all([1, 2].map(() => get('/reset', { method: 'POST', headers })));
  t.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  t.deepEqual(services.mailbox.mails(), []);
});

for (const origin of ['http://attaquant.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1'])
  test(`a form of ${origin} resets and stops nothing`, async (t) => {
    const { services, get } = await pageOf(t);
    await services.mailbox.post(MAIL);
    for (const path of ['/reset', '/stop'])
      t.is((await get(path, { method: 'POST', headers: { origin } })).status, 403);
    t.is(services.mailbox.mails().length, 1);
    t.is((await get('/')).status, 200);
  });

test('no link resets or stops; foreign names are refused', async (t) => {
  const { get } = await pageOf(t);
  for (const path of ['/reset', '/stop', '/x']) t.is((await get(path)).status, 404, path);
  for (const method of ['GET', 'POST']) t.is((await get('/reset', { method, host: 'attaquant.example' })).status, 421);
});

test('stop from the page: the answer comes first', async (t) => {
  const { page, get } = await pageOf(t);
  t.regex((await get('/stop', { method: 'POST' })).body.toString(), /Stopped/);
  await t.notThrowsAsync(page.stopped);
});

test('its port is taken: that sentence', async (t) => {
  const { services, port } = await pageOf(t);
  await t.throwsAsync(openFrontPage(services, port), { code: 'ERR_SERVICE', message: /another program listens/ });
});
