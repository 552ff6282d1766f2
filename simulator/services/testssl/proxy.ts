/**
 * The page over HTTP: a link to the secure one, or, as behind a proxy that ends TLS, the card whose certificate a header has.
 *
 * Source: reference/pitfalls.md B12; the names of the headers: simulation.
 */
import { randomBytes, X509Certificate } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { equalSecrets } from '#common/equal-secrets.ts';
import type { Text } from '#common/language.ts';
import { ownHosts, STILL_PAGE } from '../listening/own-hosts.ts';
import { answerCard, languageOf, nothingAt, type Visit } from './app.ts';
import { SITE_HOSTS } from './hosts.ts';
import { entrancePage } from './page.ts';
import type { TestSslSettings } from './settings.ts';
import { type Judge, leafOf, siteRule, type Verdict } from './verdict.ts';

/** As PEM in one line with %0A, as nginx's escaped form has it; or as bare base64. */
const CERTIFICATE_HEADER = 'x-ssl-client-cert';
/** What only the proxy knows; clients' own copies of both headers are to be dropped by it. */
const PROXY_HEADER = 'x-proxy-secret';

const PROXY: Text = { en: 'proxy', fr: 'mandataire' };

export interface ProxyOptions {
  readonly settings: TestSslSettings;
  readonly judge: Judge;
  /** Where the secure pages are. */
  readonly secure: string;
  readonly visited: (visit: Visit) => void;
  readonly secret: string;
}

export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

function refused(rule: string, text: Text): Verdict {
  return { standing: undefined, broken: [siteRule('proxy', rule, PROXY, text)] };
}

/** Undefined for what is cut, or no certificate. */
function certificateIn(header: string): X509Certificate | undefined {
  try {
    const text = decodeURIComponent(header.includes('%') ? header : header.replaceAll('+', '%2B'));
    const base64 = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

function verdictOf(c: Context, { settings, judge, secret }: ProxyOptions): Verdict {
  const header = c.req.header(CERTIFICATE_HEADER);
  if (settings.proxy === 'checked' && !equalSecrets(c.req.header(PROXY_HEADER) ?? '', secret))
    return refused('notTheProxy', {
      en: 'the certificate in the header was not put there by the proxy: anybody can write a header',
      fr: "le certificat de l'en-tête n'a pas été mis par le mandataire : n'importe qui peut écrire un en-tête",
    });
  if (header === undefined || header === '')
    return refused('noHeader', {
      en: `the header ${CERTIFICATE_HEADER} is absent: the proxy asks for no certificate, or does not pass it on`,
      fr: `l'en-tête ${CERTIFICATE_HEADER} est absent : le mandataire ne demande pas le certificat, ou ne le transmet pas`,
    });
  const certificate = certificateIn(header);
  if (certificate === undefined)
    return refused('unreadable', {
      en: `the header ${CERTIFICATE_HEADER} is no certificate: cut, or in another form than PEM or base64`,
      fr: `l'en-tête ${CERTIFICATE_HEADER} n'est pas un certificat : coupé, ou sous une autre forme que PEM ou base64`,
    });
  return judge.verdict([leafOf(certificate)]);
}

const CARD_PAGES = ['/carte', '/carte.json'];

function withoutProxy(secure: string): Text {
  return {
    en: `no proxy is set (setting 'proxy'): the card is read at ${secure}`,
    fr: `aucun mandataire n'est réglé (réglage 'proxy') : la carte se lit à ${secure}`,
  };
}

export function httpApp(options: ProxyOptions): Hono {
  const proxied = options.settings.proxy !== 'off';
  const app = new Hono();
  app.use(ownHosts(...SITE_HOSTS.map(({ host }) => host)), STILL_PAGE);
  if (proxied)
    for (const path of CARD_PAGES)
      app.get(path, (c) => {
        const visit = { path, handshake: 'proxied', verdict: verdictOf(c, options) } as const;
        options.visited(visit);
        return answerCard(c, visit);
      });
  app.get('/', (c) => c.html(entrancePage(options.secure, { language: languageOf(c), path: '/' })));
  app.notFound((c) =>
    proxied ? nothingAt(c, ['/', ...CARD_PAGES]) : nothingAt(c, ['/'], withoutProxy(options.secure)),
  );
  return app;
}
