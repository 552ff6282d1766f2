import test from 'ava';
import { LANGUAGES } from '#common/language.ts';
import { CPS2TER_SW, SW } from '#iso7816/status-word.ts';
import { swMeaning } from '#iso7816/status-word-meaning.ts';

const ALL = [...Object.values<number>(SW), ...Object.values<number>(CPS2TER_SW)];
const UNKNOWN = swMeaning(0x1234);

for (const language of LANGUAGES)
  test(`every named status word of ISO 7816-4 has a meaning of its own in ${language}`, (t) => {
    const meanings = Object.values(SW).map((sw) => swMeaning(sw)[language]);
    t.false(meanings.includes(UNKNOWN[language]));
    t.is(new Set(meanings).size, meanings.length);
  });

test('every named status word says something else in French than in English', (t) => {
  t.deepEqual(
    ALL.filter((sw) => swMeaning(sw).fr === swMeaning(sw).en || swMeaning(sw) === UNKNOWN),
    [],
  );
});

test('the meaning of a family holds its number', (t) => {
  for (const language of LANGUAGES) {
    t.regex(swMeaning(0x6100)[language], /256/);
    t.regex(swMeaning(0x6c25)[language], /37/);
    t.regex(swMeaning(0x63c2)[language], /\b2\b/);
  }
});

test('tries left, one and several', (t) => {
  t.is(swMeaning(0x63c1).fr, 'vérification échouée, il reste 1 essai');
  t.is(swMeaning(0x63c2).fr, 'vérification échouée, il reste 2 essais');
});
