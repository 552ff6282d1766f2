/** Every status word of the card has its words in both languages. */
import test from 'ava';
import { CPS2TER_SW, SW, swMeaning } from '#iso7816/status-word.ts';
import { swMeaningInFrench } from '../../../../scenarios/observers/narration/status-words-in-french.ts';

test('every status word that has English words has French ones', (t) => {
  const all = [...Object.values<number>(SW), ...Object.values<number>(CPS2TER_SW)];
  const english = all.filter((sw) => swMeaningInFrench(sw) === swMeaning(sw)).map((sw) => sw.toString(16));
  t.deepEqual(english, []);
});

test('tries left, one and several', (t) => {
  t.is(swMeaningInFrench(0x63c1), 'vérification échouée, il reste 1 essai');
  t.is(swMeaningInFrench(0x63c2), 'vérification échouée, il reste 2 essais');
});

test('what nobody knows stays English', (t) => {
  t.is(swMeaningInFrench(0x6fff), swMeaning(0x6fff));
});
