import test from 'ava';
import {
  CHV_ACCESS,
  conditionFor,
  EF_ACCESS,
  isSatisfied,
  parseAccessConditions,
  RSA_ACCESS,
} from '../../../../simulator/card/file-system/access-conditions.ts';

const rule = test.macro<[string, number, number]>((t, text, mode, scb) => {
  t.is(conditionFor(parseAccessConditions(text, 'test'), mode), scb);
});

// Source: OpenSC PR 2217 and 2223 (EF.ATR and CHV of real cards), reference/opensc-cpx.md 7 (RSA); letters:
// reference/cps-facts.md (i).
test('EF.ATR: READ always', rule, '7B 45 FF FF FF 45 00', EF_ACCESS.READ, 0x00);
test('EF.ATR: UPDATE by secure messaging of SE 5', rule, '7B 45 FF FF FF 45 00', EF_ACCESS.UPDATE, 0x45);
test('CHV 01: CHANGE always', rule, 'F3 00 00 13 FF 00', CHV_ACCESS.CHANGE, 0x00);
test('CHV 01: RESET by user authentication of SE 3', rule, 'F3 00 00 13 FF 00', CHV_ACCESS.RESET, 0x13);
test('CHV 02: CHANGE never', rule, 'F3 FF 00 FF FF 00', CHV_ACCESS.CHANGE, 0xff);
test('CHV 02: VERIFY always', rule, 'F3 FF 00 FF FF 00', CHV_ACCESS.VERIFY, 0x00);
test('RSA: INTERNAL AUTHENTICATE by SE 1', rule, '73 FF 11 11 FF 00', RSA_ACCESS.INTERNAL_AUTHENTICATE, 0x11);
test('RSA: GET always', rule, '73 FF 11 11 FF 00', RSA_ACCESS.GET, 0x00);
test('a mode the AMB does not name: never', rule, '01 00', EF_ACCESS.UPDATE, 0xff);

test('AMB and number of conditions must agree', (t) => {
  for (const text of ['7B 00', '01', '01 00 00', ''])
    t.throws(() => parseAccessConditions(text, 'mf'), { code: 'ERR_ACCESS_RULE' }, text);
  t.notThrows(() => parseAccessConditions('00', 'mf'));
});

const condition = test.macro<[number, boolean, boolean]>((t, scb, whenNot, whenAuthenticated) => {
  t.is(
    isSatisfied(scb, () => false),
    whenNot,
  );
  t.is(
    isSatisfied(scb, (environment) => environment === (scb & 0x0f)),
    whenAuthenticated,
  );
});

// Source: ISO/IEC 7816-4:2020, table 41.
test('00: always', condition, 0x00, true, true);
test('FF: never', condition, 0xff, false, false);
test('11: user authentication', condition, 0x11, false, true);
test('91: user authentication and nothing else', condition, 0x91, false, true);
test('21: external authentication, which is not available', condition, 0x21, false, false);
test('45: secure messaging, which is not available', condition, 0x45, false, false);
test('51: secure messaging or user authentication', condition, 0x51, false, true);
test('D1: secure messaging and user authentication', condition, 0xd1, false, false);
