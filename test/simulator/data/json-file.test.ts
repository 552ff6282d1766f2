/** Outside truth: RFC 7396, appendix A. */
import test from 'ava';
import { mergePatch } from '../../../simulator/data/json-file.ts';

const merges = test.macro({
  exec(t, target: string, patch: string, expected: string) {
    t.deepEqual(mergePatch(JSON.parse(target), JSON.parse(patch)), JSON.parse(expected));
  },
  title: (_, target, patch) => `RFC 7396: ${target} patched with ${patch}`,
});

test(merges, '{"a":"b"}', '{"a":"c"}', '{"a":"c"}');
test(merges, '{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}');
test(merges, '{"a":"b"}', '{"a":null}', '{}');
test(merges, '{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}');
test(merges, '{"a":["b"]}', '{"a":"c"}', '{"a":"c"}');
test(merges, '{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}');
test(merges, '{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}');
test(merges, '{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}');
test(merges, '["a","b"]', '["c","d"]', '["c","d"]');
test(merges, '{"a":"b"}', '["c"]', '["c"]');
test(merges, '{"a":"foo"}', 'null', 'null');
test(merges, '{"a":"foo"}', '"bar"', '"bar"');
test(merges, '{"e":null}', '{"a":1}', '{"e":null,"a":1}');
test(merges, '[1,2]', '{"a":"b","c":null}', '{"a":"b"}');
test(merges, '{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}');
