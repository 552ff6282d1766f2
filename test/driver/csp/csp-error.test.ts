import test from 'ava';
import { sameInEach } from '#common/language.ts';
import { PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import { NTE } from '#windows/codes.ts';
import { CspError, cspError } from '../../../driver/csp/csp-error.ts';
import { MinidriverError } from '../../../driver/minidriver/minidriver-error.ts';
import { ScardError } from '../../../driver/pcsc/scard-error.ts';

test('an error of the CSP itself: its code, then why, whatever the words of why', (t) => {
  const error = new CspError(NTE.NO_KEY, { en: 'NTE_NO_KEY_YET: no key', fr: 'NTE_NO_KEY_YET : pas de clé' });
  t.is(error.message, 'NTE_NO_KEY: NTE_NO_KEY_YET: no key');
  t.is(error.why, 'NTE_NO_KEY_YET: no key');
  t.is(error.messageIn('fr'), 'NTE_NO_KEY : NTE_NO_KEY_YET : pas de clé');
});

const WRONG = { en: 'wrong code, 2 tries left', fr: 'code faux, il reste 2 essais' };

const keeps = test.macro((t, below: ScardError | MinidriverError) => {
  const error = cspError(below) as CspError;
  t.true(error instanceof CspError);
  t.deepEqual([error.scard, error.message, error.why, error.cause], [below.scard, below.message, below.why, below]);
  t.is(error.messageIn('fr'), below.messageIn('fr'));
  t.deepEqual(error.whyText, below.whyText ?? sameInEach(''));
});

test('a refusal of PC/SC keeps its message and its why', keeps, new ScardError(SCARD.W_REMOVED_CARD, 'SCardTransmit'));
test(
  'one that PC/SC names otherwise too',
  keeps,
  new ScardError(PCSCLITE_E_UNSUPPORTED_FEATURE, 'SCardControl', { reader: 'bureau 00 00' }),
);
test(
  'a refusal of the minidriver',
  keeps,
  new MinidriverError('CardAuthenticateEx', SCARD.W_WRONG_CHV, WRONG, { attemptsRemaining: 2 }),
);

test('what no layer refused stays what it is', (t) => {
  const fault = new TypeError('x');
  t.is(cspError(fault), fault);
});
