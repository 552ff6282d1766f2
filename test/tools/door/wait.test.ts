/** Waiting for what happens; and bodies and addresses that ask for what there is not, which nobody passes over. */
import test from 'ava';
import { ask, opened, raw } from './opened.ts';

const STEPS = '/worlds/main/steps';

test('what has not come within its time is 409, and says what came last', async (t) => {
  const door = await opened(t);
  const { status, body } = await ask(door, 'POST', '/worlds/main/wait', { for: { kind: 'service' }, withinMs: 20 });
  t.is(status, 409);
  t.like(body, { reason: 'notSeen' });
});

test('what comes is waited for in one call', async (t) => {
  const door = await opened(t);
  const waited = ask(door, 'POST', '/worlds/main/wait', {
    since: 0,
    for: { action: 'card-inserted', card: 'medecin' },
  });
  await ask(door, 'POST', STEPS, { insert: 'medecin', reader: 'bureau' });
  const { status, body } = await waited;
  t.is(status, 200);
  t.regex(body.words.fr, /medecin arrive dans bureau/);
});

test('who waits in a world that is closed is told so at once', async (t) => {
  const door = await opened(t);
  const waiting = ask(door, 'POST', '/worlds/main/wait', { for: { kind: 'service' }, withinMs: 60_000 });
  await ask(door, 'POST', '/worlds/main/wait', { for: { kind: 'service' }, withinMs: 50 });
  t.is((await ask(door, 'DELETE', '/worlds/main')).status, 204);
  t.like(await waiting, { status: 503, body: { reason: 'closed' } });
});

for (const wrong of ['-1', '1e9', '"2s"'])
  test(`a time to wait that is none, ${wrong}: its range`, async (t) => {
    const door = await opened(t);
    const headers = { authorization: `Bearer ${door.token}` };
    const body = `{"for":{},"withinMs":${wrong}}`;
    const answer = await raw(door, '/api/worlds/main/wait', { method: 'POST', headers, body });
    const { message } = JSON.parse(answer.text);
    t.regex(message.en, /'withinMs': expected a whole number from 0 to 600000; an example/);
    t.regex(message.fr, /'withinMs', attendu : un nombre entier de 0 à 600000 ; un exemple/);
  });

const unknown = test.macro(async (t, path: string, body: unknown, expected: RegExp) => {
  const door = await opened(t);
  const answer = await ask(door, 'POST', path, body);
  t.is(answer.status, 422, JSON.stringify(answer.body));
  t.like(answer.body, { code: 'ERR_DOOR', reason: 'body' });
  t.regex(answer.body.message.en, expected);
  t.not(answer.body.message.en, answer.body.message.fr);
});

const waiting = (wanted: object) => ({ for: wanted, withinMs: 1 });
const WAIT = '/worlds/main/wait';

test('a kind that is none', unknown, WAIT, waiting({ kind: 'raeder' }), /'for'\.'kind': .*apdu,.*mean 'reader'\?/);
test('a kind that is no text', unknown, WAIT, waiting({ kind: 1 }), /'for'\.'kind': expected power,/);
test('a member that is none', unknown, WAIT, waiting({ kind: 'reader', acton: 1 }), /'acton': .*mean 'action'\?/);
test('a member of another kind', unknown, WAIT, waiting({ kind: 'apdu', action: 'reset' }), /'action': .*response/);
test('a member of no kind', unknown, WAIT, waiting({ raeder: 'bureau' }), /'for'\.'raeder': .*mean 'reader'\?/);
test('a word that never comes', unknown, WAIT, waiting({ outcome: 'pased' }), /started.*mean 'passed'\?/);
test(
  'a member inside',
  unknown,
  WAIT,
  waiting({ kind: 'pin', state: { tries: 1 } }),
  /'state'\.'tries': .*triesRemaining/,
);
test('a number in words', unknown, WAIT, waiting({ kind: 'pin', reference: '1' }), /'reference': expected a number/);
test('bytes in no capitals', unknown, WAIT, waiting({ response: '9a00' }), /'response': .*hexadecimal/);
test('wait: unknown', unknown, WAIT, { ...waiting({}), within: 1 }, /'within': .*for, since, withinMs; .*'withinMs'\?/);
test('run: unknown', unknown, '/runs', { file: 'x', langage: 'fr' }, /'langage': .*mean 'language'\?/);
test('run: value', unknown, '/runs', { file: 'x', language: 'french' }, /'language': expected fr or en;/);
test(
  'recording: unknown',
  unknown,
  '/worlds/main/recording',
  { keep: true },
  /'keep': expected the member keepIdentity;/,
);
test(
  'recording: value',
  unknown,
  '/worlds/main/recording',
  { keepIdentity: 1 },
  /'keepIdentity': expected true or false;/,
);
test('reset takes nothing', unknown, '/reset', { world: 'main' }, /'world': expected no member here/);
test('nor does that of one world', unknown, '/worlds/main/reset', { x: 1 }, /'x': expected no member here/);
test('a parameter', unknown, '/worlds/main/wait?since=1', waiting({}), /'\?since': expected nothing behind a \?/);

test('a parameter that is misspelt is refused, not passed over', async (t) => {
  const door = await opened(t);
  const { status, body } = await ask(door, 'GET', '/worlds/main/events?sinse=1');
  t.is(status, 422);
  t.regex(body.message.en, /'\?sinse': expected \?since or \?typist; did you mean 'since'\?/);
});

test('every kind and every member of an event that comes can be waited for', async (t) => {
  const door = await opened(t);
  for (const step of [
    { insert: 'medecin', reader: 'bureau' },
    { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' },
    { fault: { do: { sw: '6F00' } } },
    { apdu: '00A4000C023F00', reader: 'bureau' },
    { unplug: 'bureau' },
  ])
    await ask(door, 'POST', STEPS, step);
  const { last } = door.worlds.named('main').log;
  const kinds = new Set<string>();
  for (let since = 0; since < last; since++) {
    const { body: event } = await ask(door, 'POST', WAIT, { since, for: {}, withinMs: 1000 });
    kinds.add(event.kind);
    const again = await ask(door, 'POST', WAIT, { since, for: event, withinMs: 1000 });
    t.deepEqual(again, { status: 200, body: event });
  }
  for (const kind of ['reader', 'power', 'apdu', 'pin', 'step', 'call', 'fault']) t.true(kinds.has(kind), kind);
});
