/** The HTML report in Chromium of Debian, from the disk: it shows itself at once, by its own style alone, to eye and keyboard. */
import { execFile } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from '@playwright/test';
import test, { type ExecutionContext } from 'ava';
import { installed } from '../../scenarios/browser/installed.ts';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const DIRECTORY = temporaryDirectory('html-');
/** Only a run that hangs takes so long. */
const LIBRARY_MS = 600_000;

interface Shown {
  readonly page: Page;
  /** What the browser said of it: refused styles, scripts, requests. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

let browser: Browser;

test.before(async () => {
  browser = await chromium.launch({ executablePath: installed('chromium'), args: ['--no-sandbox'] });
});
test.after.always(async () => {
  await browser?.close();
});

async function shown(t: ExecutionContext, path: string): Promise<Shown> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  t.teardown(() => page.close());
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, complaints, requests };
}

/** Kept where somebody wants to look at it: KEEP_SCREENSHOTS=folder. */
async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  const { KEEP_SCREENSHOTS: folder } = process.env;
  if (folder !== undefined) writeFileSync(join(folder, `html-${name}.png`), await page.screenshot({ fullPage }));
}

/** Plays scenarios; the report, and what the command ended with. */
async function run(
  name: string,
  ...args: readonly string[]
): Promise<{ readonly path: string; readonly code: number }> {
  const path = join(DIRECTORY, `${name}.html`);
  const command = [builtMain(), 'run', '--reporter', `html=${path}`, ...args];
  try {
    await promisify(execFile)(process.execPath, command, { timeout: LIBRARY_MS });
    return { path, code: 0 };
  } catch (error) {
    return { path, code: Number((error as { code?: unknown }).code) };
  }
}

/** What of more scenarios does not fit is left out: test/scenarios/observers/html-report.test.ts. */
test.serial('a tenth of the library: seen at once, without a request or a complaint', async (t) => {
  t.timeout(LIBRARY_MS + 60_000);
  const { path, code } = await run('library', '--shard', '1/10');
  t.is(code, 0);
  const { page, complaints, requests } = await shown(t, path);
  t.deepEqual(complaints, []);
  t.deepEqual(requests, [pathToFileURL(path).href]);
  t.true((await page.locator('section').count()) > 10);
  const loaded = await page.evaluate('performance.getEntriesByType("navigation")[0].loadEventEnd');
  t.log(`${statSync(path).size} bytes, loaded in ${Math.round(Number(loaded))} ms`);
  await shoot(page, 'library');
  await page.locator('tbody a').nth(3).click();
  t.true(await page.locator('div:target svg').first().isVisible(), 'a link opens its scenario');
  await shoot(page, 'library-scenario');
});

const FAILING = `scenario: <script>alert(1)</script> \u05d0\u05d1 ${'très long '.repeat(30)}
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
  - CardAuthenticateEx: { pin: "1234" }
  - remove: { card: medecin, during: PERFORM SECURITY OPERATION }
  - CardSignData: { container: SIGN, hash: sha256, text: ordonnance }
`;

test.serial('a failing run in French: the step and its line are in sight, the picture too, nothing runs', async (t) => {
  t.timeout(120_000);
  const file = join(DIRECTORY, 'panne.yaml');
  writeFileSync(file, FAILING);
  const { path, code } = await run('failing', '--lang', 'fr', file);
  t.is(code, 1);
  const { page, complaints } = await shown(t, path);
  t.deepEqual(complaints, []);
  t.is(await page.locator('html').getAttribute('lang'), 'fr');
  t.true(await page.locator('.wrong pre mark').isVisible());
  t.regex((await page.locator('.wrong').textContent()) ?? '', /SCARD_W_REMOVED_CARD/);
  t.true(await page.locator('.time svg').isVisible());
  t.is(await page.locator('script').count(), 0);
  t.true(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 1280, 'no name makes the page wider');
  await page.keyboard.press('Tab');
  t.is(await page.evaluate('document.activeElement.className'), 'skip');
  await page.locator('.apdus').first().evaluate('(table) => { table.closest("details").open = true; }');
  t.regex((await page.locator('.apdus').first().textContent()) ?? '', /code porteur : non vérifié/);
  await shoot(page, 'failing', true);
  t.false(readFileSync(path, 'utf8').includes('1234'));
  await page.emulateMedia({ media: 'print' });
  await shoot(page, 'failing-print', true);
});
