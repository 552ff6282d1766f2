/** Codes typed at the door, at the keys of a PIN pad: by whom, how each entry ends, and what nobody gets to see. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import type { Door } from '../../../tools/door/door.ts';
import { ask, type Body, opened, raw } from './opened.ts';

const MAIN = '/worlds/main';

/** Listens to the events under that name, to their end. */
async function typist(t: ExecutionContext, door: Door, name = 'page') {
  const headers = { authorization: `Bearer ${door.token}` };
  const asking = request(`${door.url}/api${MAIN}/events?typist=${name}`, { headers, agent: false }).end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  t.is(answer.statusCode, 200);
  let text = '';
  const over = new Promise<string>((resolve) => {
    answer.on('data', (part) => {
      text += part;
    });
    answer.on('error', () => {}).on('close', () => resolve(text));
  });
  const leave = () => void asking.destroy();
  t.teardown(leave);
  return { leave, over };
}

const worldOf = async (door: Door): Promise<Body> => (await ask(door, 'GET', MAIN)).body;
const seen = (door: Door, since: number, wanted: object) => ask(door, 'POST', `${MAIN}/wait`, { since, for: wanted });

/** A door, a card in its reader with a PIN pad, and what can be done there. */
async function atPad(t: ExecutionContext, ...names: readonly string[]) {
  const door = await opened(t);
  const step = (what: object) => ask(door, 'POST', `${MAIN}/steps`, { ...what, reader: 'pave' });
  await step({ insert: 'medecin' });
  const typists = new Map(await Promise.all(names.map(async (name) => [name, await typist(t, door, name)] as const)));
  const press = (entry: number | string, keys: object, name = names[0]) =>
    ask(door, 'POST', `${MAIN}/entries/${entry}`, { typist: name, ...keys });
  /** The entry that waits when the pad has asked for that. */
  const asked = async (since: number, prompt = 'current'): Promise<Body> => {
    await seen(door, since, { kind: 'pin-pad', prompt, action: 'asked' });
    return (await worldOf(door)).entries[0];
  };
  /** A program asks. */
  const begun = async () => {
    const { seq } = await worldOf(door);
    const played = step({ CardAuthenticateEx: {} });
    return { played, entry: await asked(seq), ended: (action: string) => seen(door, seq, { kind: 'pin-pad', action }) };
  };
  return { door, step, press, asked, begun, typists };
}

const CANCELLED = { status: 409, body: { observed: { error: 'SCARD_W_CANCELLED_BY_USER' } } };

test('a code is typed key by key, and its digits are nowhere', async (t) => {
  const { door, begun, press, typists } = await atPad(t, 'page');
  await ask(door, 'POST', `${MAIN}/recording`, { keepIdentity: true });
  const { played, entry } = await begun();
  const { id, leftMs, maxLength, ...shown } = entry;
  t.true(leftMs > 20_000 && leftMs <= 30_000);
  t.true(maxLength >= 4);
  t.deepEqual(shown, {
    reader: 'pave',
    prompt: 'current',
    text: { en: 'Type the code', fr: 'Tapez le code' },
    typed: 0,
    minLength: 4,
    ok: true,
    timeoutMs: 30_000,
  });
  for (const digits of ['1', '2', '9']) t.is((await press(id, { digits })).status, 204);
  const meanwhile = await worldOf(door);
  t.like(meanwhile.entries[0], { typed: 3, typist: 'page' });
  t.false(JSON.stringify(meanwhile).includes('129'));
  await press(id, { do: 'correct' });
  await press(id, { digits: '34' });
  t.is((await press(id, { do: 'ok' })).status, 204);
  t.is((await played).status, 200);
  const world = await worldOf(door);
  t.deepEqual(world.entries, []);
  t.like(world.cards[0].pins[0], { verified: true });
  const headers = { authorization: `Bearer ${door.token}` };
  const recorded = (await raw(door, `/api${MAIN}/recording`, { method: 'DELETE', headers })).text;
  await door.close();
  const told = (await typists.get('page')?.over) ?? '';
  t.regex(told, /"prompt":"current","action":"typed"/);
  t.regex(recorded, /"call":"SCardControl"[^\n]*"output":"9000"/);
  for (const text of [recorded, told, JSON.stringify(world)]) t.notRegex(text, /31323334|"1234"|1234,/);
});

test('a recording with a code that was typed at the pad, elsewhere than there, is refused', async (t) => {
  const { door, step, begun, press } = await atPad(t, 'page');
  await ask(door, 'POST', `${MAIN}/recording`, { keepIdentity: true });
  const { played, entry } = await begun();
  await press(entry.id, { digits: '1234' });
  await press(entry.id, { do: 'ok' });
  await played;
  await step({ apdu: '00A4040C0431323334' });
  const headers = { authorization: `Bearer ${door.token}` };
  const { status, text } = await raw(door, `/api${MAIN}/recording`, { method: 'DELETE', headers });
  t.is(status, 409);
  t.is(JSON.parse(text).code, 'ERR_RECORDING');
});

test('a change of the code: three entries', async (t) => {
  const { door, step, press, asked } = await atPad(t, 'page');
  const { seq } = await worldOf(door);
  const played = step({ CardChangeAuthenticatorEx: {} });
  const texts: string[] = [];
  for (const [prompt, digits] of [
    ['current', '1234'],
    ['new', '4321'],
    ['confirm', '4321'],
  ] as const) {
    const { id, text } = await asked(seq, prompt);
    texts.push(text.fr);
    await press(id, { digits });
    t.is((await press(id, { do: 'ok' })).status, 204);
  }
  t.is((await played).status, 200);
  t.deepEqual(texts, ['Tapez le code', 'Tapez le nouveau code', 'Retapez le nouveau code']);
  t.deepEqual((await worldOf(door)).entries, []);
  t.is((await step({ CardAuthenticateEx: { pin: '4321' } })).status, 200);
});

test('nobody listens under a name: cancelled at once, as without a door', async (t) => {
  const { door, step } = await atPad(t);
  const headers = { authorization: `Bearer ${door.token}` };
  // Asks for the head of the stream alone, and is gone.
  t.is((await raw(door, `/api${MAIN}/events?typist=page`, { method: 'HEAD', headers })).status, 200);
  t.like(await step({ CardAuthenticateEx: {} }), CANCELLED);
  t.deepEqual((await worldOf(door)).entries, []);
});

test('what is prepared comes first, the keys afterwards', async (t) => {
  const { door, step, begun, press } = await atPad(t, 'page');
  await step({ pinPad: { answers: ['1234'] } });
  t.is((await step({ CardAuthenticateEx: {} })).status, 200);
  t.deepEqual((await worldOf(door)).entries, []);
  const { played, entry } = await begun();
  await press(entry.id, { digits: '1234' });
  await press(entry.id, { do: 'ok' });
  t.is((await played).status, 200);
});

test('cancelled, and a time that is over, each told as what it is', async (t) => {
  const { door, begun, press } = await atPad(t, 'page');
  const first = await begun();
  t.is((await press(first.entry.id, { do: 'cancel' })).status, 204);
  t.like(await first.played, CANCELLED);
  t.like(await first.ended('cancel'), { body: { words: { fr: 'pavé numérique : saisie annulée' } } });
  const second = await begun();
  await press(second.entry.id, { digits: '1234' });
  await ask(door, 'POST', `${MAIN}/steps`, { elapse: '29s' });
  const { leftMs } = (await worldOf(door)).entries[0];
  t.true(leftMs > 0 && leftMs <= 1000, String(leftMs));
  await ask(door, 'POST', `${MAIN}/steps`, { elapse: '1s' });
  t.like(await second.played, CANCELLED);
  t.like(await second.ended('timeout'), { body: { words: { fr: 'pavé numérique : rien saisi à temps' } } });
});

test('each wrong request is told in words, and none says what was typed', async (t) => {
  const { door, begun, press } = await atPad(t, 'page', 'other');
  const none = await press(1, { digits: '7391' });
  t.like(none, { status: 404, body: { code: 'ERR_DOOR', reason: 'noEntry' } });
  t.regex(none.body.message.fr, /aucun clavier n'attend.*: -$/);
  const { played, entry } = await begun();
  const said = [none];
  const refused = async (keys: object, status: number, reason: string, name?: string) => {
    const answer = await press(entry.id, keys, name);
    t.like(answer, { status, body: { reason } }, JSON.stringify(keys));
    t.not(answer.body.message.fr, answer.body.message.en);
    said.push(answer);
  };
  await refused({ digits: '7391' }, 404, 'noTypist', 'nobody');
  for (const keys of [{}, { digits: 7391 }, { digits: '73a91' }, { digits: '' }, { do: '7391' }, { 7391: true }])
    await refused(keys, 422, 'body');
  await refused({ digits: '7391', typist: 'a b' }, 422, 'body');
  const empty = await ask(door, 'POST', `${MAIN}/entries/${entry.id}`, {});
  t.regex(empty.body.message.en, /^\{\}: expected one of the members typist, digits, do; an example: /);
  t.like(await press(`0${entry.id}`, { digits: '1' }), { status: 404, body: { reason: 'noEntry' } });
  t.like((await worldOf(door)).entries[0], { typed: 0, typist: undefined });
  await refused({ do: 'ok' }, 409, 'keys');
  await press(entry.id, { digits: '7391' });
  await refused({ digits: '73917391739' }, 409, 'keys');
  t.is((await worldOf(door)).entries[0].typed, 4, 'none of them is taken');
  for (const keys of [{ digits: '1' }, { do: 'ok' }, { do: 'cancel' }]) await refused(keys, 409, 'typing', 'other');
  t.like((await worldOf(door)).entries[0], { typed: 4, typist: 'page' });
  t.like(await press(99, { do: 'ok' }), { status: 404, body: { reason: 'noEntry' } });
  await press(entry.id, { do: 'cancel' });
  await refused({ do: 'ok' }, 404, 'noEntry');
  await played;
  for (const { body } of said) t.notRegex(JSON.stringify(body), /7391|73a91/);
  for (const name of ['', 'a%20b', 'é', 'x'.repeat(65)])
    t.like(await ask(door, 'GET', `${MAIN}/events?typist=${encodeURI(decodeURI(name))}`), {
      status: 422,
      body: { reason: 'body' },
    });
});

/** Asks again until it is so: when a connection has ended no event tells. */
async function until(door: Door, so: (entry: Body) => boolean): Promise<Body> {
  for (;;) {
    const [entry] = (await worldOf(door)).entries;
    if (so(entry)) return entry;
  }
}

test('who leaves in the middle has typed nothing, and somebody else types; nobody does: the pad waits on', async (t) => {
  const { door, begun, press, typists } = await atPad(t, 'page', 'other');
  const { played, entry } = await begun();
  await press(entry.id, { digits: '99' });
  typists.get('page')?.leave();
  t.like(await until(door, ({ typist: by }) => by === undefined), { id: entry.id, typed: 0 });
  await press(entry.id, { digits: '12' }, 'other');
  typists.get('other')?.leave();
  await until(door, ({ typist: by }) => by === undefined);
  await typist(t, door, 'again');
  await press(entry.id, { digits: '1234' }, 'again');
  t.is((await press(entry.id, { do: 'ok' }, 'again')).status, 204);
  t.is((await played).status, 200);
});

test('who listens twice has left when neither is heard', async (t) => {
  const { door, begun, press, typists } = await atPad(t, 'page');
  const second = await typist(t, door, 'page');
  const { played, entry } = await begun();
  await press(entry.id, { digits: '12' });
  typists.get('page')?.leave();
  await typist(t, door, 'other');
  t.is((await press(entry.id, { digits: '34' })).status, 204);
  t.is((await worldOf(door)).entries[0].typed, 4);
  second.leave();
  await until(door, ({ typed }) => typed === 0);
  await press(entry.id, { do: 'cancel' }, 'other');
  await played;
});

for (const [title, method, path, body] of [
  ['the card is pulled out', 'POST', `${MAIN}/steps`, { remove: 'medecin' }],
  ['the reader is unplugged', 'POST', `${MAIN}/steps`, { unplug: 'pave' }],
  ['the world begins anew', 'POST', `${MAIN}/reset`, undefined],
  ['the world is closed', 'DELETE', MAIN, undefined],
] as const)
  test(`${title} while the pad waits: the entry is over`, async (t) => {
    const { door, begun, press } = await atPad(t, 'page');
    const { played, entry, ended } = await begun();
    await press(entry.id, { digits: '12' });
    const over = ended('cancel');
    t.true((await ask(door, method, path, body)).status < 300);
    t.is((await over).status, 200);
    t.true((await played).status >= 400);
    const after = await press(entry.id, { digits: '34' });
    t.is(after.status, 404);
    t.true(['noEntry', 'noWorld'].includes(after.body.reason));
  });

test('the door is closed while the pad waits', async (t) => {
  const { door, begun, typists } = await atPad(t, 'page');
  const { played } = await begun();
  await door.close();
  t.true((await played).status >= 400);
  t.regex((await typists.get('page')?.over) ?? '', /"action":"cancel"/);
});
