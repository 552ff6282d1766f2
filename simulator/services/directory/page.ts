/** The page of the directory: what it publishes, for people. */
import { html } from 'hono/html';
import { servicePage } from '../listening/page.ts';
import type { ServiceContext } from '../service.ts';
import type { Publications } from './publications.ts';

export interface DirectoryPageOptions extends ServiceContext {
  readonly publications: Publications;
}

const WHAT = {
  certificate: 'certificat / certificate',
  crl: 'liste de révocation / revocation list',
  deltaCrl: 'liste delta / delta list',
} as const;

function row(authority: string, what: keyof typeof WHAT, url: string) {
  const { protocol, pathname } = new URL(url);
  const link = protocol === 'http:' ? html`<a href="${pathname}">${decodeURIComponent(pathname)}</a>` : html`${url}`;
  return html`<tr><td>${authority}</td><td>${WHAT[what]}</td><td>${link}</td></tr>`;
}

export function directoryPage({ publications, clock }: DirectoryPageOptions) {
  return servicePage(
    'annuaire des autorités',
    html`<h1>Annuaire des autorités (simulation)</h1>
<p class="warning">Ces autorités sont fausses : leurs clés privées viennent d'une constante publique. Ne mettez jamais ces
certificats dans un magasin qui sert. / These authorities are not real: anybody has their private keys. Never put these
certificates into a store that is used.</p>
<p>${clock.date().toISOString()}</p>
<p><a href="/AC/Chaine_de_certification-IGC-Sante.p7b">Chaine_de_certification-IGC-Sante.p7b</a>,
<a href="/AC%20TEST/Chaine_de_certification-IGC-Sante-TEST.p7b">Chaine_de_certification-IGC-Sante-TEST.p7b</a></p>
<table>${publications.points.map(({ authority, what, url }) => row(authority, what, url))}</table>`,
  );
}
