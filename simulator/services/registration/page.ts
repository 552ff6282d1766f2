/** The registration server in a browser: its certificate, the administrative files, what became of each request. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { ArgumentError } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CARD_TYPES } from '../../people/card-kinds.ts';
import { limitedBody } from '../listening/limited-body.ts';
import { OWN_FORMS, ownHosts, STILL_PAGE } from '../listening/own-hosts.ts';
import { servicePage } from '../listening/page.ts';
import type { HttpBindings } from '../listening/web.ts';
import { ServiceError } from '../service-error.ts';
import type { AdministrativeFile } from './administrative-files.ts';
import type { RegistrationDecision } from './decision.ts';
import { REGISTRATION_RULES } from './rules.ts';

export interface RegistrationPage {
  readonly address: string;
  readonly certificate: Bytes;
  /** Where requests are sent, where answers are read, and where the directory is asked. */
  readonly mail: { readonly smtpPort: number; readonly mailbox: string; readonly ldapPort: number };
  files(): readonly AdministrativeFile[];
  decisions(): readonly RegistrationDecision[];
  accept(file: AdministrativeFile): Promise<void>;
}

const LARGEST_FORM = 8192;

function fileRow({ kind, server, structure, administrators }: AdministrativeFile) {
  return html`<tr><td>${kind}</td><td>${server}</td><td>${structure.name} (${structure.nationalId})</td><td>${administrators.join(', ')}</td></tr>`;
}

function decisionRow({ number, receivedAt, from, asked, outcome }: RegistrationDecision) {
  const why = outcome === 'granted' ? 'accordée / granted' : `${outcome} : ${REGISTRATION_RULES[outcome].fr}`;
  return html`<tr><td>${number}</td><td>${receivedAt.toISOString()}</td><td>${from}</td><td>${asked?.server ?? ''}</td><td>${why}</td></tr>`;
}

const FIELDS: readonly (readonly [name: string, label: string, example: string])[] = [
  ['server', 'Serveur (FQDN ou adresse e-mail) / server', 'serveur.pharmacie.invalid'],
  ['structureName', 'Structure : raison sociale / name', 'PHARMACIE DE SIMULATION9002'],
  ['structureId', 'Structure : identification nationale / national identification', '10B9990021'],
  ['department', 'Département', 'Rhône (69)'],
  ['administrator', "Administrateur (IdNat_PS de sa carte) / administrator's IdNat_PS", '899909990002'],
  ['notify', 'Prévenir / notify', 'responsable@pharmacie.invalid'],
];

function page(model: RegistrationPage, fault = '') {
  return servicePage(
    "serveur d'inscription",
    html`<h1>Serveur d'inscription (simulation)</h1>
<p class="note">Demandes / requests: <b>${model.address}</b>, chiffrées pour / encrypted for <a href="/inscription.cer">inscription.cer</a>.
<a href="${model.mail.mailbox}">Boîte aux lettres / mailbox</a></p>
<h2>Dossiers administratifs / administrative files</h2>
<table>${model.files().map(fileRow)}</table>
<form method="post" action="/files">
<label>SSL ou S/MIME <select name="kind"><option value="ssl">SSL</option><option value="smime">S/MIME</option></select></label>
<label>Carte du responsable légal / card of the legal responsible <select name="responsible">${CARD_TYPES.map((type) => html`<option${type === 'CDE' ? ' selected' : ''}>${type}</option>`)}</select></label>
${FIELDS.map(([name, label, example]) => html`<label>${label} <input name="${name}" value="${example}" size="40" maxlength="200"></label>`)}
<button>Accepter le dossier / accept the file</button></form>
${fault === '' ? '' : html`<p class="no" role="alert">${fault}</p>`}
<h2>Demandes / requests</h2>
<table>${[...model.decisions()].reverse().map(decisionRow)}</table>`,
  );
}

function fileOf(form: Readonly<Record<string, unknown>>): AdministrativeFile {
  const said = (name: string) => (typeof form[name] === 'string' ? form[name].trim() : '');
  return {
    kind: said('kind') === 'smime' ? 'smime' : 'ssl',
    server: said('server'),
    structure: { name: said('structureName'), nationalId: said('structureId'), department: said('department') },
    responsible: CARD_TYPES.find((type) => type === said('responsible')),
    administrators: [said('administrator')],
    notify: said('notify'),
  };
}

export function registrationApp(model: RegistrationPage): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(ownHosts(), STILL_PAGE, OWN_FORMS);
  app.get('/', (c) => c.html(page(model)));
  app.get('/inscription.cer', (c) => {
    return c.body(new Uint8Array(model.certificate), 200, { 'content-type': 'application/pkix-cert' });
  });
  app.get('/service.json', (c) => {
    const { address, certificate, mail } = model;
    return c.json({ address, certificate: Buffer.from(certificate).toString('base64'), ...mail });
  });
  app.post('/files', limitedBody(LARGEST_FORM), async (c) => {
    try {
      await model.accept(fileOf(await c.req.parseBody()));
    } catch (error) {
      if (error instanceof ArgumentError) return c.html(page(model, error.why), 400);
      if (!(error instanceof ServiceError)) throw error;
      return c.html(page(model, `${error.messageIn('fr')} / ${error.messageIn('en')}`), 400);
    }
    return c.redirect('/', 303);
  });
  app.notFound((c) => c.text('404: the page is at / — la page est à /\n', 404));
  return app;
}
