/** The console for whoever uses it: where the focus of the keyboard is, what is said in which language, what others do meanwhile. */
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
