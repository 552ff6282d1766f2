/**
 * Chromium of Debian, driven by Playwright, and what happens to its cards: two browsers on one reader, a code blocked by the
 * browser's own dialog. A page never says why it got no name: the card is looked at.
 *
 * Source: reference/browsers.md 3.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import test, { type ExecutionContext } from 'ava';
import { type CardBrowserOptions, openCardBrowser } from '../../scenarios/playwright/index.ts';
import { type World, world } from '../../scenarios/world/index.ts';
import { ensurePcscd } from '../../tools/pcscd.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { site } from './card-site.ts';

const HOLDER = 'CLAIRE MEDECIN9990001, Médecin';
const NOBODY = 'NO CERTIFICATE';
const VERIFY = 0x20;
/** Only a browser that hangs takes so long. */
const PAGE_MS = 150_000;

interface Desk {
  readonly world: World;
  readonly url: string;
  open(options?: Partial<CardBrowserOptions>): ReturnType<typeof openCardBrowser>;
  /** Status words of the codes that were presented. */
  readonly presented: readonly string[];
}

async function desk(t: ExecutionContext, target: 'private' | 'pcsc' = 'private'): Promise<Desk> {
  if (target === 'pcsc') await ensurePcscd();
  const folder = temporaryDirectory('chromium-');
  const { url } = await site(t, folder);
  const presented: string[] = [];
  const w = await world({
    target,
    trace: (event) => {
      if (event.kind === 'apdu' && event.command[1] === VERIFY && event.command.length > 5)
        presented.push(Buffer.from(event.response.slice(-2)).toString('hex'));
    },
  });
  t.teardown(() => w.close());
  const trust = readFileSync(join(folder, 'ca.pem'), 'utf8');
  const open: Desk['open'] = async (options = {}) => {
    const browser = await openCardBrowser(chromium, { world: w, trust, ...options });
    t.teardown(() => browser.close());
    browser.context.setDefaultNavigationTimeout(PAGE_MS);
    return browser;
  };
  return { world: w, url, open, presented };
}

test.serial('two browsers on one reader: each asks for the code, both know the holder', async (t) => {
  t.timeout(400_000);
  const at = await desk(t);
  await at.world.reader('poste').insert(at.world.card('cps3-medecin', { seed: 1 }));
  const [first, second] = [await at.open(), await at.open()];
  const titles: string[] = [];
  for (const { context } of [first, second, first]) {
    const page = await context.newPage();
    await page.goto(at.url);
    titles.push(await page.title());
  }
  t.deepEqual(titles, [HOLDER, HOLDER, HOLDER]);
  t.true(first.codeDialog.asked >= 1 && second.codeDialog.asked >= 1);
  t.true(at.presented.every((sw) => sw === '9000'));
});

const atOnce = test.macro(async (t, target: 'private' | 'pcsc') => {
  t.timeout(400_000);
  const at = await desk(t, target);
  await at.world.reader('poste').insert(at.world.card('cps3-medecin', { seed: 1 }));
  const browsers = [await at.open(), await at.open()];
  const titles = browsers.map(async ({ context }) => {
    const page = await context.newPage();
    await page.goto(at.url);
    return page.title();
  });
  t.deepEqual(await Promise.all(titles), [HOLDER, HOLDER]);
  for (const { codeDialog } of browsers) t.is(codeDialog.asked, 1);
  t.deepEqual(new Set(at.presented), new Set(['9000']));
});

test.serial('two browsers at once on one reader: each waits for the other, both know the holder', atOnce, 'private');
test.serial('the same two on the real pcscd', atOnce, 'pcsc');

test.serial('the code blocked in the dialog: no name, and the card says why', async (t) => {
  t.timeout(300_000);
  const at = await desk(t);
  const reader = at.world.reader('poste');
  await reader.insert(at.world.card('cps3-medecin', { seed: 1 }));
  const { context, codeDialog } = await at.open();
  codeDialog.prepare(['0000', '0000', '0000']);
  const page = await context.newPage();
  await page.goto(at.url);
  t.is(await page.title(), NOBODY);
  t.true(codeDialog.asked >= 4, 'the dialog comes again when nothing can be typed any more');
  t.deepEqual(at.presented, ['63c2', '63c1', '63c0']);
  const card = await at.world.acquire(reader);
  const { scardName } = await t.throwsAsync<Error & { scardName?: string }>(card.cardAuthenticateEx({ pin: '1234' }));
  t.is(scardName, 'SCARD_W_CHV_BLOCKED');
});

test.serial('a wrong code is not typed again by itself', async (t) => {
  t.timeout(300_000);
  const at = await desk(t);
  await at.world.reader('poste').insert(at.world.card('cps3-medecin', { seed: 1 }));
  const { context } = await at.open({ code: '0000' });
  const page = await context.newPage();
  await page.goto(at.url);
  t.is(await page.title(), NOBODY);
  t.deepEqual(at.presented, ['63c2']);
});
