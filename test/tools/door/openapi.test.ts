/** The OpenAPI document: what is served is in it and nothing else, its references lead somewhere, its schemas are those of scenarios. */
import test from 'ava';
import { doorApp } from '../../../tools/door/app.ts';
import { openApiDocument } from '../../../tools/door/openapi.ts';
import { ScenarioRuns } from '../../../tools/door/runs.ts';
import { DoorWorlds } from '../../../tools/door/worlds.ts';
import { ask, type Body, HEAD, opened } from './opened.ts';

const document: Body = openApiDocument('1.2.3');

test('every address that is served is in it, and no other', (t) => {
  const app = doorApp({
    worlds: new DoorWorlds({ name: 'main', head: HEAD }, () => {}),
    runs: new ScenarioRuns(),
    token: 'x',
    failed: () => {},
  });
  const served = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path !== '/api/openapi.json')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace('/api', '').replaceAll(/:(\w+)/g, '{$1}')}`);
  const told = Object.entries<Body>(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  t.deepEqual(told.sort(), [...new Set(served)].sort());
});

test('its references lead somewhere', (t) => {
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  t.true(references.size > 10);
  t.false(text.includes('#/$defs/'));
  for (const name of references) t.truthy(document.components.schemas[String(name)], name);
});

test('a step is that of scenario files', (t) => {
  const { step, NewWorld } = document.components.schemas;
  t.truthy(step.properties.insert);
  t.truthy(step.properties.CardSignData);
  t.deepEqual(Object.keys(NewWorld.properties).sort(), [
    'cards',
    'date',
    'faults',
    'include',
    'name',
    'readers',
    'reporting',
    'services',
    'timing',
  ]);
});

test('each operation says in both languages what it does', (t) => {
  for (const operations of Object.values<Body>(document.paths))
    for (const { summary, description } of Object.values<Body>(operations)) t.not(summary, description);
});

test('it is served to who has the token', async (t) => {
  const door = await opened(t);
  const { status, body } = await ask(door, 'GET', '/openapi.json');
  t.is(status, 200);
  t.is(body.openapi, '3.1.0');
});
