/** The portal over HTTPS: who comes in, sessions, forms, and the same in JSON. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { requestPem } from '#formats/request.ts';
import { Pki } from '../../../../simulator/pki/index.ts';
import { HealthServices } from '../../../../simulator/services/index.ts';
import { PERSON, STRUCTURE } from '../../pki/subjects.ts';
import { CardClient, type Credentials, cardOf, credentials, reasonIn, tokenIn } from './card-client.ts';
import { CODE, HOSPITAL, keyOf, PASSWORD, request } from './portal-office.ts';

async function opened(t: ExecutionContext) {
  const clock = new VirtualClock();
  const told: string[] = [];
  const tell = (name: string, action: string) => void told.push(`${name} ${action}`);
  const services = await HealthServices.start({ names: ['pfc'], clock, tell });
  t.teardown(() => services.close());
  const { pfc, pki } = services;
  const client = (card?: Credentials, trust = pfc.trust) => new CardClient(pfc.url, trust, card);
  return {
    told,
    services,
    pfc,
    pki,
    clock,
    client,
    claire: cardOf(pki, 'cps3-medecin'),
    hugo: cardOf(pki, 'cps3-infirmier'),
  };
}

const CSR = (number: number) => requestPem(request(number).request);
const SERVER = { offer: 'SERV', usage: 'SSL_SERV', structure: HOSPITAL, service: 'gap.ch-ville.fr' };

test('its certificate is that of every name of the documents, and their entrance leads in', async (t) => {
  const { pfc, client, claire } = await opened(t);
  const socket = connect({ port: Number(new URL(pfc.url).port), host: '127.0.0.1', rejectUnauthorized: false });
  t.teardown(() => socket.destroy());
  await once(socket, 'secureConnect');
  const shown = socket.getPeerX509Certificate();
  for (const { host, port } of pfc.hosts) t.deepEqual([shown?.checkHost(host), port], [host, 443]);
  const answer = await client(claire).ask('/pfcng-ihm/authentication.xhtml');
  t.deepEqual([answer.status, answer.headers.location], [303, '/']);
});

test('the door names the layer that refuses', async (t) => {
  const { client, pki, clock, claire } = await opened(t);
  const issue = (...[profile, options]: [Parameters<Pki['issue']>[0], Parameters<Pki['issue']>[3]?]) =>
    pki.issue(profile, PERSON, createPublicKey(keyOf(1)), options);
  const now = clock.date().getTime();
  const day = (days: number) => new Date(now + days * 86_400_000);
  const refusedFor = async (reason: string, card: Credentials | undefined, layer: RegExp) => {
    const answer = await client(card).ask('/api/me');
    t.is(answer.status, 403);
    t.is(reasonIn(answer), reason);
    const page = await client(card).ask('/retirer');
    t.is(page.status, 403);
    t.regex(page.text, layer);
  };
  const of = ({ certificate }: { readonly certificate: Uint8Array }) => credentials(certificate, keyOf(1));
  await refusedFor('noCertificate', undefined, /TLS :/);
  await refusedFor(
    'foreign',
    of(new Pki({ name: 'AUTRE', seed: 7 }).issue('sante-auth', PERSON, createPublicKey(keyOf(1)))),
    /chaîne de confiance :/,
  );
  await refusedFor('foreign', of(issue('sante-ps-auth-cli')), /sante-test-elementaire-personnes/);
  await refusedFor('branch', of(issue('sante-auth', { authority: 'sante-fort-personnes' })), /production/);
  await refusedFor('usage', cardOf(pki, 'cps3-medecin', 'signature'), /usage du certificat :/);
  await refusedFor('usage', cardOf(pki, 'cps3-medecin', 'technical'), /usage du certificat :/);
  await refusedFor('expired', of(issue('sante-auth', { from: day(-20), to: day(-1) })), /validité du certificat :/);
  await refusedFor('notYetValid', of(issue('sante-auth', { from: day(1), to: day(20) })), /validité du certificat :/);
  const revoked = issue('sante-auth');
  t.is((await client(of(revoked)).ask('/api/me')).status, 200);
  pki.register(revoked.authority).revoke(revoked.serial, { reason: 'keyCompromise' });
  await refusedFor('revoked', of(revoked), /révocation :/);
  t.is((await client(claire).ask('/api/me')).status, 200);
});

test('staff of a structure, with a card of STANDARD PERSONNES, come in too', async (t) => {
  const { client, pki } = await opened(t);
  const { professionCode: _, ...staff } = PERSON;
  const options = { authority: 'sante-test-standard-personnes' } as const;
  const { certificate } = pki.issue(
    'sante-auth',
    { ...staff, structure: STRUCTURE },
    createPublicKey(keyOf(1)),
    options,
  );
  const { status, text } = await client(credentials(certificate, keyOf(1))).ask('/api/me');
  t.is(status, 200);
  t.like(JSON.parse(text), { nationalId: PERSON.nationalId, structure: STRUCTURE, offers: { length: 3 } });
});

test('without a session every page leads to the entrance, and from there to where one wanted to go', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  const first = await browser.ask('/retirer/12');
  t.is(first.status, 303);
  t.is(first.headers.location, '/?suite=%2Fretirer%2F12');
  t.regex((await browser.ask('/?suite=/retirer/12')).text, /name="suite" value="\/retirer\/12"/);
  t.is((await browser.form('/connexion', { suite: '/retirer/12' })).headers.location, '/retirer/12');
  t.is((await browser.form('/connexion', { suite: '//autre.example/' })).headers.location, '/demander');
  const cookie = (await browser.form('/connexion', {})).headers['set-cookie']?.[0] ?? '';
  for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) t.true(cookie.includes(attribute), cookie);
});

test("a colleague's card with the same cookie is refused, and the cookie is taken away", async (t) => {
  const { client, claire, hugo } = await opened(t);
  const [hers, his] = [client(claire), client(hugo)];
  await hers.enter();
  his.cookies = new Map(hers.cookies);
  const refused = await his.ask('/suivre');
  t.is(refused.status, 401);
  t.regex(refused.text, /session : /);
  t.is(his.cookies.size, 0);
  t.is((await hers.ask('/suivre')).status, 200);
});

test('a session ends by logging out, and by itself after half an hour', async (t) => {
  const { client, claire, clock } = await opened(t);
  const browser = client(claire);
  const jeton = await browser.enter();
  const kept = new Map(browser.cookies);
  t.is((await browser.form('/deconnexion', { jeton })).headers.location, '/deconnecte');
  browser.cookies = kept;
  t.is((await browser.ask('/suivre')).status, 303);
  await browser.enter();
  clock.pass(29 * 60_000);
  t.is((await browser.ask('/suivre')).status, 200);
  clock.pass(31 * 60_000);
  t.is((await browser.ask('/suivre')).status, 303);
});

test('a form of another session or site changes nothing', async (t) => {
  const { client, claire, pfc } = await opened(t);
  const browser = client(claire);
  const jeton = await browser.enter();
  const path = `/demander/produit?offre=SERV&structure=${HOSPITAL}`;
  const fields = { usage: 'SSL_SERV', service: SERVER.service, bicle: 'csr', csr: CSR(1) };
  t.is((await browser.form(path, fields)).status, 400);
  t.is((await browser.form(path, { ...fields, jeton: 'x' })).status, 400);
  t.is((await browser.form(path, { ...fields, jeton }, { origin: 'https://autre.example' })).status, 400);
  t.is((await browser.form(path, { ...fields, jeton }, { origin: 'null' })).status, 400);
  t.is((await browser.form(path, { ...fields, jeton }, { 'sec-fetch-site': 'cross-site' })).status, 400);
  const cross = await browser.json('/api/products', { ...SERVER, csr: CSR(1) }, { origin: 'https://autre.example' });
  t.is(cross.status, 400);
  t.deepEqual(pfc.products(), []);
  const done = await browser.form(path, { ...fields, jeton }, { origin: pfc.url.slice(0, -1) });
  t.is(done.headers.location, '/demander/1');
});

test('P04 to P08: the four tabs, from the order to the revocation', async (t) => {
  const { client, claire, services, pki, told } = await opened(t);
  const browser = client(claire);
  const jeton = await browser.enter();
  t.regex((await browser.ask('/demander')).text, /CLAIRE MEDECIN9990001 · Médecin/);
  const path = `/demander/produit?offre=SERV&structure=${HOSPITAL}`;
  t.regex((await browser.ask(path)).text, /Domaines de votre habilitation : \*\.ch-ville\.fr/);
  const wrong = await browser.form(path, { jeton, usage: 'SSL_SERV', service: 'g"><b>', bicle: 'csr', csr: CSR(1) });
  t.is(wrong.status, 422);
  t.false(wrong.text.includes('"><b>'), 'what was typed is escaped');
  await browser.form(path, { jeton, usage: 'SSL_SERV', service: SERVER.service, bicle: 'csr', csr: CSR(1) });
  t.regex((await browser.ask('/demander/1')).text, /À retirer/);
  const mail = await services.mailbox.waitFor({ subject: 'N° 1' });
  t.true(mail.text.includes(`${services.pfc.url}retirer/1`));
  const level = await browser.form('/retirer/1/niveau', { jeton, code: 'abc' });
  t.regex(level.text, />20<\/meter> 20%/);
  const refused = await browser.form('/retirer/1', { jeton, code: 'Secret-trop', confirmation: 'x' });
  t.is(refused.status, 422);
  t.regex(refused.text, /11 caractères.*la confirmation diffère.*n&#39;est pas cochée/s);
  t.false(refused.text.includes('Secret-trop'), 'no code comes back');
  const { code, confirmation } = CODE;
  const done = await browser.form('/retirer/1', { jeton, code, confirmation, accepte: 'oui' });
  t.is(done.headers.location, '/retirer/1');
  t.regex((await browser.ask('/retirer/1')).text, /<th scope="col">Canal<\/th>.*<td>IHM<\/td>.*Télécharger/s);
  const file = await browser.ask('/telecharger/1');
  t.is(file.headers['content-type'], 'application/pkix-cert');
  t.is(new X509Certificate(file.body).subjectAltName, 'DNS:gap.ch-ville.fr');
  t.regex((await browser.ask('/suivre/1')).text, /state-withdrawn/);
  t.is((await browser.form('/revoquer', { jeton, numero: '1', motif: 'superseded' })).headers.location, '/suivre/1');
  const { serialNumber } = new X509Certificate(file.body);
  t.like(pki.register('sante-test-elementaire-organisations').at().status(serialNumber), { reason: 'superseded' });
  await services.mailbox.waitFor({ subject: 'révoqué, N° 1' });
  const deeds = told.filter((one) => one.startsWith('pfc '));
  t.deepEqual(deeds, ['pfc order', 'pfc withdrawal', 'pfc revocation']);
});

test('P01: keys made on line, in a form of several parts', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  const jeton = await browser.enter();
  const form = new FormData();
  for (const [name, value] of Object.entries({ jeton, usage: 'AUTH_CLI', bicle: 'enligne', motdepasse: PASSWORD }))
    form.append(name, value);
  form.append('fichier', new Blob([]), '');
  const sent = new Request('https://localhost/', { method: 'POST', body: form });
  const type = { 'content-type': sent.headers.get('content-type') ?? '' };
  const body = new Uint8Array(await sent.arrayBuffer());
  const done = await browser.ask('/demander/produit?offre=PS', { method: 'POST', headers: type, body });
  t.is(done.headers.location, '/demander/1', done.text);
  const { code, confirmation } = CODE;
  const accepted = { jeton, code, confirmation, accepte: 'oui' };
  t.is((await browser.form('/retirer/1', { ...accepted, motdepasse: 'un autre' })).status, 422);
  t.is((await browser.form('/retirer/1', { ...accepted, motdepasse: PASSWORD })).status, 303);
  const wrong = await browser.form('/telecharger/1', { jeton, motdepasse: 'un autre' });
  t.is(wrong.status, 422);
  t.regex(wrong.text, /mode 0600/);
  const file = await browser.form('/telecharger/1', { jeton, motdepasse: PASSWORD });
  t.is(file.headers['content-type'], 'application/x-pkcs12');
});

test('the interface: the same rules in JSON, each refusal with its reason', async (t) => {
  const { client, claire, hugo, services } = await opened(t);
  const [hers, his] = [client(claire), client(hugo)];
  const order = await hers.json('/api/products', { ...SERVER, csr: CSR(1) });
  t.is(order.status, 201);
  t.like(JSON.parse(order.text), { number: 1, channel: 'API', state: 'toWithdraw' });
  const refusals: readonly (readonly [number, string, unknown])[] = [
    [409, 'usedKey', { ...SERVER, csr: CSR(1) }],
    [403, 'domain', { ...SERVER, service: 'gap.autre.fr', csr: CSR(2) }],
    [422, 'fqdn', { ...SERVER, service: '*.ch-ville.fr', csr: CSR(2) }],
    [422, 'key', SERVER],
    [422, 'key', { ...SERVER, csr: CSR(2), password: PASSWORD }],
    [422, 'otherKind', { ...SERVER, csr: 'bonjour' }],
    [400, 'request', { ...SERVER, csr: 1 }],
    [400, 'request', { ...SERVER, csr: CSR(2), deux: 2 }],
    [400, 'request', 'x'.repeat(70_000)],
  ];
  for (const [status, reason, body] of refusals) {
    const answer = await hers.json('/api/products', body);
    t.is(reasonIn(answer), reason);
    t.is(answer.status, status, reason);
  }
  t.regex((await hers.json('/api/products', { ...SERVER, offer: ['x'] })).text, /offer : attendu : '\S+' ou '\S+'.* ;/);
  t.regex((await hers.json('/api/products', { ...SERVER, usage: 3 })).text, /usage : attendu : '/);
  t.regex((await hers.json('/api/products', { ...SERVER, servise: 'x' })).text, /pas connu ici, .*'service'/);
  t.regex(
    (await hers.json('/api/products', { ...SERVER, service: 'a\u0001', csr: CSR(2) })).text,
    /caractères de contrôle/,
  );
  t.regex((await hers.ask('/api/products/99999999999999999999')).text, /pas un numéro de produit/);
  t.is((await hers.form('/api/products', {})).status, 400);
  const { accepted: _, ...typed } = CODE;
  const box = await his.json('/api/products/1/withdrawal', { ...typed, accepted: false }, { 'accept-language': 'en' });
  t.is(box.status, 422);
  t.deepEqual(JSON.parse(box.text).error.broken.length, 1);
  t.is((await his.json('/api/products/1/withdrawal', CODE)).status, 200);
  t.is((await hers.json('/api/products/1/withdrawal', CODE)).status, 409);
  t.is((await hers.ask('/api/products/1/certificate')).status, 200);
  t.is((await hers.ask('/api/products/2/certificate')).status, 404);
  t.is((await hers.ask('/api/products/1e0')).status, 404);
  t.is((await hers.ask('/api/nothing')).status, 404);
  t.is((await hers.json('/api/products/1/revocation', { code: CODE.code })).status, 200);
  t.is((await his.json('/api/products/1/revocation', {})).status, 409);
  await services.reset();
  t.deepEqual(JSON.parse((await hers.ask('/api/products')).text), []);
});

test('a product is renewed from the tab SUIVRE, where it may be', async (t) => {
  const { client, claire, services } = await opened(t);
  const browser = client(claire);
  const jeton = await browser.enter();
  await browser.json('/api/products', { ...SERVER, csr: CSR(1) });
  const link = /href="\/suivre\/1\/renouveler"/;
  t.notRegex((await browser.ask('/suivre')).text, link);
  const early = await browser.ask('/suivre/1/renouveler');
  t.is(early.status, 409);
  t.regex(early.text, /pas encore retiré/);
  await browser.json('/api/products/1/withdrawal', CODE);
  t.regex((await browser.ask('/suivre')).text, link);
  t.regex((await browser.ask('/suivre/1')).text, link);
  t.regex((await browser.ask('/suivre/1/renouveler')).text, /reste valide jusqu&#39;à sa fin/);
  const used = await browser.form('/suivre/1/renouveler', { jeton, bicle: 'csr', csr: CSR(1) });
  t.is(used.status, 409);
  t.true(used.text.includes(CSR(1).split('\n')[1] ?? ''), 'the request is in the form again');
  const done = await browser.form('/suivre/1/renouveler', { jeton, bicle: 'csr', csr: CSR(2) });
  t.is(done.headers.location, '/demander/2');
  await services.mailbox.waitFor({ subject: 'N° 2' });
  t.notRegex((await browser.ask('/suivre')).text, link);
  t.regex((await browser.ask('/suivre/1')).text, /Renouvelé par le N°<\/th><td><a href="\/suivre\/2">/);
  t.regex((await browser.ask('/suivre/2')).text, /Renouvelle le N°<\/th><td><a href="\/suivre\/1">/);
  const again = await browser.ask('/suivre/1/renouveler');
  t.regex(again.text, /déjà renouvelé, par le produit 2/);
  t.notRegex(again.text, /name="csr"/);
});

test('the interface renews: the same again, or it is told what differs', async (t) => {
  const { client, claire, hugo, told } = await opened(t);
  const [hers, his] = [client(claire), client(hugo)];
  await hers.json('/api/products', { ...SERVER, csr: CSR(1) });
  await hers.json('/api/products/1/withdrawal', CODE);
  const refusals: readonly (readonly [number, string, unknown])[] = [
    [409, 'usedKey', { csr: CSR(1) }],
    [422, 'renewal', { service: 'autre.ch-ville.fr', csr: CSR(2) }],
    [422, 'renewal', { offer: 'PS', csr: CSR(2) }],
    [422, 'key', {}],
    [400, 'request', { csr: CSR(2), renews: 1 }],
  ];
  for (const [status, reason, body] of refusals) {
    const answer = await hers.json('/api/products/1/renewal', body);
    t.deepEqual([answer.status, reasonIn(answer)], [status, reason]);
  }
  const done = await his.json('/api/products/1/renewal', { ...SERVER, csr: CSR(2) });
  t.is(done.status, 201);
  t.like(JSON.parse(done.text), { number: 2, renews: 1 });
  t.deepEqual(
    [told.at(-1), (await hers.json('/api/products/1/renewal', { csr: CSR(3) })).status],
    ['pfc renewal', 409],
  );
  t.is(JSON.parse((await hers.ask('/api/products/1')).text).renewedBy, 2);
  t.is((await hers.json('/api/products/9/renewal', { csr: CSR(3) })).status, 404);
});

/** The fields that a page has hidden in its form. */
function hiddenIn(page: string): Record<string, string> {
  const inputs = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, value]));
}

test('a double click orders once, and is led to what it has ordered', async (t) => {
  const { client, claire, pfc } = await opened(t);
  const browser = client(claire);
  await browser.enter();
  const path = `/demander/produit?offre=SERV&structure=${HOSPITAL}`;
  const typed = { usage: 'SSL_SERV', service: SERVER.service, bicle: 'enligne', motdepasse: PASSWORD };
  const sent = { ...typed, ...hiddenIn((await browser.ask(path)).text.split('<main')[1] ?? '') };
  const both = await Promise.all([browser.form(path, sent), browser.form(path, sent)]);
  t.deepEqual(
    both.map(({ headers }) => headers.location),
    ['/demander/1', '/demander/1'],
  );
  t.is((await browser.form(path, sent)).headers.location, '/demander/1');
  t.is(pfc.products().length, 1);
  // Another page, or other words in this one, is another order.
  t.is((await browser.form(path, { ...sent, service: 'deux.ch-ville.fr' })).headers.location, '/demander/2');
  const fresh = { ...typed, ...hiddenIn((await browser.ask(path)).text.split('<main')[1] ?? '') };
  t.is((await browser.form(path, fresh)).headers.location, '/demander/3');
});

test('a double click on Finaliser withdraws once; in another tab the code of the first is kept', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  await browser.enter();
  await browser.json('/api/products', { ...SERVER, csr: CSR(1) });
  const { code, confirmation } = CODE;
  const fields = async () => ({
    ...{ code, confirmation, accepte: 'oui' },
    ...hiddenIn((await browser.ask('/retirer/1')).text.split('<main')[1] ?? ''),
  });
  const [one, two] = [await fields(), await fields()];
  const refused = await browser.form('/retirer/1', { ...one, code: 'court' });
  t.is(refused.status, 422);
  const both = await Promise.all([browser.form('/retirer/1', one), browser.form('/retirer/1', one)]);
  t.deepEqual(
    both.map(({ headers }) => headers.location),
    ['/retirer/1', '/retirer/1'],
  );
  const late = await browser.form('/retirer/1', { ...two, code: 'AutreCode-2026', confirmation: 'AutreCode-2026' });
  t.is(late.status, 409);
  t.regex(late.text, /déjà retiré.*Télécharger/s);
  t.notRegex(late.text, /name="confirmation"/);
  t.is((await browser.json('/api/products/1/revocation', { code })).status, 200);
});

test('the other language is that of the same page, also of a form that was refused', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  const jeton = await browser.enter();
  const path = `/demander/produit?offre=SERV&structure=${HOSPITAL}`;
  const other = (page: string) => (/<a href="([^"]+)" lang="(?:en|fr)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');
  const inEnglish = await browser.ask(other((await browser.ask(path)).text));
  t.is(inEnglish.status, 200);
  t.regex(inEnglish.text, /Order a new product/);
  const refused = await browser.form(path, { jeton, usage: 'SSL_SERV', service: 'x', bicle: 'csr' });
  t.is(refused.status, 422);
  t.regex((await browser.ask(other(refused.text))).text, /Demander un nouveau produit/);
  await browser.json('/api/products', { ...SERVER, csr: CSR(1) });
  const level = await browser.form('/retirer/1/niveau', { jeton, code: 'abc' });
  t.is((await browser.ask(other(level.text))).status, 200);
});

test('the script that makes a request is on the pages of an order alone, and comes from here', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  await browser.enter();
  const order = await browser.ask('/demander/produit?offre=PS');
  t.regex(String(order.headers['content-security-policy']), /default-src 'none'.*; script-src 'self'$/);
  t.regex(order.text, /<script type="module" src="\/csr-assistant\.js"><\/script>/);
  const script = await browser.ask('/csr-assistant.js');
  t.is(script.headers['content-type'], 'text/javascript');
  t.regex(script.text, /crypto\.subtle/);
  for (const path of ['/demander', '/retirer', '/suivre', '/revoquer', '/csr-assistant.js'])
    t.notRegex(String((await browser.ask(path)).headers['content-security-policy']), /script-src/, path);
});

test('every answer keeps browsers from what no page needs', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  await browser.enter();
  for (const path of ['/', '/suivre', '/style.css', '/rien', '/api/me']) {
    const { headers } = await browser.ask(path);
    t.regex(String(headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/, path);
    t.is(headers['x-content-type-options'], 'nosniff', path);
  }
  t.notRegex((await browser.ask('/suivre')).text, /<script|onclick|style=/);
  t.regex((await browser.ask('/suivre?lang=en')).text, /<html lang="en">/);
  t.regex((await browser.ask('/retirer')).text, /<html lang="en">/);
  t.truthy(tokenIn((await browser.ask('/retirer')).text));
});

test('an administrator is made, told, and made one no more', async (t) => {
  const { client, pki, pfc, services } = await opened(t);
  const amina = { person: '899909990004', structure: STRUCTURE, offer: 'SERV', domain: '*.ch-ville.fr' } as const;
  await pfc.habilitate({ ...amina, mail: 'amina@exemple.invalid' });
  await services.mailbox.waitFor({ to: 'amina@exemple.invalid' });
  t.is(pfc.habilitationsOf(amina.person).length, 1);
  const { certificate } = pki.issue('sante-auth', { ...PERSON, nationalId: amina.person }, createPublicKey(keyOf(9)));
  const hers = client(credentials(certificate, keyOf(9)));
  t.is((await hers.json('/api/products', { ...SERVER, csr: CSR(1) })).status, 201);
  t.is(pfc.withdrawHabilitations(amina.person), 1);
  t.is(reasonIn(await hers.json('/api/products', { ...SERVER, csr: CSR(2) })), 'notHabilitated');
  const wrong = { ...amina, offre: 'SERV' } as unknown as typeof amina;
  t.throws(() => void pfc.habilitate(wrong), { code: 'ERR_ARGUMENT' });
});

test('the portal of production refuses test cards; a key may have several uses where that is allowed', async (t) => {
  const rules = { branch: 'production', keyRule: 'multi-use' } as const;
  const services = await HealthServices.start({ names: ['pfc'], pfc: rules });
  t.teardown(() => services.close());
  const { pfc, pki } = services;
  const client = (card: Credentials) => new CardClient(pfc.url, pfc.trust, card);
  t.is(reasonIn(await client(cardOf(pki, 'cps3-medecin')).ask('/api/me')), 'branch');
  const hers = client(cardOf(pki, 'cps-production'));
  for (const usage of ['AUTH_CLI', 'SIGN'])
    t.is((await hers.json('/api/products', { offer: 'PS', usage, csr: CSR(1) })).status, 201);
  t.is(reasonIn(await hers.json('/api/products', { offer: 'PS', usage: 'SIGN', csr: CSR(1) })), 'usedKey');
  const wrong = { pfc: { branch: 'recette' } } as unknown as { pfc: typeof rules };
  await t.throwsAsync(HealthServices.start(wrong), { code: 'ERR_ARGUMENT' });
});

test('the forms of revocation, as a browser sends them, are done once and answered', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  await browser.enter();
  await browser.json('/api/products', { ...SERVER, csr: CSR(1) });
  const sent = { motif: 'superseded', ...hiddenIn((await browser.ask('/revoquer/1')).text.split('<main')[1] ?? '') };
  const both = await Promise.all([browser.form('/revoquer', sent), browser.form('/revoquer', sent)]);
  t.deepEqual(
    both.map(({ status, headers }) => [status, headers.location]),
    [
      [303, '/suivre/1'],
      [303, '/suivre/1'],
    ],
  );
  t.regex((await browser.ask('/suivre/1')).text, /state-revoked/);
});

test('what has come to its end is shown with the reason, and no form that would be refused', async (t) => {
  const { client, claire } = await opened(t);
  const browser = client(claire);
  await browser.enter();
  await browser.json('/api/products', { ...SERVER, csr: CSR(1) });
  for (const path of ['/retirer/1', '/revoquer/1']) t.regex((await browser.ask(path)).text, /<form class="card"/, path);
  await browser.json('/api/products/1/revocation', {});
  for (const path of ['/retirer/1', '/revoquer/1']) {
    const { text } = await browser.ask(path);
    t.regex(text, /produit 1 : révoqué, définitivement/, path);
    t.notRegex(text, /<form class="card"/, path);
  }
});

test('what is no form, no address and no end of a body', async (t) => {
  const { client, claire, pfc } = await opened(t);
  const browser = client(claire);
  const jeton = await browser.enter();
  const path = `/demander/produit?offre=SERV&structure=${HOSPITAL}`;
  const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
  const send = (body: string, headers = multipart) => browser.ask(path, { method: 'POST', headers, body });
  t.is((await send('--x\r\nbonjour')).status, 400);
  t.is((await send('', { 'content-type': 'multipart/form-data' })).status, 400);
  const chunked = { ...multipart, 'transfer-encoding': 'chunked' };
  t.is((await send('x'.repeat(200_000), chunked)).status, 400);
  t.is((await browser.form(path, { jeton, usage: 'SSL_SERV', service: 'x'.repeat(70_000) })).status, 400);
  for (const method of ['PUT', 'DELETE', 'OPTIONS'])
    t.is((await browser.ask('/suivre', { method })).status, 404, method);
  for (const address of ['/%', '/%00', '/retirer/0', '/retirer/1/2', '/telecharger/-1', '/__proto__'])
    t.is((await browser.ask(address)).status, 404, address);
  for (const wrong of ['?offre=__proto__', '?offre=PS&structure=1', ''])
    t.is((await browser.ask(`/demander/produit${wrong}`)).status, 422, wrong);
  t.deepEqual(pfc.products(), []);
  t.is((await browser.ask('/suivre?offer=constructor')).status, 200);
});
