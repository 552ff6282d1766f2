/**
 * The portal in Firefox ESR of Debian, unmodified, with a card in a private world, from the order to the revocation, by the pages
 * alone. Its code is typed into Firefox: while a PIN pad waits, its remote control does (reference/browsers.md 2).
 */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { firefoxProfile } from './firefox-profile.ts';
import { appears, Marionette } from './marionette.ts';

const VERIFY = 0x20;
const CODE = 'Revoquer-2026';

/** Where somebody wants to look at them: KEEP_SCREENSHOTS=folder. */
function keep(name: string, png: Buffer): void {
  const { KEEP_SCREENSHOTS: folder } = process.env;
  if (folder !== undefined) writeFileSync(join(folder, `${name}.png`), png);
}

async function browser(t: ExecutionContext, shop: Workshop, services: HealthServices) {
  const medecin = shippedProfile('cps3-medecin');
  const store = new MemoryStore(medecin, personalise(medecin, 1, { pki: services.pki }));
  const verified: number[] = [];
  const trace = (event: TraceEvent) => {
    if (event.kind === 'apdu' && event.command[1] === VERIFY && event.command.length > 5)
      verified.push(event.response.at(-2) ?? 0);
  };
  const world = await PrivateWorld.open();
  t.teardown(() => world.close());
  world.manager.plugReader('cabinet').insert(new Card({ name: 'medecin', store, trace }));
  const downloads = shop.path('downloads');
  mkdirSync(downloads);
  const profile = await firefoxProfile(shop.folder, shop.write('ca.pem', services.pfc.trust), {
    'marionette.port': 0,
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.helperApps.neverAsk.saveToDisk': 'application/pkix-cert,application/x-pkcs12,application/x-pem-file',
    'intl.accept_languages': 'fr',
  });
  const firefox = await Marionette.start(profile, { ...process.env, ...world.environment, HOME: shop.folder });
  t.teardown(() => firefox.close());
  await firefox.answerPasswords('1234');
  // Of what only the next page has: a click may end before a slow machine has left the page.
  await firefox.send('WebDriver:SetTimeouts', { implicit: 30_000 });
  return { firefox, verified, downloads };
}

test('from the order to the revocation in Firefox, with the card and its code', async (t) => {
  t.timeout(180_000);
  const services = await HealthServices.start({ names: ['pfc'] });
  t.teardown(() => services.close());
  const shop = new Workshop('portal-firefox');
  shop.openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'own.key', '-subj', '/C=FR', '-out', 'own.csr');
  const { firefox, verified, downloads } = await browser(t, shop, services);
  const shoot = async (name: string) => keep(name, await firefox.screenshot());

  await firefox.open(services.pfc.url);
  t.regex(await firefox.text('main'), /CLAIRE MEDECIN9990001 \(899909990001\), Médecin/);
  await shoot('1-entrance');
  await firefox.click('main button');
  await shoot('2-offers');
  await firefox.click('main a[href*="offre=SERV"]');
  await firefox.click('input[value=SSL_SERV]');
  await firefox.type('#service', 'gap.ch-ville.example');
  await firefox.type('#fichier', shop.path('own.csr'));
  await shoot('3-order');
  await firefox.click('main form button:not([type])');
  t.regex(await firefox.text('main .note[role=status]'), /Votre demande est enregistrée/);
  await shoot('4-ordered');
  await firefox.click('main a[href="/retirer/1"]');
  await firefox.type('#code', 'court');
  await firefox.click('main form button:not([name])');
  t.regex(await firefox.text('.errors'), /5 caractères[\s\S]*aucune majuscule[\s\S]*confirmation[\s\S]*cochée/);
  await shoot('5-refused');
  await firefox.type('#code', CODE);
  await firefox.type('#confirmation', CODE);
  await firefox.click('input[name=accepte]');
  await firefox.click('main form button:not([name])');
  await firefox.text('td a[href="/telecharger/1"]');
  t.regex(await firefox.text('table'), /SSL_SERV[\s\S]*À retirer/);
  await shoot('6-withdrawn');
  const arrived = appears(join(downloads, 'certificat-1.cer'));
  await firefox.click('td a[href="/telecharger/1"]');
  await arrived;
  const certificate = new X509Certificate(readFileSync(join(downloads, 'certificat-1.cer')));
  t.is(certificate.subjectAltName, 'DNS:gap.ch-ville.example');
  await firefox.open(`${services.pfc.url}suivre?lang=en`);
  t.regex(await firefox.text('table'), /withdrawn/);
  await shoot('7-follow');
  await firefox.click('nav a[href="/revoquer"]');
  await firefox.click('td a.danger');
  // Of the page that asks once more: the one before has a form of its own.
  await firefox.click('main a[href="/revoquer"] + button');
  t.regex(await firefox.text('.state-revoked'), /revoked/);
  await shoot('8-revoked');
  t.deepEqual(verified, [0x90], 'the code was asked once');
});

test('P01: key and request made in Firefox, as OpenSSL reads them', async (t) => {
  t.timeout(180_000);
  const services = await HealthServices.start({ names: ['pfc'] });
  t.teardown(() => services.close());
  const shop = new Workshop('portal-firefox-csr');
  const { firefox, downloads } = await browser(t, shop, services);
  await firefox.open(services.pfc.url);
  await firefox.click('main button');
  await firefox.click('main a[href*="offre=PS"]');
  await firefox.click('input[value=AUTH_CLI]');
  await firefox.click('input[value=assistee]');
  const arrived = appears(join(downloads, 'cle.pem'));
  await firefox.click('#assistant-make');
  await arrived;
  keep('9-assisted', await firefox.screenshot());
  t.regex(await firefox.text('#assistant-status'), /La CSR est dans le formulaire/);
  await firefox.click('main form button:not([type])');
  t.regex(await firefox.text('main .note[role=status]'), /Votre demande est enregistrée/);
  const [product] = services.pfc.products();
  t.like(product, { keyMade: 'byUser', channel: 'IHM' });
  const key = shop.openssl('pkey', '-in', join(downloads, 'cle.pem'), '-check', '-pubout');
  await firefox.click('main a[href="/retirer/1"]');
  await firefox.type('#code', CODE);
  await firefox.type('#confirmation', CODE);
  await firefox.click('input[name=accepte]');
  await firefox.click('main form button:not([name])');
  const certificate = appears(join(downloads, 'certificat-1.cer'));
  await firefox.click('td a[href="/telecharger/1"]');
  await certificate;
  const own = shop.openssl('x509', '-inform', 'DER', '-in', join(downloads, 'certificat-1.cer'), '-pubkey', '-noout');
  t.true(key.includes(own.trim()));
});
