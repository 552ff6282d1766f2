/** The first paint of the console's page in Chromium beside that of a page of one word, both over loopback, each in a fresh profile. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from '@playwright/test';
import { installed } from '../../scenarios/browser/installed.ts';
import { consolePage } from '../console/page-file.ts';
import { openDoor } from '../door/door.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, median } from './rounds.ts';

const ROUNDS = 15;
const NAME = "first paint of the console's page in Chromium";
const HEAD = { cards: { medecin: { profile: 'cps3-medecin', seed: 1 } }, readers: { bureau: 'contact' } };
const PLAIN = '<!DOCTYPE html><html lang="en"><head><title>bench</title></head><body>bench</body></html>\n';

/** For the browser. Source: Paint Timing (W3C), 4. */
const PAINTED = `new Promise((resolve) => {
  const seen = (list) => list.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime));
  new PerformanceObserver(seen).observe({ type: 'paint', buffered: true });
})`;

/** Microseconds from the start of the navigation to the first contentful paint, nothing in the browser's cache. */
async function firstPaint(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(address);
    const ms = await page.evaluate<number>(PAINTED);
    return 1000 * ms;
  } finally {
    await context.close();
  }
}

function failed(error: unknown): void {
  throw error;
}

async function paints(browser: Browser): Promise<Outcome> {
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(PLAIN));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const door = await openDoor({ first: { name: 'main', head: HEAD }, page: await consolePage(), failed });
  try {
    const { port } = server.address() as AddressInfo;
    const readings = await byTurns(
      ROUNDS,
      () => firstPaint(browser, `http://127.0.0.1:${port}/`),
      () => firstPaint(browser, `${door.url}/#token=${door.token}`),
    );
    const [plain, ours] = [median(readings[0]), median(readings[1])];
    const details = `${time(ours)} beside ${time(plain)}`;
    return {
      name: NAME,
      value: ours / plain,
      unit: 'times that of a page of one word',
      bar: 2.5,
      sense: 'most',
      details,
    };
  } finally {
    await door.close();
    server.close();
  }
}

/** At 100 ms for the page of one word, 250 ms; 300 are aimed at. @throws BrowserError without Chromium, saying what to install */
export async function firstPaintRatio(): Promise<Outcome> {
  const isRoot = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath: installed('chromium'), chromiumSandbox: !isRoot });
  try {
    return await paints(browser);
  } finally {
    await browser.close();
  }
}
