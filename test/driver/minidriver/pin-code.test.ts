import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import type { PinObject } from '../../../driver/cia/aodf.ts';
import { encodeCode } from '../../../driver/minidriver/pin-code.ts';

const PIN: PinObject = {
  private: true,
  modifiable: true,
  ownAuthId: Uint8Array.of(1),
  unblocking: false,
  type: 'ascii-numeric',
  minLength: 4,
  storedLength: 8,
  maxLength: 8,
  reference: 1,
};

const encoded = test.macro((t, pin: Partial<PinObject>, code: string, expected: string | undefined) => {
  const bytes = encodeCode({ ...PIN, ...pin }, code);
  t.is(bytes && toHex(bytes), expected);
});
test('digits as ASCII', encoded, {}, '0912', '30393132');
test('below the shortest', encoded, {}, '123', undefined);
test('the longest', encoded, {}, '12345678', '3132333435363738');
test('above the longest', encoded, {}, '123456789', undefined);
test('a colon comes after 9', encoded, {}, '123:', undefined);
test('a slash comes before 0', encoded, {}, '123/', undefined);
test('an empty code, though the card says 0', encoded, { minLength: 0 }, '', undefined);
// U+0130 and U+0131 end in 30 and 31, the digits 0 and 1.
test('a character whose low byte is a digit', encoded, {}, '123\u0130', undefined);
test('ANSI ends at FF', encoded, { type: 'utf8' }, 'abc\u00ff', '616263FF');
test('one character beyond ANSI', encoded, { type: 'utf8' }, 'abc\u0100', undefined);
test('letters where the card takes any text', encoded, { type: 'utf8' }, 'abcd', '61626364');
test('padded to the stored length', encoded, { padding: 0xff }, '1234', '31323334FFFFFFFF');
test('nothing to pad', encoded, { padding: 0xff }, '12345678', '3132333435363738');
