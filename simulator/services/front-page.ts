/** The page that lists what runs, and from which a person resets or stops it. */
import { Hono, type MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { LOOPBACK } from '#common/loopback.ts';
import type { HealthServices } from './health-services.ts';
import { foreignForm, ownHosts, STILL_PAGE } from './listening/own-hosts.ts';
import { servicePage } from './listening/page.ts';
import { type HttpBindings, serveWeb } from './listening/web.ts';
import type { Service, ServiceAddress } from './service.ts';

export interface FrontPage {
  readonly address: ServiceAddress;
  /** Resolves when somebody stops everything from the page. */
  readonly stopped: Promise<void>;
  close(): Promise<void>;
}

/** Addresses that a browser opens. */
const IN_BROWSER = /^https?:/;

/** Pages of others may send forms here, and browsers say of whom they are. */
const OWN_ORIGIN: MiddlewareHandler = async (c, next) => {
  const origin = c.req.header('origin');
  if (c.req.method === 'GET' || origin === undefined || origin === `http://${c.req.header('host')}`) return next();
  return foreignForm(c);
};

function row({ title }: Service, { what, url }: ServiceAddress) {
  const shown = IN_BROWSER.test(url) ? html`<a href="${url}">${url}</a>` : url;
  return html`<tr><td>${title.fr} / ${title.en}</td><td>${what.fr} / ${what.en}</td><td>${shown}</td></tr>`;
}

function page(services: HealthServices, done = '') {
  const rows = services.all.flatMap((service) => service.addresses.map((address) => row(service, address)));
  return servicePage(
    'les services',
    html`<h1>Services autour de la carte (simulation)</h1>
<p class="warning">Ces autorités sont fausses : n'importe qui a leurs clés privées. Ne mettez jamais leurs certificats dans un
magasin qui sert. / These authorities are not real: anybody has their private keys. Never put their certificates into a store
that is used.</p>
<table>${rows}</table>
<p><form class="inline" method="post" action="/reset"><button>Tout remettre à zéro / Reset</button></form>
<form class="inline" method="post" action="/stop"><button>Arrêter / Stop</button></form> ${done}</p>`,
  );
}

/** @throws ServiceError `port` */
export async function openFrontPage(services: HealthServices, port?: number): Promise<FrontPage> {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(ownHosts(), STILL_PAGE, OWN_ORIGIN);
  app.get('/', (c) => c.html(page(services)));
  app.post('/reset', async (c) => {
    await services.reset();
    return c.html(page(services, 'Fait. / Done.'));
  });
  app.post('/stop', (c) => {
    // The answer leaves before the servers do.
    c.env.outgoing.once('close', stop);
    return c.html(servicePage('les services', html`Arrêté. / Stopped.`));
  });
  app.notFound((c) => c.text('404: the list is at / — la liste est à /\n', 404));
  const listening = await serveWeb(app, { port });
  const what = { en: 'list of the services, reset, stop', fr: 'liste des services, remise à zéro, arrêt' };
  return { address: { what, url: `http://${LOOPBACK}:${listening.port}/` }, stopped, close: () => listening.close() };
}
