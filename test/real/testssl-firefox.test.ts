/**
 * TESTSSL in Firefox ESR of Debian, unmodified, with a card in a private world: from the page over HTTP to the table of its holder.
 * Source: the guide, 9.2; reference/browsers.md 2.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { HealthServices } from '../../simulator/services/index.ts';
import { Workshop } from '../common/formats/workshop.ts';
import { firefoxProfile } from './firefox-profile.ts';
import { Marionette } from './marionette.ts';

/** Where somebody wants to look at them: KEEP_SCREENSHOTS=folder. */
function keep(name: string, png: Buffer): void {
  const { KEEP_SCREENSHOTS: folder } = process.env;
  if (folder !== undefined) writeFileSync(join(folder, `${name}.png`), png);
}

test('from the link of the HTTP page to the table, in both languages', async (t) => {
  t.timeout(180_000);
  const services = await HealthServices.start({ names: ['testssl'] });
  t.teardown(() => services.close());
  const { testssl: site, pki } = services;
  const shop = new Workshop('testssl-firefox');
  const medecin = shippedProfile('cps3-medecin');
  const world = await PrivateWorld.open();
  t.teardown(() => world.close());
  const store = new MemoryStore(medecin, personalise(medecin, 1, { pki }));
  world.manager.plugReader('cabinet').insert(new Card({ name: 'medecin', store }));
  const settings = { 'marionette.port': 0, 'intl.accept_languages': 'fr' };
  const profile = await firefoxProfile(shop.folder, shop.write('ca.pem', site.trust), settings);
  const firefox = await Marionette.start(profile, { ...process.env, ...world.environment, HOME: shop.folder });
  t.teardown(() => firefox.close());
  await firefox.answerPasswords('1234');

  await firefox.open(site.httpUrl);
  keep('testssl-1-http', await firefox.screenshot());
  await firefox.click('main a.button');
  const table = await firefox.text('main');
  t.regex(table, /CLAIRE[\s\S]*MEDECIN9990001[\s\S]*899909990001[\s\S]*SUCCESS/);
  keep('testssl-2-card', await firefox.screenshot());
  await firefox.open(`${site.url}?lang=en`);
  t.regex(await firefox.text('main'), /What your CPS card says[\s\S]*First name\s+CLAIRE/);
  keep('testssl-3-english', await firefox.screenshot());
});
