/**
 * `cps-sim/playwright` from the installed package, in a project of its own, under the test runner of Playwright: what
 * docs/browsers.md shows is run, in Chromium of Debian.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import test from 'ava';
import { ensurePcscd } from '../../tools/pcscd.ts';
import { installedElsewhere, run } from '../installed-elsewhere.ts';

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const SHOWN = new URL('../../docs/browsers.md', import.meta.url);
const PLAYWRIGHT = '@playwright/test@1.65.1';

/** One worker: the machine may have two cores. Chromium over OpenSC sometimes ends by itself: reference/browsers.md 4. */
const CONFIG = `export default { workers: 1, retries: 2, timeout: 90_000, reporter: 'json' };`;

/** Another program of the machine sees the card of the test as well. */
const OVER_PCSCD = `
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test as base } from '@playwright/test';
import { cardFixtures } from 'cps-sim/playwright';
const test = base.extend(cardFixtures);
test.use({ cardTarget: 'pcsc', cardServices: ['testssl'] });
test('a reader of pcscd', async ({ page, world, codeDialog }) => {
  await page.goto(world.services.testssl.url, { timeout: 60_000 });
  await expect(page.locator('body')).toContainText('MEDECIN9990001');
  expect(codeDialog.asked).toBe(1);
  // Never execFileSync: when Chromium is at the card just then, each waits for the other for ever.
  const { stdout } = await promisify(execFile)('opensc-tool', ['--list-readers'], { timeout: 30_000 });
  expect(stdout).toMatch(/Yes.*Virtual PCD 00 00/);
});
`;

/** Without its test runner, and a code that is wrong: it is not typed again by itself. */
const LIBRARY = `
import { chromium } from '@playwright/test';
import { world } from 'cps-sim';
import { isCodedError } from 'cps-sim/errors';
import { openCardBrowser } from 'cps-sim/playwright';
const w = await world({ target: 'private', services: ['pfc'] });
const reader = w.reader('poste');
await reader.insert(w.card('cps3-medecin', { seed: 1 }));
const browser = await openCardBrowser(chromium, { world: w, code: '0000' });
const page = await browser.context.newPage();
page.setDefaultNavigationTimeout(60_000);
await page.goto(w.services.pfc.url);
const shown = (await page.locator('body').innerText()).includes('MEDECIN9990001');
const tries = await w.acquire(reader).then((card) => card.cardAuthenticateEx({ pin: '0001' })).catch((error) => error.attemptsRemaining);
await browser.close();
const within = await world();
const refused = await openCardBrowser(chromium, { world: within }).catch((error) => isCodedError(error, 'ERR_WORLD'));
await within.close();
await w.close();
console.log(JSON.stringify({ shown, tries, refused }));
`;

interface Attempt {
  readonly status: string;
  readonly duration: number;
  readonly errors: readonly { readonly message?: string }[];
}

interface Report {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
  readonly suites: readonly {
    readonly specs: readonly {
      readonly title: string;
      readonly tests: readonly { readonly results: readonly Attempt[] }[];
    }[];
  }[];
}

/** Of every attempt that did not pass, in which test and after how many ms, and what Playwright said. */
const lost = ({ suites }: Report): string[] =>
  suites.flatMap(({ specs }) =>
    specs.flatMap(({ title, tests }) =>
      tests
        .flatMap(({ results }) => results)
        .filter(({ status }) => status !== 'passed')
        .map(
          ({ status, duration, errors }) => `${title}: ${status}, ${duration} ms: ${errors.map((one) => one.message)}`,
        ),
    ),
  );

test('what docs/browsers.md shows passes in another project, and its types are there', async (t) => {
  t.timeout(1_200_000);
  const project = await installedElsewhere(PLAYWRIGHT, '@types/node@20');
  const [, spec = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(SHOWN, 'utf8')) ?? [];
  writeFileSync(join(project, 'carte.spec.ts'), spec);
  writeFileSync(join(project, 'playwright.config.ts'), CONFIG);
  writeFileSync(join(project, 'pcscd.spec.mjs'), OVER_PCSCD);
  await ensurePcscd();
  const bin = join(project, 'node_modules/.bin/playwright');
  const report = JSON.parse(await run(project, bin, 'test').catch((error) => error.stdout)) as Report;
  for (const one of lost(report)) t.log(one);
  t.deepEqual([report.stats.expected + report.stats.flaky, report.stats.unexpected], [4, 0]);

  const settings = ['--noEmit', '--strict', '--target', 'es2023', '--types', 'node', '--module', 'nodenext'];
  await t.notThrowsAsync(run(project, process.execPath, TSC, ...settings, '--skipLibCheck', 'false', 'carte.spec.ts'));

  writeFileSync(join(project, 'library.mjs'), LIBRARY);
  const outcome = JSON.parse(await run(project, process.execPath, 'library.mjs'));
  // One try was lost to the browser, one to the program beside it.
  t.deepEqual(outcome, { shown: false, tries: 1, refused: true });
});
