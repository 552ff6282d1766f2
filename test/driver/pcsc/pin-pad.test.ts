/** What a program sends to a reader with a PIN pad. Source: PC/SC part 10, revision 2.02.09, 2.2, 2.5.2, 2.5.3. */
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { PinPad, type PinPadCode } from '../../../driver/pcsc/pin-pad.ts';

const GET_FEATURES = 0x42000d48;
/** Control codes as two readers in the field name them: VERIFY_PIN_DIRECT, MODIFY_PIN_DIRECT. */
const BOTH = '060442330006 070442330007';
const VERIFY_ALONE = '0604003136B0';

/** A reader that names these features, and answers every entry. */
async function padOf(features: string, answer = '9000') {
  const asked: (readonly [controlCode: number, input: string])[] = [];
  const control = async (controlCode: number, input: Uint8Array) => {
    asked.push([controlCode, toHex(input)]);
    return fromHex(controlCode === GET_FEATURES ? features : answer);
  };
  return { pad: await PinPad.of({ control }), asked };
}

const FOUR_TO_EIGHT: PinPadCode = { minLength: 4, maxLength: 8 };
const PADDED: PinPadCode = { ...FOUR_TO_EIGHT, padding: { length: 8, byte: 0xff } };

const structure = test.macro({
  exec: async (t, verb: 'verify' | 'modify', reference: number, code: PinPadCode, expected: string) => {
    const { pad, asked } = await padOf(BOTH);
    t.is((await pad?.[verb](reference, code))?.sw, 0x9000);
    const controlCode = verb === 'verify' ? 0x42330006 : 0x42330007;
    t.deepEqual(asked, [
      [GET_FEATURES, ''],
      [controlCode, expected.replaceAll(' ', '')],
    ]);
  },
  title: (title, verb) => `${verb}: ${title}`,
});
// Time-outs, format, block, length format, most and least digits, validation, messages, language, message, prologue,
// length of the command, command.
const VERIFY = '1E1E 82 00 00 0804 02 01 0C04 00 000000 05000000 00200001 00';
test('digits as they are, a VERIFY', structure, 'verify', 1, FOUR_TO_EIGHT, VERIFY);
test('another code', structure, 'verify', 0x82, FOUR_TO_EIGHT, VERIFY.replace('00200001', '00200082'));
test('5 digits only', structure, 'verify', 1, { minLength: 5, maxLength: 5 }, VERIFY.replace('0804', '0505'));
test(
  'filled up',
  structure,
  'verify',
  1,
  PADDED,
  '1E1E 82 08 00 0804 02 01 0C04 00 000000 0D000000 00200001 08 FFFFFFFFFFFFFFFF',
);
// With the offsets of both codes, what is typed and confirmed, and a message for each of the three entries.
test(
  'digits as they are, both codes',
  structure,
  'modify',
  1,
  FOUR_TO_EIGHT,
  '1E1E 82 00 00 0000 0804 03 02 03 0C04 000102 000000 05000000 00240001 00',
);
test(
  'filled up, the new one behind the old one',
  structure,
  'modify',
  1,
  PADDED,
  '1E1E 82 08 00 0008 0804 03 02 03 0C04 000102 000000 15000000 00240001 10 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF',
);

test('what the card or the reader answers is passed on', async (t) => {
  const { pad } = await padOf(BOTH, '63C2');
  t.is((await pad?.verify(1, FOUR_TO_EIGHT))?.sw, 0x63c2);
});

test('a pad that takes no new code', async (t) => {
  const { pad, asked } = await padOf(VERIFY_ALONE);
  t.is(pad?.canModify, false);
  t.is((await padOf(BOTH)).pad?.canModify, true);
  await pad?.verify(1, FOUR_TO_EIGHT);
  t.is(asked.at(-1)?.[0], 0x003136b0);
});

test('a reader without a pad: no feature, others only, no answer', async (t) => {
  t.is((await padOf('')).pad, undefined);
  t.is((await padOf('0A0442000001')).pad, undefined);
  const control = async () => {
    throw new Error('SCARD_E_UNSUPPORTED_FEATURE');
  };
  t.is(await PinPad.of({ control }), undefined);
});
