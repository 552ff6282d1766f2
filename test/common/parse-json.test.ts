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

const twice = test.macro((t, text: string, name: string) => {
  const message = `found the member ${JSON.stringify(name)} twice in one object, expected once`;
  t.throws(() => parseJson(text), { instanceOf: SyntaxError, message });
});

test('a member twice', twice, '{"a":1,"b":2,"a":3}', 'a');
test('a member twice, once escaped', twice, String.raw`{"a":1,"\u0061":3}`, 'a');
test('a member twice behind an object and a list', twice, '{"a":{"b":[{}]},"c":{"d":1,"d":2}}', 'd');
test('a member without a name, twice', twice, '{"":1,"":2}', '');

test('the same name in other objects, in texts and as a value is no member twice', (t) => {
  const text = '{"a":{"a":[{"a":1},{"a":2}]},"b":"a\\":a\\"","c":"a","hasOwnProperty":1,"constructor":2}';
  t.deepEqual(parseJson(text), JSON.parse(text));
});

for (const text of ['{a":1}', '{:1}', ':', '"a":1', '{"a\n":1}', '{"a', '{"a\\', ''])
  test(`no JSON: ${JSON.stringify(text)}`, (t) => {
    t.throws(() => parseJson(text), { instanceOf: SyntaxError });
  });
