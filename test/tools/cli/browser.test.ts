/** What `cps-sim browser` says before any browser is opened. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const CARD = ['--card', 'cps3-medecin'];
const UNSEEN = ['--headless', '--pin-pad', '1234'];
const REFUSED = 2;
const NO_SCREEN = { DISPLAY: '', WAYLAND_DISPLAY: '' };

const refused = test.macro(
  async (t, args: readonly string[], says: RegExp, variables: Readonly<Record<string, string>> = {}) => {
    const { exitCode, stdout, stderr } = await cpsSim(['browser', ...args], '', { ...NO_SCREEN, ...variables });
    t.is(exitCode, REFUSED);
    t.regex(stderr, says);
    t.notRegex(stderr, /internal error/);
    t.is(stdout, '');
  },
);

test('a browser there is not', refused, ['safari', ...CARD], /firefox, chromium/);
test('no card', refused, ['firefox', ...UNSEEN], /expected --card CARD/);
test('a card there is not', refused, ['firefox', '--card', 'cps9', ...UNSEEN], /cps9/);
test('no URL', refused, ['firefox', 'about:config', ...CARD, ...UNSEEN], /no address of a page/);
test(
  'options that npm took for its own',
  refused,
  ['chromium', 'cps3-medecin'],
  /^cps-sim: npm took --card, --pin-pad for itself: type -- in front .* npm run -s cps-sim -- VERB --card/m,
  { npm_lifecycle_event: 'cps-sim', npm_config_card: 'true', npm_config_pin_pad: 'true' },
);
test('nobody types the code', refused, ['firefox', ...CARD, '--screenshot', 'x.png'], /--pin-pad/);
test('in French', refused, ['firefox', ...CARD, '--headless', '--lang', 'fr'], /donnez un clavier au lecteur/);
test('no screen', refused, ['firefox', ...CARD], /no screen here \(DISPLAY\)/);
test(
  'a module there is not',
  refused,
  ['firefox', ...CARD, ...UNSEEN, '--module', '/nowhere/cps.so'],
  /\/nowhere\/cps.so: no such file; expected a PKCS#11 module/,
);
test(
  'a pad, and a reader that has none',
  refused,
  ['chromium', ...CARD, ...UNSEEN, '--reader-driver', 'vpcd'],
  /knows of no PIN pad/,
);
for (const [name, packaged] of [
  ['firefox', 'firefox-esr'],
  ['chromium', 'chromium'],
] as const)
  test(
    `${name} is not installed`,
    refused,
    [name, ...CARD, ...UNSEEN],
    new RegExp(`in PATH: apt install ${packaged}`),
    {
      PATH: '/nowhere',
    },
  );

test('certutil is not installed; nothing is left behind', async (t) => {
  const folder = temporaryDirectory('browser-');
  for (const name of ['bin', 'tmp']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'bin/firefox'), '#!/bin/sh\n', { mode: 0o700 });
  writeFileSync(join(folder, 'module.so'), '');
  const variables = { PATH: join(folder, 'bin'), TMPDIR: join(folder, 'tmp') };
  const args = ['browser', 'firefox', ...CARD, ...UNSEEN, '--module', join(folder, 'module.so')];
  const { exitCode, stderr } = await cpsSim(args, '', variables);
  t.is(exitCode, REFUSED, stderr);
  t.regex(stderr, /no certutil in PATH: apt install libnss3-tools/);
  t.deepEqual(readdirSync(join(folder, 'tmp')), []);
});

test('a file that is no picture is not written over, one that is no certificate is not trusted', async (t) => {
  const folder = temporaryDirectory('browser-');
  const file = join(folder, 'letter.txt');
  writeFileSync(file, 'Cher confrère');
  const written = await cpsSim(['browser', 'firefox', ...CARD, ...UNSEEN, '--screenshot', file]);
  t.true(written.exitCode > 0);
  t.regex(written.stderr, /letter\.txt.*PNG/s);
  t.is(readFileSync(file, 'utf8'), 'Cher confrère');
  writeFileSync(join(folder, 'firefox'), '#!/bin/sh\n', { mode: 0o700 });
  const args = ['browser', 'firefox', ...CARD, ...UNSEEN, '--trust', file, '--module', file];
  const trusted = await cpsSim(args, '', { PATH: folder });
  t.is(trusted.exitCode, REFUSED);
  t.regex(trusted.stderr, /letter\.txt: expected certificates in PEM/);
});
