/** What programs do through the door: cards moved, codes presented, events read and waited for, worlds side by side. */
import test from 'ava';
import { ask, HEAD, opened, raw } from './opened.ts';

const STEPS = '/worlds/main/steps';

test('a card goes in and out, and the state says so', async (t) => {
  const door = await opened(t);
  const { status, body } = await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' });
  t.is(status, 200, JSON.stringify(body));
  t.is(body.observed.event, 'card-inserted');
  const { body: state } = await ask(door, 'GET', '/worlds/main');
  t.is(state.readers[0].card, 'medecin');
  t.is(state.cards[0].reader, 'bureau');
  t.like(state.cards[0].pins[0], { reference: 1, triesRemaining: 3, verified: false });
  t.truthy(state.environment.PCSCLITE_CSOCK_NAME);
  t.is((await ask(door, 'POST', STEPS, { remove: 'medecin' })).status, 200);
  t.is((await ask(door, 'GET', '/worlds/main')).body.readers[0].card, undefined);
});

test('what is not as expected is 409 with what came', async (t) => {
  const door = await opened(t);
  const { status, body } = await ask(door, 'POST', STEPS, { remove: 'medecin' });
  t.is(status, 409);
  t.like(body, { code: 'ERR_DOOR', reason: 'step' });
  t.regex(body.message.en, /'medecin' is in no reader/);
  t.regex(body.message.fr, /n'est dans aucun lecteur/);
});

test('a code is blocked, and neither answer nor event holds it', async (t) => {
  const door = await opened(t);
  await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' });
  const wrong = { CardAuthenticateEx: { pin: '7391' }, reader: 'bureau', repeat: 3 };
  const { status, body } = await ask(door, 'POST', STEPS, { ...wrong, expect: { error: 'SCARD_W_CHV_BLOCKED' } });
  t.is(status, 200, JSON.stringify(body));
  const { body: seen } = await ask(door, 'POST', '/worlds/main/wait', {
    since: 0,
    for: { kind: 'pin', state: { triesRemaining: 0 } },
  });
  t.is(seen.card, 'medecin');
  const state = await ask(door, 'GET', '/worlds/main');
  t.is(state.body.cards[0].pins[0].triesRemaining, 0);
  t.false(JSON.stringify([body, seen, state]).includes('7391'));
});

test('a command to a mute card is answered as the reader of the world reports it, and not after minutes', async (t) => {
  const door = await opened(t);
  await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' });
  await ask(door, 'POST', STEPS, { fault: 'mute' });
  const asked = ask(door, 'POST', STEPS, { apdu: '00B09C0004', reader: 'bureau' });
  await ask(door, 'POST', '/worlds/main/wait', { since: 0, for: { kind: 'fault' }, withinMs: 20_000 });
  await ask(door, 'POST', STEPS, { elapse: '4s' });
  const { status, body } = await asked;
  t.like({ status, ...body }, { status: 409, observed: { error: 'SCARD_E_NOT_TRANSACTED' } });
});

test('where the reader waits for ever, the mute card is taken out by another request', async (t) => {
  const door = await opened(t);
  const body = { name: 'vpcd', ...HEAD, reporting: 'pcscd-vpcd' };
  t.is((await ask(door, 'POST', '/worlds', body)).status, 201);
  const step = (value: object) => ask(door, 'POST', '/worlds/vpcd/steps', value);
  await step({ insert: 'medecin', reader: 'bureau' });
  await step({ fault: 'mute' });
  const asked = step({ apdu: '00B09C0004', reader: 'bureau' });
  await ask(door, 'POST', '/worlds/vpcd/wait', { since: 0, for: { kind: 'fault' }, withinMs: 20_000 });
  await step({ elapse: '1h' });
  t.is((await step({ remove: 'medecin' })).status, 200);
  t.like(await asked, { status: 409, body: { observed: { error: 'SCARD_F_COMM_ERROR' } } });
});

test('a return code is told in words, in both languages', async (t) => {
  const door = await opened(t);
  const absent = { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' };
  const { status, body } = await ask(door, 'POST', STEPS, absent);
  t.is(status, 409);
  t.regex(body.message.en, /found SCARD_E_NO_SMARTCARD \(no card in the reader; insert one\)$/);
  t.is(body.meaning.en, 'no card in the reader; insert one');
  const wanted = { ...absent, expect: { error: 'SCARD_E_NO_SMARTCARD' } };
  t.like(await ask(door, 'POST', STEPS, wanted), { status: 200, body: { meaning: body.meaning } });
  await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' });
  const wrong = await ask(door, 'POST', STEPS, { CardAuthenticateEx: { pin: '9999' }, reader: 'bureau' });
  t.is(wrong.body.meaning.en, 'wrong code, 2 tries left');
  t.is(wrong.body.meaning.fr, 'code faux, reste 2 essais');
});

const wrongStep = test.macro(async (t, step: unknown, expected: RegExp) => {
  const door = await opened(t);
  const { status, body } = await ask(door, 'POST', STEPS, step);
  t.is(status, 422);
  t.is(body.code, 'ERR_SCENARIO_FILE');
  t.regex(body.message.en, expected);
  t.not(body.message.en, body.message.fr);
});

test('a step that is none', wrongStep, { inser: 'medecin' }, /insert/);
test('a card that is none', wrongStep, { insert: 'medecn', reader: 'bureau' }, /medecin/);
test('a reader that is none', wrongStep, { insert: 'medecin', reader: 'burea' }, /bureau/);
test('a list', wrongStep, [1], /a step such as/);
test('nothing', wrongStep, undefined, /a step such as/);

const wrongBody = test.macro(async (t, path: string, text: string, reason: string) => {
  const door = await opened(t);
  const headers = { authorization: `Bearer ${door.token}` };
  const answer = await raw(door, `/api${path}`, { method: 'POST', headers, body: text });
  t.is(answer.status, 422, answer.text);
  t.is(JSON.parse(answer.text).reason, reason);
});

test('no JSON', wrongBody, STEPS, '{"insert":', 'json');
test('JSON that is too deep', wrongBody, STEPS, '['.repeat(200) + ']'.repeat(200), 'json');
test('a world that is no object', wrongBody, '/worlds', '[]', 'body');
test('a name that is none', wrongBody, '/worlds', '{"name":"../x","readers":{"a":"contact"}}', 'body');
test('waiting for nothing', wrongBody, '/worlds/main/wait', '{}', 'body');
test('waiting for ever', wrongBody, '/worlds/main/wait', '{"for":{},"withinMs":1e9}', 'body');

test('more readers than PC/SC has room for: that is what is said', async (t) => {
  const door = await opened(t);
  const readers = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`r${i}`, 'contact']));
  const { status, body } = await ask(door, 'POST', '/worlds', { name: 'plein', readers });
  t.is(status, 409, JSON.stringify(body));
  t.is(body.code, 'ERR_TOO_MANY_READERS');
  t.is((await ask(door, 'POST', '/worlds', { ...HEAD, name: 'plein' })).status, 201, 'nothing is left of it');
});

test('an address that is none, and a world that is none', async (t) => {
  const door = await opened(t);
  t.like(await ask(door, 'GET', '/nothing'), { status: 404, body: { reason: 'absent' } });
  const { body } = await ask(door, 'POST', '/worlds/main/recordings');
  t.regex(body.message.en, /did you mean '\/api\/worlds\/\{world\}\/recording'\?/);
  t.like(await ask(door, 'GET', '/worlds/other'), { status: 404, body: { reason: 'noWorld' } });
  t.like(await ask(door, 'GET', '/runs/1'), { status: 404, body: { reason: 'noRun' } });
});

test('an address that has another method: 405, and which ones', async (t) => {
  const door = await opened(t);
  const headers = { authorization: `Bearer ${door.token}` };
  for (const [method, path, allow] of [
    ['PUT', '/worlds', 'GET, POST'],
    ['GET', '/worlds/main/steps', 'POST'],
    ['POST', '/openapi.json', 'GET'],
  ] as const) {
    const answer = await raw(door, `/api${path}`, { method, headers });
    t.is(answer.status, 405, path);
    t.is(answer.headers.allow, allow);
    t.like(JSON.parse(answer.text), { code: 'ERR_DOOR', reason: 'method' });
  }
});

test('a door without a page says where one is', async (t) => {
  const door = await opened(t);
  const { status, text } = await raw(door, '/');
  t.is(status, 404);
  t.regex(JSON.parse(text).message.en, /'cps-sim console'/);
});

test('worlds side by side: each has its own cards, and its own events', async (t) => {
  const door = await opened(t);
  t.is((await ask(door, 'POST', '/worlds', { name: 'autre', ...HEAD })).status, 201);
  t.like(await ask(door, 'POST', '/worlds', { name: 'autre', ...HEAD }), { status: 409, body: { reason: 'taken' } });
  await ask(door, 'POST', '/worlds/autre/steps', { insert: 'medecin', reader: 'bureau' });
  const { body: worlds } = await ask(door, 'GET', '/worlds');
  t.deepEqual(
    worlds.map(({ name, readers }: { name: string; readers: { card?: string }[] }) => [name, readers[0]?.card]),
    [
      ['main', undefined],
      ['autre', 'medecin'],
    ],
  );
  t.not(worlds[0].environment.PCSCLITE_CSOCK_NAME, worlds[1].environment.PCSCLITE_CSOCK_NAME);
  t.is((await ask(door, 'DELETE', '/worlds/autre')).status, 204);
  t.is((await ask(door, 'GET', '/worlds/autre')).status, 404);
});

test('twice at once: one world of that name, one card in the reader', async (t) => {
  const door = await opened(t);
  const made = await Promise.all([1, 2].map(() => ask(door, 'POST', '/worlds', { name: 'autre', ...HEAD })));
  t.deepEqual(made.map(({ status }) => status).sort(), [201, 409]);
  const insertions = ['medecin', 'infirmier'].map((card) =>
    ask(door, 'POST', STEPS, { insert: card, reader: 'bureau' }),
  );
  t.deepEqual((await Promise.all(insertions)).map(({ status }) => status).sort(), [200, 409]);
});

test('reset: cards new, readers empty, and the numbers of the events go on', async (t) => {
  const door = await opened(t);
  await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' });
  await ask(door, 'POST', STEPS, { fault: 'mute' });
  const { seq, environment } = (await ask(door, 'GET', '/worlds/main')).body;
  const { status, body } = await ask(door, 'POST', '/reset');
  t.is(status, 200);
  t.deepEqual(body[0].environment, environment, 'programs stay in it');
  t.is(body[0].readers[0].card, undefined);
  t.deepEqual(body[0].faults, []);
  t.true(body[0].seq > seq);
  t.is((await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' })).status, 200);
});

test('a rule of faults that is in force no more says so', async (t) => {
  const door = await opened(t);
  const faults = async () => (await ask(door, 'GET', '/worlds/main')).body.faults;
  await ask(door, 'POST', STEPS, { fault: { do: 'mute' } });
  t.like(await faults(), [{ number: 1, fired: 0, inForce: true }]);
  await ask(door, 'POST', STEPS, { fault: 'none' });
  t.like(await faults(), [{ number: 1, fired: 0, inForce: false }]);
});

test('a value is remembered from step to step', async (t) => {
  const door = await opened(t);
  await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' });
  const read = { CardReadFile: { directory: 'mscp', file: 'cmapfile' }, reader: 'bureau' };
  const first = await ask(door, 'POST', STEPS, { ...read, remember: 'avant' });
  t.is(first.status, 200, JSON.stringify(first.body));
  t.is((await ask(door, 'POST', STEPS, { ...read, expect: { sameAs: 'avant' } })).status, 200);
  t.is((await ask(door, 'POST', STEPS, { ...read, expect: { differsFrom: 'avant' } })).status, 409);
});

test('a code that the card was not asked for tells no tries left', async (t) => {
  const door = await opened(t);
  await ask(door, 'POST', '/worlds/main/steps', { insert: 'medecin', reader: 'bureau' });
  const { status, body } = await ask(door, 'POST', '/worlds/main/steps', { CardAuthenticateEx: { pin: '12' } });
  t.is(status, 409);
  t.is(body.observed.error, 'SCARD_W_WRONG_CHV');
  t.false('attemptsRemaining' in body.observed, JSON.stringify(body.observed));
});

test('a reset brings the first world back, once, and its readers are those of the beginning', async (t) => {
  const door = await opened(t);
  t.is((await ask(door, 'DELETE', '/worlds/main')).status, 204);
  t.is((await ask(door, 'GET', '/worlds/main')).status, 404);
  const both = await Promise.all([ask(door, 'POST', '/reset'), ask(door, 'POST', '/reset')]);
  t.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  );
  const { body } = await ask(door, 'GET', '/worlds');
  t.deepEqual(
    body.map(({ name, readers }: { name: string; readers: { name: string }[] }) => [name, readers.length]),
    [['main', 2]],
  );
  t.is((await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' })).status, 200);
});
