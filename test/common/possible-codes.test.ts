/** What may be a code in a word that a message repeats, and what is none. */
import test from 'ava';
import { withoutPossibleCodes } from '../../common/possible-codes.ts';

for (const [text, shown] of [
  ['7391', '****'],
  ['pin7391', 'pin****'],
  ['medecin, pin 7391 ou 87654321', 'medecin, pin **** ou ****'],
  ['7 3\u200b9 1', '****'],
  ['٧٣٩١', '****'],
  ['12026-01-31', '****-01-31'],
  ['2026-01-311', '****-01-311'],
  ['le 2026-01-31', 'le 2026-01-31'],
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00Z'],
  ['2000 years', '2000 years'],
  ['P1500Y', 'P1500Y'],
  ['in 5000 days', 'in 5000 days'],
  ['sha256', 'sha256'],
  ['cps3-medecin', 'cps3-medecin'],
] as const)
  test(`${text} is shown as ${shown}`, (t) => {
    t.is(withoutPossibleCodes(text), shown);
  });
