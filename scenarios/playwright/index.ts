/**
 * Tests of Playwright whose browser sees a virtual card.
 *
 * ```ts
 * import { expect, test as base } from '@playwright/test';
 * import { type CardFixtures, type CardOptions, cardFixtures } from 'cps-sim/playwright';
 *
 * const test = base.extend<CardFixtures & CardOptions>(cardFixtures);
 *
 * test('the site knows the holder, and nobody without a card', async ({ page, reader }) => {
 *   await page.goto('https://localhost:8443/');
 *   await expect(page.getByText('Médecin')).toBeVisible();
 *   await reader.remove();
 * });
 * ```
 */
export type { DialogAnswer } from '../browser/index.ts';
export { type CardBrowser, type CardBrowserOptions, openCardBrowser } from './card-browser.ts';
export { type CodeAnswer, CodeDialog } from './code-dialog.ts';
export { type CardFixtureSet, type CardFixtures, type CardOptions, cardFixtures } from './fixtures.ts';
