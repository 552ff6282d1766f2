/**
 * `cps-sim browser`: Firefox ESR and Chromium of Debian, unmodified, without a window; the code is typed at the reader's PIN
 * pad. A page, its picture, and nothing left behind.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeFirefoxProfile, pkcs11Module } from '../../scenarios/browser/index.ts';
import { builtMain } from '../built.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { type Site, site } from './card-site.ts';
import { OPEN_IN_CONTACT } from './open-card.ts';
import { type ToolResult, tool } from './plugged-card.ts';

const HOLDER = /CLAIRE MEDECIN9990001, Médecin/;
/** Where a PNG says how tall it is. */
const PNG_HEIGHT = 20;
/** Where an ELF says how wide it is: 1 for 32 bits. */
const EI_CLASS = 4;
/** Told to end. */
const INTERRUPTED = 128 + 2;

interface Desk {
  readonly folder: string;
  readonly site: Site;
  /** Where the program and its browser make their temporary files. */
  readonly temporary: string;
}

async function desk(t: ExecutionContext): Promise<Desk> {
  const folder = temporaryDirectory('browser-');
  const temporary = temporaryDirectory('b-');
  return { folder, temporary, site: await site(t, folder) };
}

function commandLine({ folder, site: { url } }: Desk, browser: string, options: readonly string[]): string[] {
  return [builtMain(), 'browser', browser, url, '--trust', join(folder, 'ca.pem'), ...options];
}

function browse(at: Desk, browser: string, options: readonly string[], variables = {}): Promise<ToolResult> {
  return tool(process.execPath, commandLine(at, browser, options), '', { TMPDIR: at.temporary, ...variables });
}

function leavesNothing(t: ExecutionContext, { temporary }: Desk): void {
  // Of the loader of this command line, where it keeps one.
  t.deepEqual(
    readdirSync(temporary).filter((name) => !/^tsx-|^node-compile-cache$/.test(name)),
    [],
  );
}

const pictures = test.macro(async (t, browser: 'firefox' | 'chromium') => {
  t.timeout(180_000);
  const at = await desk(t);
  const picture = join(at.folder, 'page.png');
  const options = ['--card', 'cps3-medecin', '--pin-pad', '1234,cancel', '--screenshot', picture, '--explain'];
  const { code, stderr } = await browse(at, browser, options);
  t.is(code, 0, stderr);
  for (const page of at.site.pages) t.regex(page, HOLDER);
  t.true(at.site.pages.length >= 1);
  t.is(stderr.match(/PIN pad: code typed/g)?.length, 1, stderr);
  const png = readFileSync(picture);
  t.is(png.subarray(1, 4).toString('latin1'), 'PNG');
  t.true(png.length > 5000, 'a page with words on it');
  leavesNothing(t, at);
});

test.serial('Firefox: the page shows the holder of the card', pictures, 'firefox');
test.serial('Chromium: the page shows the holder of the card', pictures, 'chromium');

for (const [name, card] of Object.entries({ test: 'cps3-medecin', production: 'cps-production' }))
  test.serial(`Without a URL: TESTSSL, for the ${name} branch`, async (t) => {
    t.timeout(180_000);
    const folder = temporaryDirectory('browser-');
    const picture = join(folder, 'page.png');
    const options = ['--card', card, '--pin-pad', '1234,cancel', '--screenshot', picture, '--explain'];
    const { code, stderr } = await tool(process.execPath, [builtMain(), 'browser', 'firefox', ...options], '');
    t.is(code, 0, stderr);
    t.regex(stderr, /TESTSSL.*https:\/\/localhost:\d+/);
    t.regex(stderr, /PIN pad: code typed/);
    // The table is taller than what says that no certificate was shown.
    t.true(readFileSync(picture).readUInt32BE(PNG_HEIGHT) > 900);
  });

test.serial('Chromium names the person: the technical certificate of the card is not taken for theirs', async (t) => {
  t.timeout(180_000);
  const at = await desk(t);
  const card = join(at.folder, 'open.json');
  writeFileSync(card, JSON.stringify(OPEN_IN_CONTACT));
  const picture = join(at.folder, 'page.png');
  const options = ['--card', card, '--pin-pad', '1234,cancel', '--screenshot', picture];
  const { code, stderr } = await browse(at, 'chromium', options);
  t.is(code, 0, stderr);
  t.regex(at.site.pages[0] ?? '', HOLDER);
});

test.serial(
  'Chromium, cancelled at the pad: the page is asked for without a certificate, no try is lost',
  async (t) => {
    t.timeout(180_000);
    const at = await desk(t);
    const picture = join(at.folder, 'page.png');
    const options = ['--card', 'cps3-medecin', '--pin-pad', 'cancel', '--screenshot', picture, '--explain'];
    const { code, stderr } = await browse(at, 'chromium', options);
    t.is(code, 0, stderr);
    t.regex(at.site.pages.at(-1) ?? '', /NO CERTIFICATE/);
    t.notRegex(stderr, /presents PIN/);
    leavesNothing(t, at);
  },
);

test.serial('a file that is no module for this machine: which one, and what the loader says of it', async (t) => {
  const folder = temporaryDirectory('browser-');
  const opensc = readFileSync(pkcs11Module());
  const narrow = Buffer.from(opensc);
  narrow[EI_CLASS] = 1;
  const files: Readonly<Record<string, readonly [Uint8Array, RegExp]>> = {
    'letter.so': [Buffer.from('Cher confrère'), /file too short/],
    'other.so': [
      readFileSync(join(dirname(pkcs11Module()), 'libpcsclite.so.1')),
      /undefined symbol: C_GetFunctionList/,
    ],
    'win32.dll': [Buffer.from(`MZ${'\0'.repeat(4000)}`), /invalid ELF header/],
    'narrow.so': [narrow, /wrong ELF class/],
    'cut.so': [opensc.subarray(0, 5000), /whole$/m],
  };
  for (const [name, [content, says]] of Object.entries(files)) {
    const module = join(folder, name);
    writeFileSync(module, content);
    const error = await t.throwsAsync(makeFirefoxProfile(join(folder, `${name}-profile`), { module, trusted: [] }), {
      code: 'ERR_BROWSER',
    });
    t.regex(error?.message ?? '', says);
    t.true(error?.message.startsWith(`${module}: a browser cannot load it; expected a PKCS#11 module`));
  }
});

test.serial('Chromium that speaks French: its dialog is found, the site is asked in French', async (t) => {
  t.timeout(180_000);
  const at = await desk(t);
  const asked = once(at.site.server, 'request');
  const options = ['--card', 'cps3-medecin', '--pin-pad', '1234,cancel', '--screenshot', join(at.folder, 'page.png')];
  const { code, stderr } = await browse(at, 'chromium', options, { LC_ALL: 'fr_FR.UTF-8' });
  t.is(code, 0, stderr);
  t.regex(at.site.pages[0] ?? '', HOLDER);
  const [{ headers }] = (await asked) as [IncomingMessage];
  t.regex(headers['accept-language'] ?? '', /^fr-FR,fr;/);
});

const ended = test.macro(async (t, browser: 'firefox' | 'chromium') => {
  t.timeout(180_000);
  const at = await desk(t);
  const options = ['--card', 'cps3-medecin', '--pin-pad', '1234,cancel', '--headless', '--explain'];
  const env = { ...process.env, TMPDIR: at.temporary };
  const child = spawn(process.execPath, commandLine(at, browser, options), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  const exit = once(child, 'exit');
  child.stderr.resume();
  await once(at.site.server, 'request');
  t.regex(at.site.pages[0] ?? '', HOLDER);
  child.kill('SIGINT');
  t.deepEqual(await exit, [INTERRUPTED, null]);
  leavesNothing(t, at);
});

test.serial(
  'Firefox without a window: the page comes; told to end it ends, and leaves nothing behind',
  ended,
  'firefox',
);
test.serial(
  'Chromium without a window: the page comes; told to end it ends, and leaves nothing behind',
  ended,
  'chromium',
);
