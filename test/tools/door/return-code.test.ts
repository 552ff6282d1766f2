import test from 'ava';
import { returnCodeMeaning } from '../../../tools/door/return-code.ts';

test('a meaning stands inside a sentence; a name keeps its capitals; what is no code has none', (t) => {
  t.is(returnCodeMeaning('SCARD_W_REMOVED_CARD')?.fr, 'la carte a été retirée');
  t.is(returnCodeMeaning('SCARD_E_INVALID_PARAMETER')?.en, 'a parameter is wrong');
  t.is(returnCodeMeaning('SCARD_E_INVALID_ATR')?.fr, "l'ATR n'en est pas un");
  t.is(returnCodeMeaning('SCARD_E_NO_SERVICE')?.en, 'PC/SC does not run');
  for (const none of ['success', 'toString', undefined, { en: 'x', fr: 'y' }]) t.is(returnCodeMeaning(none), undefined);
});
