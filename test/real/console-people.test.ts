/** The console for whoever uses it: where the focus of the keyboard is, what is said in which language, what others do meanwhile. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { ask } from '../tools/door/opened.ts';
import { cardIn, desk, status } from './console-desk.ts';

test.serial(
  'the focus stays where the keyboard was: a pad, a recording, a card that another takes, a scenario',
  async (t) => {
    const { door, page } = await desk(t, 'en-GB');
    await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
    await page.locator('[data-slot=bureau].full').waitFor();
    await page.fill('.code input', '1234');
    await page.focus('.code button[type=submit]');
    await page.keyboard.press('Enter');
    await status(page, /the code was accepted/);
    await page.locator('.code button[type=submit][aria-disabled=true]:focus').waitFor();
    await page.focus('[data-record=start]');
    await page.keyboard.press('Enter');
    await page.locator('[data-record=end]:focus').waitFor();
    await page.focus('section[aria-label=bureau] .buttons button:first-child');
    await ask(door, 'POST', '/worlds/main/steps', { remove: 'medecin' });
    await page.locator('[data-slot=bureau]:focus').waitFor();
    const play = page.locator('[data-scenario="code-porteur/change.yaml"]');
    await play.focus();
    await page.keyboard.press('Enter');
    await page.locator('.run.passed').waitFor();
    await page.locator('[data-scenario="code-porteur/change.yaml"]:focus').waitFor();
    t.is(await cardIn(door, 'bureau'), undefined);
  },
);

test.serial('a recording that is begun elsewhere is seen, and ended here', async (t) => {
  const { door, page } = await desk(t);
  await page.locator('[data-record=start]').waitFor();
  await ask(door, 'POST', '/worlds/main/recording');
  await page.locator('[data-record=end]').waitFor();
  await page.locator('.exchange li', { hasText: 'un enregistrement commence' }).waitFor();
  await page.click('[data-record=end]');
  await page.locator('[data-record=start]').waitFor();
  t.is((await ask(door, 'GET', '/worlds/main')).body.recording, undefined);
});

test.serial('no card in the reader: that is said, in the language of the page', async (t) => {
  const { page, shoot } = await desk(t);
  await page.fill('.code input', '1234');
  await page.click('.code button[type=submit]');
  await status(page, /refusé : pas de carte dans le lecteur ; insérez-en une \(SCARD_E_NO_SMARTCARD\)/);
  await shoot('sans-carte');
  await page.click('.language');
  await status(page, /refused: no card in the reader; insert one \(SCARD_E_NO_SMARTCARD\)/);
  t.false((await page.textContent('[role=status]'))?.includes('1234'));
});

test.serial('the language that was asked for, and dialogs in that of the page', async (t) => {
  const { door, page, shoot } = await desk(t, 'en-GB', 'fr');
  await page.getByRole('heading', { name: 'Lecteurs' }).waitFor();
  await page.click('.language');
  await page.getByRole('heading', { name: 'Readers' }).waitFor();
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.click('[data-program=sign]');
  const dialog = page.getByRole('dialog');
  await dialog.filter({ hasText: 'Windows Security' }).waitFor();
  t.regex((await dialog.textContent()) ?? '', /Smart card.*Please enter your/);
  await shoot('dialogue-anglais');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('[data-program=sign]:focus').waitFor();
});

test.serial(
  'a program asks the PIN pad for a code: one page types it, dots are seen, another page is told',
  async (t) => {
    const { door, page, shoot } = await desk(t);
    const inReader = (step: object) => ask(door, 'POST', '/worlds/main/steps', { ...step, reader: 'pave' });
    await inReader({ insert: 'medecin' });
    const { environment } = (await ask(door, 'GET', '/worlds/main')).body;
    const program = promisify(execFile)('pkcs11-tool', ['--login', '--list-objects'], {
      env: { ...process.env, ...environment },
    });
    await page.locator('.keypad:focus').waitFor();
    await page.keyboard.type('99');
    await page.locator('.dots', { hasText: '●●_' }).waitFor();
    await page.reload();
    await page.locator('.keypad:focus', { hasText: 'Tapez le code' }).waitFor();
    await page.locator('.dots', { hasText: /^_/ }).waitFor();
    await page
      .getByRole('timer')
      .filter({ hasText: /^encore [12]?\d s$/ })
      .waitFor();
    const other = await page.context().newPage();
    await other.goto(`${door.url}/#token=${door.token}`);
    await other.locator('.keypad:focus').waitFor();
    await page.click('[data-key="1"]');
    await other.locator('.keypad', { hasText: 'Quelqu’un d’autre tape ici' }).waitFor();
    await other.keyboard.press('Escape');
    await status(other, /quelqu'un d'autre a commencé à taper/);
    await page.keyboard.type('299');
    for (const _ of '99') await page.keyboard.press('Backspace');
    await page.keyboard.type('3');
    await page.locator('.dots', { hasText: '●●●_' }).waitFor();
    await shoot('clavier');
    await page.keyboard.type('4');
    await page.keyboard.press('Enter');
    t.regex((await program).stdout, /Private Key Object/);
    await page.locator('.keypad').waitFor({ state: 'detached' });
    const late = inReader({ CardAuthenticateEx: {} });
    await page.locator('.keypad').waitFor();
    await ask(door, 'POST', '/worlds/main/steps', { elapse: '30s' });
    await status(page, /rien saisi à temps/);
    t.is((await late).status, 409);
    const asked = inReader({ CardAuthenticateEx: {} });
    await page.locator('.keypad').waitFor();
    await page.getByRole('button', { name: 'Retirer', exact: true }).click();
    t.is((await asked).status, 409);
    await page.locator('.keypad').waitFor({ state: 'detached' });
    t.is(await cardIn(door, 'pave'), undefined);
  },
);
