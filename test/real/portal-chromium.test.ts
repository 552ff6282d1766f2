/**
 * The portal in Chromium of Debian with a card in a private world, from the order to the download, by the pages alone: key and
 * request are made in the browser, and OpenSSL judges what it has saved. The code is typed into Chromium's own dialog.
 *
 * Source: reference/documents.md P01, P04 to P08, P21; reference/browsers.md 1.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import test, { type ExecutionContext } from 'ava';
import { openCardBrowser } from '../../scenarios/playwright/index.ts';
import { type World, world } from '../../scenarios/world/index.ts';
import { Workshop } from '../common/formats/workshop.ts';

const CODE = 'Revoquer-2026';
const PASSWORD = 'mot de passe à moi';
/** Only a browser that hangs takes so long. */
const PAGE_MS = 100_000;

interface Desk {
  readonly world: World;
  readonly page: Page;
  readonly shop: Workshop;
  /** Kept where somebody wants to look at them: KEEP_SCREENSHOTS=folder. */
  shoot(name: string): Promise<void>;
  text(selector: string): Promise<string>;
  /** What a click saves, in the workshop. */
  saves(name: string, click: () => Promise<void>): Promise<string>;
}

async function desk(t: ExecutionContext, name: string, language: string): Promise<Desk> {
  const shop = new Workshop(name);
  const w = await world({ target: 'private', services: ['pfc'] });
  t.teardown(() => w.close());
  await w.reader('poste').insert(w.card('cps3-medecin', { seed: 1 }));
  const browser = await openCardBrowser(chromium, { world: w });
  t.teardown(() => browser.close());
  browser.context.setDefaultTimeout(PAGE_MS);
  const page = await browser.context.newPage();
  await page.goto(`${w.services.pfc.url}?lang=${language}`);
  const { KEEP_SCREENSHOTS: folder } = process.env;
  const shoot: Desk['shoot'] = async (shot) => {
    if (folder === undefined) return;
    writeFileSync(join(folder, `chromium-${shot}.png`), await page.screenshot({ fullPage: true }));
  };
  const saves: Desk['saves'] = async (file, click) => {
    const [download] = await Promise.all([page.waitForEvent('download'), click()]);
    await download.saveAs(shop.path(file));
    return download.suggestedFilename();
  };
  const text: Desk['text'] = async (selector) => (await page.textContent(selector)) ?? '';
  return { world: w, page, shop, shoot, saves, text };
}

const keyOf = (shop: Workshop, ...args: string[]) => shop.openssl(...args, '-pubkey', '-noout').trim();

test.serial('from the order to the download and the renewal, key and request made in the browser', async (t) => {
  t.timeout(300_000);
  const { world: w, page, shop, shoot, saves, text } = await desk(t, 'portal-chromium', 'fr');
  t.regex(await text('main'), /CLAIRE MEDECIN9990001 \(899909990001\), Médecin/);
  await shoot('1-entrance');
  await page.click('main button');
  await shoot('2-offers');
  await page.click('main a[href*="offre=SERV"]');
  await page.check('input[value=SSL_SERV]');
  await page.fill('#service', 'gap.ch-ville.example');
  await page.check('input[value=assistee]');
  await page.click('main form button:not([type])');
  t.regex(await text('#assistant-status'), /Fabriquez d'abord/);
  await page.fill('#assistant-password', PASSWORD);
  await page.click('#assistant-make');
  t.regex(await text('#assistant-status'), /confirmation diffère/);
  await page.fill('#assistant-confirmation', PASSWORD);
  t.is(await saves('own.key', () => page.click('#assistant-make')), 'cle-gap.ch-ville.example.pem');
  await page.waitForFunction('document.querySelector("#csr").value !== ""');
  await shoot('3-assisted');
  const request = await page.inputValue('#csr');
  shop.write('own.csr', request);
  const told = shop.openssl('req', '-in', 'own.csr', '-verify', '-noout', '-subject');
  t.regex(told, /\bverify OK$/m);
  t.regex(told, /^subject=C ?= ?FR$/m);
  const publicKey = keyOf(shop, 'req', '-in', 'own.csr');
  t.is(shop.openssl('pkey', '-in', 'own.key', '-passin', `pass:${PASSWORD}`, '-pubout').trim(), publicKey);
  await page.click('main form button:not([type])');
  t.regex(await text('main'), /Votre demande est enregistrée/);
  await shoot('4-ordered');
  t.deepEqual((await w.services.mailbox.waitFor({ subject: 'N° 1' })).to, ['899909990001@porteurs.invalid']);
  await page.click('main a[href="/retirer/1"]');
  await page.fill('#code', CODE);
  await page.fill('#confirmation', CODE);
  await page.check('input[name=accepte]');
  await shoot('5-withdrawal');
  await page.click('main form button:not([name])');
  await shoot('6-withdrawn');
  t.is(await saves('own.cer', () => page.click('td a[href="/telecharger/1"]')), 'certificat-1.cer');
  t.is(keyOf(shop, 'x509', '-inform', 'DER', '-in', 'own.cer'), publicKey);
  await page.goto(`${w.services.pfc.url}suivre?lang=en`);
  await shoot('7-follow-en');
  await page.click('main a[href="/suivre/1/renouveler"]');
  await page.check('input[value=assistee]');
  await saves('next.key', () => page.click('#assistant-make'));
  await page.waitForFunction('document.querySelector("#csr").value !== ""');
  await shoot('8-renewal-en');
  await page.click('main form button:not([type])');
  t.regex(await text('main'), /Your order is taken/);
  shop.openssl('pkey', '-in', 'next.key', '-check', '-noout');
  t.like(w.services.pfc.products(), { 0: { number: 2, renews: 1, keyMade: 'byUser' }, length: 2 });
});
