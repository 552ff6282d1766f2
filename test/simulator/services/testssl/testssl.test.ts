/**
 * TESTSSL: what it reads, whom it refuses and why, with the fault and without. One after the other: kept connections end by
 * themselves. Source: the guide, 9.2; reference/pitfalls.md B1, B2.
 */
import { createPublicKey, X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { toPem } from '#asn1/pem.ts';
import type { Clock } from '#common/clock.ts';
import { rsaKey } from '../../../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../../../simulator/keys/seeded-bytes.ts';
import { type AuthorityId, type CertificateProfileId, Pki } from '../../../../simulator/pki/index.ts';
import { HealthServices } from '../../../../simulator/services/index.ts';
import { NOW } from '../../pki/revoked.ts';
import { PERSON } from '../../pki/subjects.ts';
import { cardOf, credentials } from '../pfc/card-client.ts';
import { STILL, started } from '../started.ts';
import { asked } from '../web-client.ts';
import { agentOf, rulesOf, visit } from './visitor.ts';

const FORT: AuthorityId = 'sante-test-fort-personnes';
const KEY = rsaKey(new SeededBytes('testssl visitor'));

/** A client of then: OpenSSL's own level would not load its chain, and the machine's date is not the simulation's. */
const OLD = { tls: { ciphers: 'DEFAULT:@SECLEVEL=0', rejectUnauthorized: false } };

async function opened(t: ExecutionContext, clock?: Clock) {
  const { services, told } = await started(t, 'testssl', clock);
  const { testssl: site, pki } = services;
  const issued = (profile: CertificateProfileId, options: Parameters<Pki['issue']>[3] = {}, key = KEY) =>
    pki.issue(profile, PERSON, createPublicKey(key), options);
  const card = cardOf(pki, 'cps3-medecin');
  return { services, told, site, pki, issued, card };
}

test.serial('the table of the card, in HTML of both languages and in JSON, with both certificates', async (t) => {
  const { site, card, told, pki } = await opened(t);
  const { json, status } = await visit(site, card);
  t.is(status, 200);
  t.like(json, {
    ...{ verification: 'SUCCESS', handshake: 'full', igc: 'IGC-Santé', organisation: 'ASIP-SANTE' },
    ...{ authority: 'IGC-SANTE TEST', class: 'TEST AC IGC-SANTE FORT PERSONNES SIMULATION', kind: 'CPS' },
    ...{ firstName: 'CLAIRE', name: 'MEDECIN9990001', identifier: '899909990001', broken: [] },
  });
  t.regex(json.serial, /^[0-9A-F]+$/);
  t.regex(json.from, /^\w{3} +\d+ \d\d:\d\d:\d\d \d{4} GMT$/);
  const french = await visit(site, card, { path: '/' });
  t.regex(french.text, /<html lang="fr">[\s\S]*Prénom<\/th><td>CLAIRE<\/td>[\s\S]*SUCCESS/);
  t.regex((await visit(site, card, { path: '/?lang=en' })).text, /<html lang="en">[\s\S]*First name<\/th><td>CLAIRE/);
  const own = await visit(site, card, { path: '/certificat-authentification.cer', encoding: 'latin1' } as never);
  t.is(own.status, 200);
  t.true(told.some((line) => /full handshake, CLAIRE MEDECIN9990001 \(899909990001\): SUCCESS/.test(line)));
  t.is(pki.authority(FORT).branch, 'test');
});

test.serial('a card of 2TER, while its authorities lasted and since', async (t) => {
  const then = new Date('2019-05-01T10:00:00Z');
  let now = then;
  const { site, pki } = await opened(t, { ...STILL, date: () => now });
  const certificate = pki.issue('2ter-auth', PERSON, createPublicKey(KEY), { authority: '2ter-test-classe-1' });
  const card = credentials(certificate.certificate, KEY);
  const { json } = await visit(site, card, OLD);
  t.like(json, { verification: 'SUCCESS', igc: 'IGC CPS', organisation: 'TEST', authority: 'TEST PROFESSIONNEL' });
  t.regex(json.class, /^TEST CLASSE-1/);
  now = new Date('2021-01-02T00:00:00Z');
  t.deepEqual(rulesOf(await visit(site, card, OLD)), ['validity authorityDates']);
});

test.serial('who is refused, by layer, rule and person; the same without the fault passes', async (t) => {
  const { site, pki, issued, card } = await opened(t);
  const refused = async (made: ReturnType<typeof issued>, ...expected: string[]) => {
    const seen = await visit(site, credentials(made.certificate, KEY));
    t.is(seen.status, 403);
    t.deepEqual(rulesOf(seen), expected);
    t.regex(seen.json.broken[0].fr, /certificat de CLAIRE MEDECIN9990001/);
  };
  await refused(issued('sante-auth', { authority: 'sante-fort-personnes' }), 'trust otherBranch');
  await refused(issued('sante-sign'), 'usage usage');
  const DAY = 86_400_000;
  await refused(issued('sante-auth', { from: new Date(NOW.getTime() - 4 * 366 * DAY) }), 'validity expired');
  await refused(issued('sante-auth', { from: new Date(NOW.getTime() + DAY) }), 'validity notYetValid');
  const stolen = issued('sante-auth', { from: new Date(NOW.getTime() - DAY) });
  t.is((await visit(site, credentials(stolen.certificate, KEY))).status, 200);
  pki.register(FORT).revoke(stolen.serial, { reason: 'keyCompromise', at: new Date(NOW.getTime() - 60_000) });
  await refused(stolen, 'revocation revoked');
  const seen = await visit(site, credentials(stolen.certificate, KEY));
  t.regex(seen.json.broken[0].en, /the delta list alone says so/);
  t.deepEqual(rulesOf(await visit(site, undefined)), ['TLS noCertificate']);
  t.is((await visit(site, card)).status, 200);
});

test.serial('a self-signed copy with the names of a real card, and one by a forged authority', async (t) => {
  const { site } = await opened(t);
  const forger = new Pki({ seed: 666, clock: STILL });
  const forged = forger.issue('sante-auth', PERSON, createPublicKey(KEY));
  const seen = await visit(site, credentials(forged.certificate, KEY));
  t.is(seen.status, 403);
  t.deepEqual(rulesOf(seen), ['trust forged']);
  const alone = credentials(forger.authority(FORT).certificate, forger.authority(FORT).key);
  t.deepEqual(rulesOf(await visit(site, alone)), ['certificate extensions', 'trust forged']);
});

test.serial('no ticket, no session: each connection shows the card; with tickets it is not asked', async (t) => {
  const { site, card, told } = await opened(t);
  const twice = async () => {
    const agent = agentOf(site, card, { maxCachedSessions: 10 });
    const first = await visit(site, agent);
    const second = await visit(site, agent);
    return [first.json.handshake, second.json.handshake, second.json.person];
  };
  t.deepEqual(await twice(), ['full', 'full', 'CLAIRE MEDECIN9990001 (899909990001)']);
  await site.change({ tickets: true });
  t.deepEqual(await twice(), ['full', 'resumed', 'CLAIRE MEDECIN9990001 (899909990001)']);
  t.true(told.some((line) => /resumed session, CLAIRE/.test(line)));
  await site.reset();
  t.deepEqual((await twice())[1], 'full');
});

test.serial('a connection that is kept is judged again with each request', async (t) => {
  const { site, pki, issued } = await opened(t);
  const made = issued('sante-auth', { from: new Date(NOW.getTime() - 86_400_000) });
  const agent = agentOf(site, credentials(made.certificate, KEY), { keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  t.is((await visit(site, agent)).status, 200);
  pki.register(FORT).revoke(made.serial, { at: new Date(NOW.getTime() - 60_000) });
  t.deepEqual(rulesOf(await visit(site, agent)), ['revocation revoked']);
  await site.change({ keepAlive: false });
  t.is((await visit(site, agentOf(site, credentials(made.certificate, KEY)))).connection, 'close');
});

test.serial('TLS: 1.2 with PKCS#1 for cards, PSS alone, 1.3 alone', async (t) => {
  const { site, card } = await opened(t);
  const with2 = { maxVersion: 'TLSv1.2', sigalgs: 'RSA+SHA256' } as const;
  t.is((await visit(site, card, { tls: with2 })).status, 200);
  await site.change({ tls: '1.2-pss' });
  await t.throwsAsync(visit(site, card, { tls: with2 }));
  t.is((await visit(site, card, { tls: { maxVersion: 'TLSv1.2' } })).status, 200);
  await site.change({ tls: '1.3' });
  await t.throwsAsync(visit(site, card, { tls: with2 }));
  t.is((await visit(site, card)).status, 200);
  await site.change({ tls: 'openssl' });
  t.is((await visit(site, card)).status, 200);
});

test.serial('a site with the roots alone needs the intermediate from the client, and its depth', async (t) => {
  const { site, card, pki } = await opened(t);
  await site.change({ trusted: 'roots' });
  t.deepEqual(rulesOf(await visit(site, card)), ['trust incompleteChain']);
  const whole = { ...card, cert: card.cert + toPem(pki.authority(FORT).certificate) };
  t.is((await visit(site, whole)).status, 200);
  await site.change({ depth: 0 });
  t.deepEqual(rulesOf(await visit(site, whole)), ['trust incompleteChain']);
  await site.change({ trusted: 'all', depth: 1 });
  t.is((await visit(site, card)).status, 200);
});

test.serial('SHA-1 and 1024 bits before each security level', async (t) => {
  const { site, pki, card } = await opened(t, { ...STILL, date: () => new Date('2019-05-01T10:00:00Z') });
  const small = rsaKey(new SeededBytes('testssl small'), 1024);
  const made = pki.issue('2ter-auth', PERSON, createPublicKey(small), { authority: '2ter-test-classe-1' });
  const old = credentials(made.certificate, small);
  t.is((await visit(site, old, OLD)).status, 200);
  await site.change({ securityLevel: 1 });
  const seen = await visit(site, old, OLD);
  t.deepEqual(rulesOf(seen), ['TLS tooWeak']);
  t.regex(seen.json.broken[0].en, /certificate of CLAIRE .*sha1, which level 1 refuses \(ca md too weak\)/);
  await site.change({ securityLevel: 2 });
  t.regex((await visit(site, old, OLD)).json.broken[0].en, /1024 bits/);
  t.deepEqual(
    rulesOf(await visit(site, card, OLD)).filter((rule) => rule.startsWith('TLS')),
    [],
  );
});

test.serial('without SNI: the same, another certificate, or a refusal by name', async (t) => {
  const { site, card } = await opened(t);
  const none = { tls: { servername: '', rejectUnauthorized: false } };
  t.is((await visit(site, card, none)).server, 'localhost');
  await site.change({ withoutName: 'other' });
  const other = await visit(site, card, none);
  t.deepEqual(
    [other.server, other.status, rulesOf(other)],
    ['autre.testssl.simulation.invalid', 421, ['TLS serverName']],
  );
  t.is((await visit(site, card)).status, 200);
  await site.change({ withoutName: 'refused' });
  t.is((await visit(site, card, none)).status, 421);
  t.is((await visit(site, card, { tls: { servername: 'testssl.asipsante.fr' } })).status, 200);
});

test.serial('asked for on a path: a new handshake there, and no large body before it', async (t) => {
  const { site, card } = await opened(t);
  await site.change({ certificate: 'path' });
  const agent = agentOf(site, card, { keepAlive: true, maxSockets: 1, maxVersion: 'TLSv1.2' });
  t.teardown(() => agent.destroy());
  t.regex((await visit(site, agent, { path: '/' })).text, /href="\/carte"/);
  t.like((await visit(site, agent)).json, { verification: 'SUCCESS', identifier: '899909990001' });
  const post = { path: '/carte', method: 'POST', body: 'x'.repeat(200_000) };
  t.is((await visit(site, agent, post)).status, 200, 'the certificate is there already');
  t.is((await visit(site, card, post)).status, 413);
  t.is((await visit(site, card, { ...post, body: 'x'.repeat(100_000) })).status, 200);
  t.deepEqual(rulesOf(await visit(site, undefined)), ['TLS noCertificate']);
  await site.change({ certificate: 'connection' });
  t.is((await visit(site, card, post)).status, 200);
});

test.serial('behind a proxy: header absent, forged, cut, escaped, from anybody and from the proxy alone', async (t) => {
  const { site, card, pki } = await opened(t);
  const port = Number(new URL(site.httpUrl).port);
  const ask = async (headers: Record<string, string>) => {
    const { status, body } = await asked(port, '/carte.json', { headers });
    return [status, JSON.parse(body.toString()).broken[0]?.rule];
  };
  const escaped = encodeURIComponent(card.cert);
  const [, base64 = ''] = /-----\n([\s\S]*)\n-----/.exec(card.cert) ?? [];
  t.deepEqual(await ask({ 'x-ssl-client-cert': escaped }), [404, 'notFound']);
  await site.change({ proxy: 'anybody' });
  t.deepEqual(await ask({ 'x-ssl-client-cert': escaped }), [200, undefined], 'public, and taken for the card');
  t.deepEqual(await ask({ 'x-ssl-client-cert': base64.replaceAll('\n', '') }), [200, undefined]);
  t.deepEqual(await ask({}), [403, 'noHeader']);
  t.deepEqual(await ask({ 'x-ssl-client-cert': escaped.slice(0, 700) }), [403, 'unreadable']);
  const forged = new Pki({ seed: 667, clock: STILL }).issue('sante-auth', PERSON, createPublicKey(KEY));
  t.deepEqual(await ask({ 'x-ssl-client-cert': encodeURIComponent(toPem(forged.certificate)) }), [403, 'forged']);
  await site.change({ proxy: 'checked' });
  t.deepEqual(await ask({ 'x-ssl-client-cert': escaped }), [403, 'notTheProxy']);
  t.deepEqual(await ask({ 'x-ssl-client-cert': escaped, 'x-proxy-secret': site.proxySecret }), [200, undefined]);
  t.is(pki.authority(FORT).branch, 'test');
});

test.serial('the page over HTTP leads to the secure one; what is elsewhere is not there', async (t) => {
  const { site, card } = await opened(t);
  const page = await asked(Number(new URL(site.httpUrl).port), '/');
  t.true(page.body.toString().includes(`href="${site.url}"`));
  t.is((await visit(site, card, { path: '/rien' })).status, 404);
  const words = async (path: string) => {
    const { status, body } = await asked(Number(new URL(site.httpUrl).port), path);
    t.is(status, 404);
    return body.toString();
  };
  t.regex(
    await words('/carte?lang=en'),
    /nothing is at \/carte; there is \/; no proxy is set .*: the card is read at https:/,
  );
  t.regex(await words('/rien?lang=fr'), /rien n&#39;est à \/rien ; il y a \/ ; aucun mandataire/);
  t.false((await words('/%3Cscript%3E')).includes('<script>'));
  t.regex((await visit(site, card, { path: '/rien?lang=en' })).text, /nothing is at \/rien; there is \/, \/carte, /);
  await site.change({ proxy: 'anybody' });
  t.regex(await words('/rien.json'), /"en":"HTTP: nothing is at \/rien.json; there is \/, \/carte, \/carte.json"/);
  t.is((await visit(site, card, { headers: { host: 'evil.example' }, servername: 'localhost' })).status, 421);
  t.deepEqual(
    site.hosts.map(({ host, port }) => `${host}:${port}`),
    ['testssl.asipsante.fr:80', 'testssl.asipsante.fr:443'],
  );
});

test.serial('two changes at once: both are there, at the same ports', async (t) => {
  const { site, card } = await opened(t);
  const { url } = site;
  await Promise.all([site.change({ tickets: true }), site.change({ keepAlive: false }), site.change({ depth: 5 })]);
  t.like(site.settings, { tickets: true, keepAlive: false, depth: 5 });
  t.is(site.url, url);
  t.is((await visit(site, card)).status, 200);
});

test.serial('settings are checked, and nothing changes after the end', async (t) => {
  const services = await HealthServices.start({ names: ['testssl'], clock: STILL });
  const { testssl: site } = services;
  await t.throwsAsync(site.change({ tls: '1.1' as never }), { code: 'ERR_ARGUMENT' });
  await t.throwsAsync(site.change({ securityLevel: 3 }), { code: 'ERR_ARGUMENT' });
  t.is(site.settings.tls, '1.2');
  await services.close();
  await t.throwsAsync(site.change({}), { code: 'ERR_SERVICE' });
  t.truthy(new X509Certificate(site.trust));
});
