/** Scenarios played through the door, and dialogs answered while they are shown. */
import test from 'ava';
import type { Door } from '../../../tools/door/door.ts';
import { ask, type Body, opened, raw } from './opened.ts';

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
