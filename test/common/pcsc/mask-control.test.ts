import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { maskControl } from '#pcsc/mask-control.ts';
import { CM_IOCTL_GET_FEATURE_REQUEST } from '#pcsc/part10.ts';

const kept = test.macro((t, code: number, [input, output]: [string, string], expected: [string, string]) => {
  const masked = maskControl(code, fromHex(input), fromHex(output));
  t.deepEqual([toHex(masked.input), toHex(masked.output)], expected);
});

const VERIFY_PIN_DIRECT = 0x42000cea;
test('the features of a reader', kept, CM_IOCTL_GET_FEATURE_REQUEST, ['', '060442000CEA'], ['', '060442000CEA']);
test(
  'a code that a program puts into the structure',
  kept,
  VERIFY_PIN_DIRECT,
  ['1E1E0031323334', '9000'],
  ['2A2A2A2A2A2A2A', '9000'],
);
test(
  'an escape of a vendor that gives the code back',
  kept,
  0x42000001,
  ['0020000104 31323334', '31323334'],
  ['2A2A2A2A2A2A2A2A2A', '2A2A2A2A'],
);
