/** JSON of others: as JSON.parse, but nothing that whoever walks through it could stumble over. */
import test from 'ava';
import { parseJson } from '#common/parse-json.ts';

const lists = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test('a hundred levels and no more', (t) => {
  t.deepEqual(parseJson(lists(100)), JSON.parse(lists(100)));
  t.throws(() => parseJson(lists(101)), {
    instanceOf: SyntaxError,
    message: 'More than 100 levels in JSON at position 100',
  });
});

test('marks in texts are no levels', (t) => {
  const text = JSON.stringify({ a: '['.repeat(200), b: `"\\${'{'.repeat(200)}`, c: [1, { d: '\\' }] });
  t.deepEqual(parseJson(text), JSON.parse(text));
});

test('levels one after the other are no deeper', (t) => {
  t.notThrows(() => parseJson(`[${'[1],'.repeat(1000)}1]`));
});
