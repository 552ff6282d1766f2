/**
 * The console in Chromium of Debian: by mouse and by keyboard alone, a code blocked, a dialog answered, a scenario seen passing;
 * strangers at its address, and in a frame.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import test from 'ava';
import { parseRecording } from '#trace/recording.ts';
import { ask } from '../tools/door/opened.ts';
import { cardIn, desk, newPage, status } from './console-desk.ts';

test.serial('a card is dragged into a reader, its code blocked, and taken out', async (t) => {
  const { door, page, shoot } = await desk(t);
  t.is(new URL(page.url()).hash, '', 'the token has left the address');
  await page.dragAndDrop('[data-card=medecin]', '[data-slot=bureau]');
  await status(page, /medecin est dans bureau/);
  t.is(await cardIn(door, 'bureau'), 'medecin');
  await page.locator('[data-slot=bureau].full').waitFor();
  for (let time = 0; time < 3; time++) {
    await page.fill('.code input', '0000');
    await page.click('.code button[type=submit]');
    await status(
      page,
      time < 2 ? new RegExp(`code faux, reste ${2 - time} essai`) : /il ne reste plus d'essai \(SCARD_/,
    );
  }
  await page.locator('[data-pin="1"].blocked').waitFor();
  await page.locator('.exchange li', { hasText: 'VERIFY' }).first().waitFor();
  t.false((await page.content()).includes('0000<'));
  await shoot('bloque');
  await page.getByRole('button', { name: 'Retirer', exact: true }).click();
  await status(page, /medecin a été retirée/);
  t.is(await cardIn(door, 'bureau'), undefined);
});

test.serial('the keyboard alone: a card is taken, put into a reader, presented a code, and taken out', async (t) => {
  const { door, page, shoot } = await desk(t, 'en-GB');
  const tabTo = async (selector: string, key = 'Tab') => {
    for (let presses = 0; presses < 60; presses++) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      await page.keyboard.press(key);
    }
    t.fail(`${selector} is not reached by Tab`);
  };
  await tabTo('[data-card=medecin]');
  await page.keyboard.press('Enter');
  await status(page, /medecin is in the hand/);
  await tabTo('[data-slot=bureau]');
  await page.keyboard.press('Enter');
  await status(page, /medecin is in bureau/);
  await tabTo('.code input');
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await status(page, /the code was accepted/);
  await page.locator('[data-pin="1"].verified').waitFor();
  await shoot('keyboard');
  await tabTo('section[aria-label=bureau] .buttons button:first-child', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await status(page, /medecin was taken out/);
  t.is(await cardIn(door, 'bureau'), undefined);
  await page.locator('[data-slot=bureau]:focus').waitFor();
});

test.serial('a program asks for the code in a dialog, which the person answers', async (t) => {
  const { door, page, shoot } = await desk(t);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.click('[data-program=sign]');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await shoot('dialogue');
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await status(page, /le programme a sa signature/);
  await dialog.waitFor({ state: 'detached' });
  t.deepEqual((await ask(door, 'GET', '/worlds/main')).body.dialogs, []);
});

test.serial('a wrong code in a dialog: it asks again, and Escape cancels it', async (t) => {
  const { door, page, shoot } = await desk(t);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.click('[data-program=sign]');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.type('0000');
  await page.keyboard.press('Enter');
  await dialog.filter({ hasText: 'Essais restants : 2' }).waitFor();
  await shoot('faux');
  await page.keyboard.press('Escape');
  await status(page, /SCARD_W_CANCELLED_BY_USER/);
  await dialog.waitFor({ state: 'detached' });
  t.like((await ask(door, 'GET', '/worlds/main')).body.cards[0].pins[0], { triesRemaining: 2 });
});

test.serial('a recording is begun, ended, and offered as a file; one with a code in it is refused', async (t) => {
  const { door, page } = await desk(t);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.click('[data-record=start]');
  await page.locator('[data-record=end]').waitFor();
  await page.fill('.code input', '1234');
  await page.click('.code button[type=submit]');
  await status(page, /le code est accepté/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-record=end]')]);
  t.regex(download.suggestedFilename(), /^main-[\dT-]+\.jsonl$/);
  const text = readFileSync(await download.path(), 'utf8');
  const { header, events } = parseRecording(text, 'recording');
  t.is(header?.identity, 'replaced');
  t.true(events.some((event) => event.kind === 'apdu' && event.command[1] === 0x20));
  t.false(text.includes('31323334'));
  await page.click('[data-record=start]');
  await page.locator('[data-record=end]').waitFor();
  await ask(door, 'POST', '/worlds/main/steps', { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' });
  await ask(door, 'POST', '/worlds/main/steps', { apdu: '00A4040C0431323334', reader: 'bureau' });
  await page.click('[data-record=end]');
  await status(page, /contient un code en clair/);
  await page.locator('[data-record=start]').waitFor();
});

test.serial('worlds come and go; another token; a door that ends: each is said as what it is', async (t) => {
  const { door, page } = await desk(t);
  await ask(door, 'POST', '/worlds', { name: 'autre', readers: { a: 'contact' } });
  await page.locator('option', { hasText: 'autre' }).waitFor({ state: 'attached' });
  await page.selectOption('header select', 'autre');
  await page.locator('[data-slot=a]').waitFor();
  await ask(door, 'DELETE', '/worlds/autre');
  const alert = page.getByRole('alert');
  await alert.filter({ hasText: 'Ce monde est fermé' }).waitFor();
  t.is(await page.locator('[data-slot]').count(), 0);
  await ask(door, 'POST', '/worlds', { name: 'autre', readers: { b: 'contact' } });
  await page.locator('[data-slot=b]').waitFor();
  await page.evaluate("sessionStorage.setItem('cps-sim-token', 'another')");
  await page.reload();
  await alert.filter({ hasText: 'un autre jeton' }).waitFor();
  await page.evaluate(`sessionStorage.setItem('cps-sim-token', '${door.token}')`);
  await page.reload();
  await page.locator('[data-slot=bureau]').waitFor();
  await door.close();
  await alert.filter({ hasText: 'La porte ne répond plus' }).waitFor();
});

test.serial('a dialog that another program answers first: the person is not told that he did', async (t) => {
  const { door, page } = await desk(t);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.click('[data-program=sign]');
  await page.getByRole('dialog').waitFor();
  await page.route('**/dialogs/*', async (route) => {
    await ask(door, 'POST', `/worlds/main/dialogs/${route.request().url().split('/').at(-1)}`, { do: 'cancel' });
    await route.continue();
  });
  const told = page.waitForResponse('**/dialogs/*');
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  t.is((await told).status(), 404);
  await status(page, /aucun dialogue 1 n'attend de réponse|SCARD_W_CANCELLED_BY_USER/);
});

test.serial('a window of a telephone: nothing is beside it', async (t) => {
  const { door, page } = await desk(t);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.locator('[data-slot=bureau].full').waitFor();
  await page.setViewportSize({ width: 320, height: 700 });
  t.is(await page.evaluate('document.documentElement.scrollWidth'), 320);
});

test.serial('a fault at a click: the next answer is a status word', async (t) => {
  const { door, page } = await desk(t);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.click('[data-fault=sw]');
  await status(page, /désormais : mot d’état 6F00/);
  await ask(door, 'POST', '/worlds/main/steps', { apdu: '00A4040C', reader: 'bureau' });
  await page.locator('.faults li', { hasText: '×1' }).waitFor();
  await page.getByRole('button', { name: 'Plus aucune panne' }).click();
  await page.locator('.faults li').waitFor({ state: 'detached' });
  t.is((await ask(door, 'GET', '/worlds/main')).body.faults[0].fired, 1);
});

test.serial('a scenario is found, played, and seen passing', async (t) => {
  const { page, shoot } = await desk(t);
  const shown = page.locator('.scenarios li');
  await shown.first().waitFor();
  t.is(await page.textContent('.scenarios small'), `${await shown.count()} scénarios`);
  await page.fill('.scenarios input', 'code-porteur/bloque-apres');
  await page.click('[data-scenario$="bloque-apres-trois-essais.yaml"]');
  await page.locator('.run.passed').waitFor();
  await status(page, /réussi/);
  t.regex((await page.textContent('.run')) ?? '', /réussi, (\d+)\/\1/);
  await shoot('scenario');
});

test.serial('without the token nothing is shown; what moves elsewhere is seen here', async (t) => {
  const { door, page } = await desk(t);
  const stranger = await newPage(t, 'en-GB');
  await stranger.goto(door.url);
  await stranger.getByRole('alert').filter({ hasText: 'whoever started it' }).waitFor();
  t.is(await stranger.locator('[data-slot]').count(), 0);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  await page.locator('[data-slot=bureau].full').waitFor();
});

test.serial('a page of another origin neither frames it nor asks it anything', async (t) => {
  const { door } = await desk(t);
  const site = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html').end(`<iframe src="${door.url}/"></iframe>`);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  t.teardown(() => site.close());
  const { port } = site.address() as { port: number };
  const page = await newPage(t, 'en-GB');
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(`http://localhost:${port}/`);
  const fetched = await page.evaluate(
    ([url, token]) =>
      fetch(`${url}/api/worlds`, { headers: { authorization: `Bearer ${token}` } }).then(
        () => 'answered',
        () => 'refused',
      ),
    [door.url, door.token],
  );
  t.is(fetched, 'refused');
  t.regex(said.join('\n'), /frame-ancestors/);
});
