/**
 * Firefox ESR of Debian, headless and unmodified, opens a page that asks for a certificate (mutual TLS, version 1.2). The
 * card is in a private world, its code is typed at the reader's PIN pad.
 *
 * Settings and traps: reference/browsers.md 1, 2, 4. The list of answers ends, so that a browser that asks again and
 * again cannot block the card.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { parsePinPadAnswers } from '../../simulator/reader/pin-pad/answers.ts';
import { PinPad } from '../../simulator/reader/pin-pad/pin-pad.ts';
import { PrivateWorld } from '../../simulator/resource-manager/pcsclite/private-world.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { site } from './card-site.ts';
import { firefoxProfile } from './firefox-profile.ts';

const INTERNAL_AUTHENTICATE = 0x88;
/** Only a browser that hangs takes so long. */
const BROWSER_LIMIT_MS = 60_000;

interface Visit {
  readonly code: number | null;
  readonly pages: readonly string[];
  readonly screenshot: string;
  readonly pad: PinPad;
  readonly events: readonly TraceEvent[];
  readonly triesRemaining: number | undefined;
}

type Seen = Omit<Visit, 'code'>;

/** Firefox to its end, or until `enough`: after a refusal it never takes its screenshot. Resolves to its exit code. */
async function browse(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  enough: Promise<void>,
): Promise<number | null> {
  const child = spawn('firefox-esr', args, { stdio: 'ignore', env: { ...process.env, ...env } });
  const stop = () => void child.kill('SIGKILL');
  const tooLong = setTimeout(stop, BROWSER_LIMIT_MS);
  void enough.then(stop);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  } finally {
    clearTimeout(tooLong);
  }
}

/** Opens the page once, with these answers at the PIN pad; ends early when what was seen is `enough`. */
async function visit(
  t: ExecutionContext,
  answers: string,
  enough: (seen: Seen) => boolean = () => false,
): Promise<Visit> {
  const folder = temporaryDirectory('firefox-');
  const { url, pages } = await site(t, folder);
  const profile = await firefoxProfile(folder, join(folder, 'ca.pem'));
  const medecin = shippedProfile('cps3-medecin');
  const store = new MemoryStore(medecin, personalise(medecin, 1));
  const events: TraceEvent[] = [];
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const trace = (event: TraceEvent): void => {
    events.push(event);
    if (enough(seen)) stop();
  };
  const pad = new PinPad({ answers: parsePinPadAnswers(answers), trace });
  const seen: Seen = {
    pages,
    screenshot: join(folder, 'page.png'),
    pad,
    events,
    get triesRemaining() {
      return store.state.referenceData['01']?.triesRemaining;
    },
  };
  const world = await PrivateWorld.open();
  t.teardown(() => world.close());
  world.manager.plugReader('cabinet', { pinPad: pad }).insert(new Card({ name: 'medecin', store, trace }));
  const args = ['--no-remote', '--profile', profile, '--headless', '--screenshot', seen.screenshot, url];
  const code = await browse(args, { ...world.environment, HOME: folder }, stopped);
  return { ...seen, code };
}

const signatures = ({ events }: Seen): number =>
  events.filter(
    (event) =>
      event.kind === 'apdu' && event.command[1] === INTERNAL_AUTHENTICATE && (event.response.at(-2) ?? 0) < 0x62,
  ).length;

test.serial('the page shows the holder of the card; the code was typed at the pad, once', async (t) => {
  t.timeout(120_000);
  const seen = await visit(t, '1234,cancel');
  t.is(seen.code, 0);
  t.true(seen.pages.length >= 1);
  for (const text of seen.pages) t.regex(text, /CLAIRE MEDECIN9990001, Médecin/);
  t.is(seen.pad.asked, 1);
  t.true(signatures(seen) >= 1);
  const png = readFileSync(seen.screenshot);
  t.is(png.subarray(1, 4).toString('latin1'), 'PNG');
  t.true(png.length > 5000, 'a page with words on it');
  if (process.env.KEEP_SCREENSHOT !== undefined) writeFileSync(process.env.KEEP_SCREENSHOT, png);
});

test.serial('cancelled at the pad: no certificate, no try lost', async (t) => {
  t.timeout(120_000);
  const seen = await visit(t, 'cancel', (now) =>
    now.events.some((event) => event.kind === 'pin-pad' && event.action === 'cancel'),
  );
  t.is(signatures(seen), 0);
  t.is(seen.triesRemaining, 3);
  for (const text of seen.pages) t.regex(text, /NO CERTIFICATE/);
  t.is(seen.pad.asked, 1);
});

test.serial('Firefox asks again after a wrong code, by itself, until the card is blocked', async (t) => {
  t.timeout(120_000);
  const seen = await visit(t, '0000,0000,0000,0000,cancel', (now) => now.triesRemaining === 0);
  t.is(seen.triesRemaining, 0);
  t.true(seen.pad.asked >= 3);
  t.is(signatures(seen), 0);
});
