import test from 'ava';
import { playedLines } from '../../../../tools/cli/hand/played-lines.ts';
import { speak } from '../../../../tools/cli/language.ts';

const WHY = { en: 'wrong code, 2 tries left', fr: 'code faux, reste 2 essais' };

test('a return code that was expected is told in words, in the language spoken', (t) => {
  const observed = { error: 'SCARD_W_WRONG_CHV', attemptsRemaining: 2, why: WHY };
  const played = { step: 'CardAuthenticateEx (pin: ****)', since: 1, observed, meaning: WHY };
  speak('en');
  t.deepEqual(playedLines(played), [
    'CardAuthenticateEx (pin: ****)',
    '  error: SCARD_W_WRONG_CHV (wrong code, 2 tries left)',
    '  attemptsRemaining: 2',
  ]);
  speak('fr');
  t.is(playedLines(played)[1], '  error : SCARD_W_WRONG_CHV (code faux, reste 2 essais)');
});

test('what came is told by its names, an object as JSON', (t) => {
  speak('en');
  const observed = { event: 'card-inserted', afterMs: 0, dialogs: ['pin'] };
  t.deepEqual(playedLines({ step: 'insert', since: 1, observed }), [
    'insert',
    '  event: card-inserted',
    '  afterMs: 0',
    '  dialogs: ["pin"]',
  ]);
});
