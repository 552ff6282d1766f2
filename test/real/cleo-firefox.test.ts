/**
 * CleoCPS in Firefox ESR of Debian, unmodified: `cps-sim cleo page` with a card of its own, from the folder to the certificate, by
 * the pages alone; the certificate and the .p12 are read by OpenSSL. Source: reference/documents.md L11 to L27.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { HealthServices } from '../../simulator/services/index.ts';
import { builtMain } from '../built.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { PHARMACY } from '../simulator/services/registration/office.ts';
import { appears, Marionette } from './marionette.ts';

/** Until it gives up what it looks for: an answer comes by mail meanwhile. */
const PATIENCE_MS = 30_000;

/** Where somebody wants to look at them: KEEP_SCREENSHOTS=folder. */
function keep(name: string, png: Buffer): void {
  const { KEEP_SCREENSHOTS: folder } = process.env;
  if (folder !== undefined) writeFileSync(join(folder, `cleo-${name}.png`), png);
}

async function authority(t: ExecutionContext): Promise<HealthServices> {
  const services = await HealthServices.start({ names: ['registration'] });
  t.teardown(() => services.close());
  services.registration.answerAfter(0);
  await services.registration.accept(PHARMACY);
  return services;
}

/** Starts the page as it is typed; its address. */
async function started(t: ExecutionContext, services: HealthServices, shop: Workshop, ...more: readonly string[]) {
  const own = ['--root', shop.path('Dossiers'), '--service', services.registration.url, '--from', 'moi@poste.invalid'];
  const card = ['--card', 'cps3-pharmacien', '--seed', '1', '--lang', 'fr', ...more];
  const child = spawn(process.execPath, [builtMain(), 'cleo', 'page', ...own, ...card], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const stop = () => {
    child.kill('SIGINT');
    return ended;
  };
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url, stop };
}

async function browser(t: ExecutionContext, shop: Workshop) {
  const [profile, downloads] = [shop.path('profile'), shop.path('downloads')];
  mkdirSync(profile);
  mkdirSync(downloads);
  const settings = {
    'marionette.port': 0,
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.helperApps.neverAsk.saveToDisk': 'application/octet-stream',
    'datareporting.policy.dataSubmissionEnabled': false,
    'browser.shell.checkDefaultBrowser': false,
    'intl.accept_languages': 'fr',
  };
  const lines = Object.entries(settings).map(([name, value]) => `user_pref('${name}', ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, 'user.js'), lines.join(''));
  const firefox = await Marionette.start(profile, { ...process.env, HOME: shop.folder });
  t.teardown(() => firefox.close());
  await firefox.send('WebDriver:SetTimeouts', { implicit: PATIENCE_MS });
  const shoot = async (name: string) => keep(name, await firefox.screenshot());
  return { firefox, downloads, shoot };
}

test('by hand in Firefox: folder, keys, code porteur, mail, answer, .key, .crt and .p12', async (t) => {
  t.timeout(180_000);
  const [services, shop] = [await authority(t), new Workshop('cleo-firefox')];
  const { firefox, downloads, shoot } = await browser(t, shop);
  const { url, stop } = await started(t, services, shop);
  await firefox.open(url);
  await shoot('01-accueil');
  await firefox.type('#nom', 'Pharmacie');
  await firefox.click('form[action="/dossiers"] button');
  await firefox.click('a[href="/dossiers/Pharmacie/nouvelle"]');
  await shoot('02-nouvelle-demande');
  await firefox.click('main form button');
  await firefox.type('#motdepasse', 'un secret');
  await shoot('03-etape-1');
  await firefox.click('main form button');
  t.regex(await firefox.text('main'), /les clés sont générées[\s\S]*la carte de 899909990002/);
  await firefox.type('#serveur', 'serveur.pharmacie.invalid');
  await firefox.type('#motdepasse', 'un secret');
  await firefox.type('#code', '0000');
  await shoot('04-etape-2');
  await firefox.click('main form button');
  t.regex(await firefox.text('[role=alert]'), /carte CPS[\s\S]*wrongCode[\s\S]*essais restants : 2/);
  await shoot('05-code-faux');
  await firefox.type('#motdepasse', 'un secret');
  await firefox.type('#code', '1234');
  await firefox.click('main form button');
  await firefox.text('form[action$="/envoyer"]');
  await shoot('06-courrier-pret');
  await firefox.click('form[action$="/envoyer"] button');
  await firefox.text('main a[href$="/etape-3"].button');
  await shoot('06-reponse');
  await firefox.click('main a[href$="/etape-3"].button');
  await shoot('07-etape-3');
  await firefox.type('#motdepasse', 'un secret');
  await firefox.click('input[name=p12]');
  await firefox.type('#motdepassep12', 'un secret');
  await firefox.click('main form button');
  t.regex(await firefox.text('.warning'), /même mot de passe que les clés/);
  await shoot('08-fichiers');
  await firefox.click('form[action$="/ouvrir"] button');
  t.regex(await firefox.text('main'), /rien ici ne peut ouvrir un répertoire[\s\S]*Pharmacie\/Demande_1/);
  await shoot('09-repertoire');
  const arrived = appears(join(downloads, 'Demande_1.p12'));
  await firefox.click('a[href$="/fichier/Demande_1.p12"]');
  await arrived;
  const p12 = ['-in', join(downloads, 'Demande_1.p12'), '-passin', 'pass:un secret'];
  t.regex(shop.openssl('pkcs12', ...p12, '-nodes', '-legacy'), /CN = serveur\.pharmacie\.invalid[\s\S]*PRIVATE KEY/);
  const folder = shop.path('Dossiers/Pharmacie/Demande_1');
  t.is(
    shop.openssl('x509', '-in', join(folder, 'Demande_1.crt'), '-noout', '-modulus'),
    shop.openssl('rsa', '-in', join(folder, 'Demande_1.key'), '-passin', 'pass:un secret', '-noout', '-modulus'),
  );
  t.deepEqual(await stop(), [0, null]);
});

test('the wizard in English with a PIN pad; a refusal names its layer and rule', async (t) => {
  t.timeout(180_000);
  const [services, shop] = [await authority(t), new Workshop('cleo-wizard')];
  const { firefox, shoot } = await browser(t, shop);
  const { url, stop } = await started(t, services, shop, '--pin-pad', '1234,1234');
  await firefox.open(url);
  await firefox.click('a[lang=en]');
  await firefox.click('nav a[href="/assistant"]');
  await shoot('11-wizard');
  await firefox.click('main form button');
  await firefox.click('form[action$="/ouvrir"] button');
  t.regex(await firefox.text('main'), /password\.txt/);
  await shoot('12-wizard-files');
  t.regex(readFileSync(shop.path('Dossiers/Requete_Wizard/password.txt'), 'utf8'), /\.p12 : \S{16}/);
  await firefox.click('nav a[href="/assistant"]');
  await firefox.type('#serveur', 'serveur.ailleurs.invalid');
  await firefox.click('input[name=annuaire]');
  await firefox.click('main form button');
  await firefox.text('[role=alert]');
  await shoot('13-wizard-refused');
  t.regex(await firefox.text('[role=alert]'), /Layer\s+authority[\s\S]*Rule\s+otherDomain/);
  t.deepEqual(await stop(), [0, null]);
});
