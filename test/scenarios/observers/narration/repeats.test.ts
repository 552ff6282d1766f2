/** Sentences that come again: what is told, line by line. */
import test from 'ava';
import { Repeats } from '../../../../scenarios/observers/narration/repeats.ts';
import { WORDS } from '../../../../scenarios/observers/narration/words.ts';

function told(sentences: string): string {
  const repeats = new Repeats(WORDS.en);
  const lines = [...sentences].flatMap((sentence) => (sentence === '|' ? repeats.forget() : repeats.add(sentence)));
  return [...lines, ...repeats.end()].join('; ');
}

const again = test.macro({
  exec: (t, sentences: string, lines: string) => t.is(told(sentences), lines),
  title: (_, sentences: string) => `'${sentences}'`,
});
test(again, 'abc', 'a; b; c');
test(again, 'aa', 'a; (the line above again)');
test(again, 'aaaa', 'a; (the line above 3 times more)');
test(again, 'abab', 'a; b; (the 2 lines above again)');
test(again, 'abababc', 'a; b; (the 2 lines above 2 times more); c');
test(again, 'abac', 'a; b; a; c');
test(again, 'ababac', 'a; b; (the 2 lines above again); a; c');
test(again, 'xabcabcaby', 'x; a; b; c; (the 3 lines above again); a; b; y');
test(again, 'aabb', 'a; (the line above again); b; (the line above again)');
test(again, 'a|a', 'a; a');
test(again, 'aba|b', 'a; b; a; b');

test('a block is held back only while it may still come again', (t) => {
  const repeats = new Repeats(WORDS.fr);
  t.deepEqual(
    ['a', 'b', 'a', 'b', 'c'].map((sentence) => repeats.add(sentence)),
    [['a'], ['b'], [], [], ['(les 2 lignes ci-dessus, encore une fois)', 'c']],
  );
});
