/** Scenarios played through the door, and dialogs answered while they are shown. */
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { Door } from '../../../tools/door/door.ts';
import { openDoor } from '../../../tools/door/door.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { ask, type Body, HEAD, opened, raw } from './opened.ts';

test('a scenario of the library is played and followed to its end', async (t) => {
  t.timeout(60_000);
  const door = await opened(t);
  const file = 'code-porteur/bloque-apres-trois-essais.yaml';
  const { status, body: run } = await ask(door, 'POST', '/runs', { file, language: 'fr' });
  t.is(status, 201, JSON.stringify(run));
  const headers = { authorization: `Bearer ${door.token}` };
  const { text } = await raw(door, `/api/runs/${run.id}/events`, { headers });
  const kinds = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).kind);
  t.is(kinds.at(0), 'run-started');
  t.is(kinds.at(-1), 'run-finished');
  t.like((await ask(door, 'GET', `/runs/${run.id}`)).body, { outcome: 'passed', stepsDone: run.steps });
});

test('one that is not there, one that waits for a program, and what is no run', async (t) => {
  const door = await opened(t);
  for (const file of ['nothing.yaml', 'avec-programme/carte-echangee.yaml', '']) {
    const { status, body } = await ask(door, 'POST', '/runs', { file });
    t.is(status, 422, file);
    t.not(body.message.en, body.message.fr);
  }
});

test('one that is not there is told by its name, with the one that is meant', async (t) => {
  const door = await opened(t);
  const { status, body } = await ask(door, 'POST', '/runs', { file: 'code-porteur/chnge.yaml' });
  t.is(status, 422);
  t.like(body, { code: 'ERR_DOOR', reason: 'noScenario' });
  for (const text of Object.values<string>(body.message)) {
    t.regex(text, /'file' ?: .*'code-porteur\/chnge\.yaml'.*'code-porteur\/change\.yaml' ?\?$/);
    t.regex(text, /GET \/api\/scenarios/);
  }
});

const SECRET = 'nobody is to read this';
const CHANGE = fileURLToPath(new URL('../../../scenarios/code-porteur/change.yaml', import.meta.url));

test('what the door was not opened to play is refused, and not read', async (t) => {
  t.timeout(60_000);
  const elsewhere = temporaryDirectory('door-elsewhere-');
  const folder = temporaryDirectory('door-scenarios-');
  mkdirSync(join(folder, 'sous'));
  writeFileSync(join(elsewhere, 'secret.yaml'), SECRET);
  for (const name of ['premier.yaml', 'sous/autre.yaml']) copyFileSync(CHANGE, join(folder, name));
  symlinkSync(join(elsewhere, 'secret.yaml'), join(folder, 'lien.yaml'));
  symlinkSync(elsewhere, join(folder, 'dossier'));
  symlinkSync(join(folder, 'premier.yaml'), join(folder, 'dedans.yaml'));
  const first = { name: 'main', head: HEAD, file: join(folder, 'premier.yaml') };
  const door = await openDoor({ first, failed: (error) => t.log(error) });
  t.teardown(() => door.close());
  for (const file of [
    '../package.json',
    'code-porteur/../../package.json',
    'code-porteur\\..\\..\\package.json',
    join(elsewhere, 'secret.yaml'),
    join(folder, 'premier.yaml'),
    'C:\\secret.yaml',
    'C:secret.yaml',
    '\\\\server\\secret.yaml',
    'lien.yaml',
    'lien.yaml:1',
    'dossier/secret.yaml',
  ]) {
    const { status, body } = await ask(door, 'POST', '/runs', { file });
    t.is(status, 422, file);
    t.like(body, { code: 'ERR_DOOR', reason: 'outside' }, file);
    t.false(JSON.stringify(body).includes(SECRET), file);
  }
  for (const file of ['premier.yaml', 'sous/autre.yaml', 'dedans.yaml'])
    t.is((await ask(door, 'POST', '/runs', { file })).status, 201, file);
});

test('who asks for something else while the library is read is not kept waiting for its end', async (t) => {
  t.timeout(60_000);
  const door = await opened(t);
  const order: string[] = [];
  const listed = ask(door, 'GET', '/scenarios').then(({ body }) => {
    order.push('library');
    return body;
  });
  await ask(door, 'GET', '/worlds/main').then(() => order.push('world'));
  const scenarios: Body[] = await listed;
  t.deepEqual(order, ['world', 'library']);
  t.true(scenarios.some(({ file }) => file === 'code-porteur/change.yaml'));
  t.false(scenarios.some(({ file }) => file.startsWith('avec-programme/')));
});

async function dialogIn(door: Door): Promise<Body> {
  await ask(door, 'POST', '/worlds/main/wait', { since: 0, for: { kind: 'dialog', action: 'shown' } });
  return (await ask(door, 'GET', '/worlds/main')).body.dialogs[0];
}

test('a dialog is answered while it is shown, once', async (t) => {
  const door = await opened(t);
  const step = (body: object) => ask(door, 'POST', '/worlds/main/steps', body);
  await step({ insert: 'medecin', reader: 'bureau' });
  await step({ CryptAcquireContext: {} });
  const signing = step({ CryptSignHash: { hash: 'sha256', text: 'ordonnance' }, expect: { dialogs: ['pin'] } });
  const dialog = await dialogIn(door);
  t.like(dialog, { kind: 'pin', program: 'programme' });
  const path = `/worlds/main/dialogs/${dialog.id}`;
  t.like(await ask(door, 'POST', path, { pin: 'x' }), { status: 422, body: { reason: 'body' } });
  t.is((await ask(door, 'POST', path, { pin: '1234' })).status, 204);
  t.like(await ask(door, 'POST', path, { pin: '1234' }), { status: 404, body: { reason: 'noDialog' } });
  const { status, body } = await signing;
  t.is(status, 200, JSON.stringify(body));
  t.deepEqual((await ask(door, 'GET', '/worlds/main')).body.dialogs, []);
});

test('an answer that no dialog of that kind can have is refused, and the dialog waits on', async (t) => {
  const door = await opened(t);
  const step = (body: object) => ask(door, 'POST', '/worlds/main/steps', body);
  const acquiring = step({ CryptAcquireContext: {}, expect: { dialogs: ['insert-card'] } });
  const dialog = await dialogIn(door);
  const path = `/worlds/main/dialogs/${dialog.id}`;
  for (const body of [{ pin: '1234' }, { insert: 'nobody' }, { insert: 'medecin', reader: 'nowhere' }])
    t.is((await ask(door, 'POST', path, body)).status, 422, JSON.stringify(body));
  t.deepEqual((await ask(door, 'GET', '/worlds/main')).body.dialogs, [dialog]);
  t.is((await ask(door, 'POST', path, { insert: 'medecin' })).status, 204);
  const { status, body } = await acquiring;
  t.is(status, 200, JSON.stringify(body));
});

test('a world that is reset cancels what its programs ask', async (t) => {
  const door = await opened(t);
  const step = (body: object) => ask(door, 'POST', '/worlds/main/steps', body);
  await step({ insert: 'medecin', reader: 'bureau' });
  await step({ CryptAcquireContext: {} });
  const signing = step({ CryptSignHash: { hash: 'sha256', text: 'ordonnance' } });
  await dialogIn(door);
  t.is((await ask(door, 'POST', '/worlds/main/reset')).status, 200);
  t.is((await signing).status, 409);
});
