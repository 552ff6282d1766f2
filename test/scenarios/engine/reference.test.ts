/** The language of scenarios as people look it up: whole, in both languages, and as the engine plays it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { LANGUAGES } from '#common/language.ts';
import { CODE_NAMES } from '#windows/codes.ts';
import { PROPERTY_NAMES } from '../../../driver/minidriver/index.ts';
import { EXPECT_DESCRIPTION, schemaParts } from '../../../scenarios/engine/file/json-schema.ts';
import { loadScenario } from '../../../scenarios/engine/file/load.ts';
import { frenchOf, textsInFrench } from '../../../scenarios/engine/reference/french.ts';
import { describeSteps, LISTS, listOf, PAGES, referencePage } from '../../../scenarios/engine/reference/index.ts';
import { EVENT_TEXTS, PROPERTY_TEXTS } from '../../../scenarios/engine/reference/list-texts.ts';
import { RETURN_CODE_TEXTS } from '../../../scenarios/engine/reference/return-code-texts.ts';
import { describeHead } from '../../../scenarios/engine/reference/step-reference.ts';
import { STEPS } from '../../../scenarios/engine/steps/index.ts';
import { EVENT_NAMES } from '../../../scenarios/world/specs.ts';
import { shippedProfileNames } from '../../../simulator/personalisation/index.ts';

const PAGE_FOLDER = new URL('../../../docs/steps/', import.meta.url);
const LIBRARY = new URL('../../../scenarios/', import.meta.url);

for (const language of LANGUAGES) {
  const page = () => readFileSync(new URL(PAGES[language], PAGE_FOLDER), 'utf8');

  test(`docs/steps/${PAGES[language]} is what the definitions say`, (t) => {
    t.is(page(), referencePage(language), 'npm run docs');
  });

  test(`docs/steps/${PAGES[language]} links to what is there`, (t) => {
    const links = [...page().matchAll(/\]\(([^)#]+)(?:#L(\d+))?\)/g)];
    t.true(links.length > 70);
    for (const [, path = ''] of links) t.true(existsSync(new URL(path, PAGE_FOLDER)), path);
  });

  test(`each step is described, with a theme and members in words: ${language}`, (t) => {
    const steps = describeSteps(language);
    t.deepEqual(
      steps.map(({ key }) => key),
      Object.keys(STEPS),
    );
    const head = describeHead(language);
    const members = [
      ...steps.flatMap(({ args, expectations }) => [...args, ...expectations]),
      ...Object.values(head).flat(),
    ];
    t.true(members.length > 200);
    for (const { name, form } of members) t.not(form, '', name);
    for (const { key, theme, summary, ways } of steps) t.true(theme !== '' && summary !== '' && ways.length > 0, key);
  });
}

test('what some values of an argument take alone are arguments, and values, of that step', (t) => {
  const steps = new Map(describeSteps('en').map((step) => [step.key, step]));
  const taking = Object.values(STEPS).flatMap(({ key, taken }) => (taken === undefined ? [] : [{ key, ...taken }]));
  t.true(taking.length > 6);
  for (const { key, by, arguments: taken } of taking) {
    const args = steps.get(key)?.args ?? [];
    const values = args.find(({ name }) => name === by)?.form.split(' | ') ?? [];
    for (const [name, takers] of Object.entries(taken)) {
      t.true(
        args.some((one) => one.name === name),
        `${key}: ${name}`,
      );
      for (const taker of takers) t.true(values.includes(taker), `${key}: ${by}: ${taker}`);
    }
  }
});

test('each step stands under its own theme', (t) => {
  const themes = new Map(describeSteps('en').map(({ key, theme }) => [key, theme]));
  const of = (...keys: string[]) => keys.map((key) => themes.get(key));
  t.deepEqual(of('wsus', 'driverPackage'), ['Where drivers come from', 'Where drivers come from']);
  for (const key of ['recipient', 'portal', 'diapason', 'mssante', 'cleo', 'testssl', 'registration', 'mail'])
    t.is(themes.get(key), 'Services around the card', key);
  for (const key of ['oppose', 'directory', 'checkRevocation', 'certificateStatus'])
    t.is(themes.get(key), 'Opposition and revocation', key);
  t.is(themes.get('apdu'), 'The program under test');
});

test('the example of each step stands in the library, at its line, and the loader reads it there', (t) => {
  for (const { key, example } of describeSteps('en')) {
    t.truthy(example, key);
    if (example === undefined) continue;
    const path = fileURLToPath(new URL(example.file, LIBRARY));
    const step = loadScenario(path).steps.find(({ line }) => line === example.line);
    t.is(step?.definition.key, key, `${example.file}:${example.line}`);
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .slice(example.line - 1);
    for (const [i, line] of example.text.split('\n').entries()) t.is(lines[i]?.trim(), line.trim());
  }
});

/** Every description in a JSON Schema. */
function* descriptions(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inner] of Object.entries(value)) {
    if (member === 'description' && typeof inner === 'string') yield inner;
    else yield* descriptions(inner);
  }
}

test('each text has its French, and no French is left without its text', (t) => {
  const summaries = Object.values(STEPS).map(({ summary }) => summary);
  const texts = new Set([...summaries, EXPECT_DESCRIPTION, ...descriptions(schemaParts().parts)]);
  t.deepEqual(
    [...texts].filter((text) => frenchOf(text) === undefined),
    [],
  );
  t.deepEqual(
    textsInFrench().filter((text) => !texts.has(text)),
    [],
  );
});

test('properties, events and the return codes that the library meets are told in both languages', (t) => {
  t.deepEqual(Object.keys(PROPERTY_TEXTS), [...PROPERTY_NAMES]);
  t.deepEqual(Object.keys(EVENT_TEXTS), [...EVENT_NAMES]);
  const names = new Set<string>(CODE_NAMES);
  t.deepEqual(
    Object.keys(RETURN_CODE_TEXTS).filter((name) => !names.has(name)),
    [],
  );
  for (const texts of [PROPERTY_TEXTS, EVENT_TEXTS, RETURN_CODE_TEXTS])
    for (const { en, fr } of Object.values(texts)) t.true(en !== '' && fr !== '');
  for (const language of LANGUAGES)
    for (const list of LISTS) {
      const { names } = listOf(list, language);
      t.true(names.length >= 4, list);
      t.deepEqual(
        names.filter(({ text }) => text === '').map(({ name }) => name),
        [],
        `without a word in ${language}`,
      );
    }
  t.deepEqual(
    listOf('profiles', 'fr').names.map(({ name }) => name),
    shippedProfileNames(),
  );
  t.is(listOf('errors', 'en').names.find(({ name }) => name === 'SCARD_W_WRONG_CHV')?.value, '0x8010006B');
});
