/** What a program sends to a reader with a PIN pad. Source: PC/SC part 10, revision 2.02.09, 2.2, 2.5.2, 2.5.3. */
import { getEventListeners } from 'node:events';
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

const ABORT = 0x4233000b;
const WITH_ABORT = '060442330006 0B044233000B';

/** A reader whose entry waits until it is ended, or for ever; `from` is how often it must be told. */
async function waitingPad(features: string, from = 1) {
  const asked: number[] = [];
  let end = (_: Uint8Array): void => {};
  const control = (controlCode: number) => {
    asked.push(controlCode);
    if (controlCode === GET_FEATURES) return Promise.resolve(fromHex(features));
    if (controlCode !== ABORT) return new Promise<Uint8Array>((resolve) => (end = resolve));
    if (asked.filter((code) => code === ABORT).length === from) end(fromHex('6401'));
    return Promise.resolve(new Uint8Array(0));
  };
  return { pad: await PinPad.of({ control }), asked, end: (answer: string) => end(fromHex(answer)) };
}

for (const from of [1, 3])
  test(`an entry that is cancelled is ended by FEATURE_ABORT, told ${from} times`, async (t) => {
    const { pad, asked } = await waitingPad(WITH_ABORT, from);
    const stop = new AbortController();
    const entry = pad?.verify(1, FOUR_TO_EIGHT, stop.signal);
    stop.abort();
    t.is((await entry)?.sw, 0x6401);
    t.deepEqual(asked, [GET_FEATURES, 0x42330006, ...Array(from).fill(ABORT)]);
    t.is(getEventListeners(stop.signal, 'abort').length, 0);
  });

test('a reader without FEATURE_ABORT is told nothing: the person ends it, or the time', async (t) => {
  const { pad, asked, end } = await waitingPad('060442330006');
  const stop = new AbortController();
  const entry = pad?.verify(1, FOUR_TO_EIGHT, stop.signal);
  stop.abort();
  end('9000');
  t.is((await entry)?.sw, 0x9000);
  t.deepEqual(asked, [GET_FEATURES, 0x42330006]);
});

test('an entry that is over is not aborted', async (t) => {
  const { pad, asked, end } = await waitingPad(WITH_ABORT);
  const stop = new AbortController();
  const entry = pad?.verify(1, FOUR_TO_EIGHT, stop.signal);
  end('9000');
  t.is((await entry)?.sw, 0x9000);
  stop.abort();
  t.deepEqual(asked, [GET_FEATURES, 0x42330006]);
});
