/** The console in Chromium of Debian, open on a door of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import type { ExecutionContext } from 'ava';
import type { Language } from '#common/language.ts';
import { installed } from '../../scenarios/browser/installed.ts';
import { consolePage } from '../../tools/console/page-file.ts';
import type { Door } from '../../tools/door/door.ts';
import { ask, opened } from '../tools/door/opened.ts';

/** Only a browser that hangs takes so long. */
const PAGE_MS = 20_000;

export interface Desk {
  readonly door: Door;
  readonly page: Page;
  /** Kept where somebody wants to look at them: KEEP_SCREENSHOTS=folder. */
  shoot(name: string): Promise<void>;
}

const isRoot = process.getuid?.() === 0;

export async function newPage(t: ExecutionContext, locale: string): Promise<Page> {
  const browser = await chromium.launch({ executablePath: installed('chromium'), chromiumSandbox: !isRoot });
  t.teardown(() => browser.close());
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 1100 } });
  context.setDefaultTimeout(PAGE_MS);
  return context.newPage();
}

export async function desk(t: ExecutionContext, locale = 'fr-FR', asked?: Language): Promise<Desk> {
  t.timeout(120_000);
  const door = await opened(t, await consolePage(asked));
  const page = await newPage(t, locale);
  page.on('pageerror', (error) => t.fail(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4|ERR_CONNECTION/.test(message.text())) t.fail(message.text());
  });
  await page.goto(`${door.url}/#token=${door.token}`);
  await page.waitForSelector('[data-slot=bureau]');
  const shoot: Desk['shoot'] = async (name) => {
    const { KEEP_SCREENSHOTS: folder } = process.env;
    if (folder !== undefined) writeFileSync(join(folder, `console-${name}.png`), await page.screenshot());
  };
  return { door, page, shoot };
}

export async function status(page: Page, text: RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor();
}

export async function cardIn(door: Door, reader: string): Promise<string | undefined> {
  const { body } = await ask(door, 'GET', '/worlds/main');
  return body.readers.find(({ name }: { name: string }) => name === reader)?.card;
}
