/** Every refusal of the door is in both languages, whatever was wrong: each value of each request, replaced by what it is not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { refusalOf } from '../../../tools/door/refusals.ts';
import { englishIn, frenchIn } from '../../languages.ts';
import { ask, type Body, HEAD, opened } from './opened.ts';

const LIBRARY = fileURLToPath(new URL('../../../scenarios/', import.meta.url));
/** Keys of scenarios that are English words too. */
const KEYS = new Set(['by', 'for', 'found', 'from', 'into', 'is', 'to', 'until', 'what', 'when']);
const STRANGE: readonly unknown[] = [
  '',
  'a\0b',
  'x'.repeat(500),
  '\ud800',
  '../..',
  -1,
  1e300,
  true,
  null,
  [],
  {},
  [[]],
];

/** The value with each of its leaves replaced, one at a time. */
function* spoiled(value: unknown, strange: unknown): Generator<unknown> {
  yield strange;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value))
    for (const other of spoiled(part, strange))
      yield Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
  if (!Array.isArray(value)) yield { ...value, [String(strange)]: strange };
}

/** One of each step that the library has. */
function sampleSteps(): readonly Body[] {
  const steps = new Map<string, Body>();
  for (const file of readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.yaml'))
      for (const step of parse(readFileSync(join(LIBRARY, file), 'utf8')).steps ?? [])
        if (typeof step === 'object') steps.set(String(Object.keys(step)[0]), step);
  return [...steps.values()];
}

const WORLD = {
  cards: {
    medecin: { profile: 'cps3-medecin', identity: 'medecin', seed: 1, valid: { from: '2020-01-01', to: '2030-01-01' } },
    fichier: { file: 'nothing.cps.json' },
    autre: { kind: 'foreign', atr: '3B00' },
  },
  readers: { bureau: 'contact', pave: { kind: 'pinpad', reporting: 'windows' } },
  include: ['nothing.yaml'],
  date: '2026-01-01',
  timing: 1,
  services: ['directory'],
  faults: [{ when: { command: 'VERIFY', nth: 2 }, do: { late: '2s' } }],
};

function inBoth(
  t: ExecutionContext,
  { status, body }: { readonly status: number; readonly body: Body },
  asked: unknown,
) {
  if (status < 400) return;
  const { code, message } = body;
  const what = `${status} ${JSON.stringify(body)} for ${JSON.stringify(asked)?.slice(0, 300)}`;
  t.true(status < 500, what);
  t.not(code, 'ERR_ARGUMENT', what);
  t.not(message.fr, message.en, what);
  const english = englishIn(message.fr).filter((word) => !KEYS.has(word));
  t.deepEqual([...english, ...frenchIn(message.en)], [], what);
}

test.serial('steps', async (t) => {
  t.timeout(60_000);
  const door = await opened(t);
  const steps = sampleSteps();
  for (const strange of STRANGE) {
    const wrong = steps.flatMap((step) => [...spoiled(step, strange)]);
    // The last one is none: the others are looked at, and never done.
    inBoth(t, await ask(door, 'POST', '/worlds/main/steps', { steps: [...wrong, { nothing: true }] }), strange);
  }
});

test.serial('worlds', async (t) => {
  t.timeout(60_000);
  const door = await opened(t);
  for (const strange of STRANGE)
    for (const [key, value] of Object.entries(WORLD))
      for (const wrong of spoiled(value, strange)) {
        // A card that is none: the rest is looked at, and never opened.
        const cards = key === 'cards' && typeof wrong === 'object' ? wrong : HEAD.cards;
        const head = { ...HEAD, [key]: wrong, cards: { ...cards, nobody: {} } };
        inBoth(t, await ask(door, 'POST', '/worlds', { name: 'autre', ...head }), head);
      }
});

test.serial('the name of a reader that PC/SC cannot carry', async (t) => {
  const door = await opened(t);
  for (const name of ['x'.repeat(500), 'a\0b']) {
    const answer = await ask(door, 'POST', '/worlds', { name: 'autre', readers: { [name]: 'contact' } });
    t.is(answer.status, 422);
    inBoth(t, answer, name);
  }
});

test.serial('what nobody foresaw', (t) => {
  inBoth(t, { ...refusalOf(new Error('the unforeseen')), status: 400 }, undefined);
});

test.serial('everything else', async (t) => {
  t.timeout(60_000);
  const door = await opened(t);
  for (const [path, body] of [
    ['/worlds/main/wait', { for: { kind: 'service' }, since: 1, withinMs: 1 }],
    ['/worlds/main/dialogs/1', { pin: '1234' }],
    ['/worlds/main/recording', { keepIdentity: 1 }],
    ['/runs', { file: 'nothing.yaml', language: 'fr' }],
  ] as const)
    for (const strange of STRANGE)
      for (const wrong of spoiled(body, strange)) inBoth(t, await ask(door, 'POST', path, wrong), wrong);
  for (const [method, path] of [
    ['GET', '/worlds/%00'],
    ['GET', '/worlds/%E0%A4%A'],
    ['DELETE', '/worlds/x'],
    ['GET', '/worlds/main/events?since=-1'],
    ['GET', '/worlds/main/events?since=%00'],
    ['GET', '/worlds/main/events?typist=%00'],
    ['POST', '/worlds/main/entries/1'],
    ['POST', '/worlds/main/entries/x'],
    ['GET', '/runs/x'],
    ['DELETE', '/runs/1'],
    ['GET', '/runs/1/events'],
    ['PUT', '/worlds'],
    ['POST', '/worlds/x/reset'],
  ] as const)
    inBoth(t, await ask(door, method, path), path);
});
