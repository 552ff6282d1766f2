/** The PIN pad as programs use it. Structures: PC/SC part 10; one as OpenSC sends it: reference/pcsclite-protocol.md 6. */
import test, { type ExecutionContext } from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { CM_IOCTL_GET_FEATURE_REQUEST } from '#pcsc/part10.ts';
import type { TraceEvent } from '#trace/event.ts';
import { PinPadAnswerError, parsePinPadAnswers } from '../../../../simulator/reader/pin-pad/answers.ts';
import { PinPad } from '../../../../simulator/reader/pin-pad/pin-pad.ts';

const VERIFY = 0x42000cea;
const MODIFY = 0x42000ceb;
const PROPERTIES = 0x42000cec;
const TLV = 0x42000ced;
const ABORT = 0x42000cee;

interface Run {
  readonly output: string | undefined;
  /** The command that reached the card. */
  readonly command: string | undefined;
  readonly events: readonly TraceEvent[];
}

async function run(answers: string, controlCode: number, structure: string): Promise<Run> {
  const events: TraceEvent[] = [];
  const pad = new PinPad({
    answers: answers === '' ? [] : parsePinPadAnswers(answers),
    trace: (event) => void events.push(event),
  });
  let command: string | undefined;
  const send = async (bytes: Bytes): Promise<Bytes> => {
    command = toHex(bytes);
    return fromHex('9000');
  };
  const output = await pad.control('bureau', controlCode, fromHex(structure), { send });
  return { output: output && toHex(output), command, events };
}

test('features: tag, 4 bytes of control code, big-endian', async (t) => {
  const { output } = await run('', CM_IOCTL_GET_FEATURE_REQUEST, '');
  t.is(output, '060442000CEA070442000CEB0A0442000CEC0B0442000CEE120442000CED');
});

test('a recording is shown what was typed, in digits and as the card gets it', async (t) => {
  const shown: string[] = [];
  const codes = (data: Bytes) => void shown.push(toHex(data));
  const pad = new PinPad({ answers: parsePinPadAnswers('1234,cancel'), codes });
  const bcd = fromHex('1E1E810800080402000000000000000D0000000020000108FFFFFFFFFFFFFFFF');
  for (let i = 0; i < 2; i++) await pad.control('bureau', VERIFY, bcd, { send: async () => fromHex('9000') });
  t.deepEqual(shown, ['31323334', '1234FFFFFFFFFFFF']);
});

test('properties of the entry', async (t) => {
  t.is((await run('', PROPERTIES, '')).output, '00000700');
  t.is(
    (await run('', TLV, '')).output,
    '01020000 030100 060104070108 090100 0B020912 0C020100 0A0400000100'.replaceAll(' ', ''),
  );
});

test('a control code that no feature has', async (t) => {
  t.is((await run('', 0x42000001, '')).output, undefined);
});

const verify = test.macro({
  exec: async (t, structure: string, digits: string, expected: string) => {
    const { command, output } = await run(digits, VERIFY, structure);
    t.is(command, expected.replaceAll(' ', ''));
    t.is(output, '9000');
  },
  title: (title) => `VERIFY: ${title}`,
});
const UNPADDED = '1E1E 82 00 00 0804 02 00 0000 00 000000 05000000 0020000100';
test('as OpenSC asks for an unpadded code', verify, UNPADDED, '1234', '00200001 04 31323334');
test('eight digits', verify, UNPADDED, '12345678', '00200001 08 3132333435363738');
test(
  'as OpenSC asks for a padded one',
  verify,
  '1E1E 82 08 00 0804 02 00 0000 00 000000 0D000000 0020000108 FFFFFFFFFFFFFFFF',
  '1234',
  '00200001 08 31323334FFFFFFFF',
);
test(
  'right-justified',
  verify,
  '1E1E 86 08 00 0804 02 00 0000 00 000000 0D000000 0020000108 FFFFFFFFFFFFFFFF',
  '1234',
  '00200001 08 FFFFFFFF31323334',
);
test(
  'BCD, an odd number of digits',
  verify,
  '1E1E 81 08 00 0804 02 00 0000 00 000000 0D000000 0020000108 FFFFFFFFFFFFFFFF',
  '12345',
  '00200001 08 12345FFFFFFFFFFF',
);
test('binary', verify, '1E1E 80 00 00 0804 02 00 0000 00 000000 05000000 0020000100', '1234', '00200001 04 01020304');
test(
  'behind one byte, BCD, the number of digits in the low nibble of that byte (ISO 9564-1 format 2)',
  verify,
  '1E1E 89 47 04 0C04 02 00 0000 00 000000 0D000000 0020000108 20FFFFFFFFFFFFFF',
  '1234',
  '00200001 08 241234FFFFFFFFFF',
);
test(
  'position in bits',
  verify,
  '1E1E 42 00 00 0804 02 00 0000 00 000000 06000000 0020000101 AA',
  '1234',
  '00200001 05 AA31323334',
);

test(
  'the number of digits in the high nibble',
  verify,
  '1E1E 89 47 00 0C04 02 00 0000 00 000000 0D000000 0020000108 02FFFFFFFFFFFFFF',
  '1234',
  '00200001 08 421234FFFFFFFFFF',
);
test(
  'the number of digits in a byte, counted in bytes',
  verify,
  '1E1E 91 86 11 0C04 02 00 0000 00 000000 0D000000 0020000108 AA00FFFFFFFFFFFF',
  '123456',
  '00200001 08 AA06123456FFFFFF',
);
test('no Lc', verify, UNPADDED.replace('05000000 0020000100', '04000000 00200001'), '1234', '00200001 04 31323334');
test(
  'a data field of 255 bytes',
  verify,
  `1E1E 82 00 00 0804 02 00 0000 00 000000 04010000 00200001FF ${'FF'.repeat(255)}`,
  '1234',
  `00200001 FF 31323334${'FF'.repeat(251)}`,
);
test(
  'Lc without any byte: the code follows it',
  verify,
  UNPADDED.replace('0020000100', '0020000104'),
  '1234',
  '00200001 04 31323334',
);

const modify = test.macro({
  exec: async (t, structure: string, typed: string, expected: string | undefined, output: string) => {
    const result = await run(typed, MODIFY, structure);
    t.is(result.command, expected?.replaceAll(' ', ''));
    t.is(result.output, output);
  },
  title: (title) => `MODIFY: ${title}`,
});
const CHANGE = '1E1E 82 00 00 0000 0804 03 02 03 0000 000102 000000 05000000 0024000100';
test('old code, new code twice', modify, CHANGE, '1234,4321,4321', '00240001 08 3132333434333231', '9000');
test(
  'old and new of different lengths',
  modify,
  CHANGE,
  '123456,4321,4321',
  '00240001 0A 31323334353634333231',
  '9000',
);
test(
  'the old code at its offset',
  modify,
  '1E1E 82 00 00 0200 0804 03 02 03 0000 000102 000000 07000000 0024000102 AABB',
  '1234,4321,4321',
  '00240001 0A AABB 31323334 34333231',
  '9000',
);
test(
  'the new code alone, whatever the offset of the old one',
  modify,
  '1E1E 82 00 00 0800 0804 00 02 01 0000 000102 000000 05000000 0024010100',
  '4321',
  '00240101 04 34333231',
  '9000',
);
test('the new code typed differently', modify, CHANGE, '1234,4321,4322', undefined, '6402');
test('cancelled at the confirmation', modify, CHANGE, '1234,4321,cancel', undefined, '6401');
test(
  'the new code alone, once',
  modify,
  '1E1E 82 00 00 0000 0804 00 02 01 0000 000102 000000 05000000 0024010100',
  '4321',
  '00240101 04 34333231',
  '9000',
);
test(
  'padded, the new code at its offset',
  modify,
  '1E1E 82 08 00 0008 0804 03 02 03 0000 000102 000000 15000000 0024000110 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF',
  '1234,54321,54321',
  '00240001 10 31323334FFFFFFFF 3534333231FFFFFF',
  '9000',
);

/** What the reader says by itself: the card is not asked. */
const unasked = test.macro({
  exec: async (t, structure: string, answers: string, sw: string) => {
    const { command, output } = await run(answers, VERIFY, structure);
    t.is(command, undefined);
    t.is(output, sw);
  },
  title: (title, _, answers, sw) => `${title ?? `answers '${answers}'`}: ${sw}`,
});
test(unasked, UNPADDED, 'cancel', '6401');
test(unasked, UNPADDED, '', '6401');
test(unasked, UNPADDED, 'timeout', '6400');
test(unasked, UNPADDED, '123', '6403');
test(unasked, UNPADDED, '123456789', '6403');
test(
  'no key ends the entry, the code is shorter than it may be',
  unasked,
  UNPADDED.replace('0804 02', '0804 01'),
  '1234',
  '6400',
);

const broken = (structure: string) => [structure, '1234', '6B80'] as const;
test('empty structure', unasked, ...broken(''));
test('structure cut', unasked, ...broken('1E1E 82 00 00 0804 02 00 0000 00 000000 0500'));
test('ulDataLength too long', unasked, ...broken('1E1E 82 00 00 0804 02 00 0000 00 000000 06000000 0020000100'));
test('no command header', unasked, ...broken('1E1E 82 00 00 0804 02 00 0000 00 000000 03000000 002000'));
test('least digits above most', unasked, ...broken('1E1E 82 00 00 0408 02 00 0000 00 000000 05000000 0020000100'));
test('format type 3', unasked, ...broken('1E1E 83 00 00 0804 02 00 0000 00 000000 05000000 0020000100'));
test('Lc without its bytes', unasked, ...broken('1E1E 82 08 00 0804 02 00 0000 00 000000 06000000 0020000108FF'));
test('a length of 8 bits at bit 4', unasked, ...broken('1E1E 82 88 04 0804 02 00 0000 00 000000 05000000 0020000100'));
test('a length of 5 bits', unasked, ...broken('1E1E 82 58 00 0804 02 00 0000 00 000000 05000000 0020000100'));

test('what is asked and done is told, never what is typed', async (t) => {
  const { events } = await run('1234,4321,cancel', MODIFY, CHANGE);
  t.deepEqual(
    events.map((event) => event.kind === 'pin-pad' && `${event.prompt} ${event.action}`),
    ['current asked', 'current typed', 'new asked', 'new typed', 'confirm asked', 'confirm cancel'],
  );
  t.false(JSON.stringify(events).includes('1234'));
});

const send = async () => fromHex('9000');

async function waiting(t: ExecutionContext) {
  const leaving = new AbortController();
  const pad = new PinPad({ answers: ['wait', { digits: '1234' }] });
  const enter = (gone: AbortSignal) => pad.control('bureau', VERIFY, fromHex(UNPADDED), { send, gone });
  const entry = enter(leaving.signal);
  t.is(pad.asked, 1);
  return { pad, entry, enter, leaving };
}

test('ABORT ends the entry that waits, and nothing else', async (t) => {
  const { pad, entry, enter, leaving } = await waiting(t);
  const abort = () => pad.control('bureau', ABORT, new Uint8Array(0), { send });
  t.deepEqual(await abort(), new Uint8Array(0));
  t.deepEqual(await entry, fromHex('6401'));
  await abort();
  t.deepEqual(await enter(leaving.signal), fromHex('9000'));
});

test('a card that leaves ends the entry', async (t) => {
  const { entry, leaving } = await waiting(t);
  leaving.abort();
  t.deepEqual(await entry, fromHex('6401'));
});

test('a second entry waits for the first one, and gets its own answer', async (t) => {
  const { pad, entry, enter, leaving } = await waiting(t);
  const second = enter(new AbortController().signal);
  t.is(pad.asked, 1);
  leaving.abort();
  t.deepEqual(await entry, fromHex('6401'));
  t.deepEqual(await second, fromHex('9000'));
});

test('an entry that has not begun when its card leaves is never asked for', async (t) => {
  const { pad, entry, enter, leaving } = await waiting(t);
  const second = enter(leaving.signal);
  leaving.abort(new RangeError('the card has left'));
  t.deepEqual(await entry, fromHex('6401'));
  await t.throwsAsync(second, { instanceOf: RangeError });
  t.is(pad.asked, 1);
});

test('answers prepared later take the place of those before', async (t) => {
  const pad = new PinPad({ answers: ['cancel', 'timeout'] });
  pad.prepare([{ digits: '1234' }, 'timeout']);
  const enter = () => pad.control('bureau', VERIFY, fromHex(UNPADDED), { send });
  t.deepEqual([await enter(), await enter(), await enter()], [fromHex('9000'), fromHex('6400'), fromHex('6401')]);
});

test('spaces around an answer are none of it', (t) => {
  t.deepEqual(parsePinPadAnswers(' 1234, cancel'), [{ digits: '1234' }, 'cancel']);
});

for (const text of ['', '12a4', 'Cancel', '1234,', 'einszwei'])
  test(`answers '${text}' are refused without being shown`, (t) => {
    const error = t.throws(() => parsePinPadAnswers(text), { code: 'ERR_PIN_PAD_ANSWER' });
    if (text !== '') t.false(error?.message.includes(text));
  });

test('the answer that is wrong is told by its place', (t) => {
  const unknown = t.throws(() => parsePinPadAnswers('1234,12a4,cancel'), { instanceOf: PinPadAnswerError });
  t.deepEqual([unknown.reason, unknown.place], ['unknown', 2]);
  const missing = t.throws(() => parsePinPadAnswers('1234,cancel,'), { instanceOf: PinPadAnswerError });
  t.deepEqual([missing.reason, missing.place], ['nothing', 3]);
});

test('a code that takes its time: typed when it is over, and interrupted by the card that leaves', async (t) => {
  const gone = new AbortController();
  const clock = new VirtualClock();
  const pad = new PinPad({ answers: parsePinPadAnswers('1234,1234'), typingMs: 3000, clock });
  let sent = 0;
  const typed = async () => {
    sent++;
    return send();
  };
  const verify = () =>
    pad.control('bureau', VERIFY, fromHex(UNPADDED.replaceAll(' ', '')), { send: typed, gone: gone.signal });
  const first = verify();
  await new Promise(setImmediate);
  clock.pass(2999);
  await new Promise(setImmediate);
  t.is(sent, 0);
  clock.pass(1);
  t.deepEqual(await first, fromHex('9000'));
  t.is(sent, 1);
  const second = verify();
  await new Promise(setImmediate);
  clock.pass(2999);
  gone.abort(new Error('gone'));
  t.deepEqual(await second, fromHex('6401'));
  t.is(sent, 1);
});
