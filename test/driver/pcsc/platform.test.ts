/** What the three systems' headers say. */
import test from 'ava';
import { CM_IOCTL_GET_FEATURE_REQUEST } from '#pcsc/part10.ts';
import { CARD_STATE, PROTOCOL } from '#pcsc/scard.ts';
import { NativeHandles } from '../../../driver/pcsc/native-handles.ts';
import {
  platformOf,
  portCardState,
  portProtocol,
  systemControlCode,
  systemProtocol,
} from '../../../driver/pcsc/platform.ts';

const linux = platformOf('linux');
const macos = platformOf('darwin');
const windows = platformOf('win32');

test('names of the library and of its functions', (t) => {
  t.deepEqual(
    [linux, macos, windows].map(({ library }) => library.split('/').at(-1)),
    ['libpcsclite.so.1', 'PCSC', 'winscard.dll'],
  );
  t.deepEqual(
    [linux, macos, windows].map(({ symbol }) => symbol('SCardControl')),
    ['SCardControl', 'SCardControl132', 'SCardControl'],
  );
  t.deepEqual(
    [linux, macos, windows].map(({ symbol }) => symbol('SCardConnect')),
    ['SCardConnect', 'SCardConnect', 'SCardConnectW'],
  );
  t.is(windows.symbol('SCardTransmit'), 'SCardTransmit');
});

test('a system without a layout of its own runs pcsc-lite', (t) => t.is(platformOf('freebsd'), linux));

test('SCARD_PROTOCOL_RAW is 4 in pcsc-lite and 0x10000 in Windows', (t) => {
  t.is(systemProtocol(linux, PROTOCOL.RAW | PROTOCOL.T0), 5);
  t.is(systemProtocol(windows, PROTOCOL.RAW | PROTOCOL.T0), 0x10001);
  t.is(portProtocol(windows, 0x10000), PROTOCOL.RAW);
  t.is(portProtocol(windows, PROTOCOL.T1), PROTOCOL.T1);
});

// SCARD_CTL_CODE of pcsc-lite's `reader.h` and macOS, of Windows' `winsmcrd.h` (CTL_CODE(FILE_DEVICE_SMARTCARD, 3400, 0, 0)).
test('CM_IOCTL_GET_FEATURE_REQUEST is 0x42000D48 in pcsc-lite and 0x00313520 in Windows', (t) => {
  t.is(systemControlCode(linux, CM_IOCTL_GET_FEATURE_REQUEST), 0x42000d48);
  t.is(systemControlCode(macos, CM_IOCTL_GET_FEATURE_REQUEST), 0x42000d48);
  t.is(systemControlCode(windows, CM_IOCTL_GET_FEATURE_REQUEST), (0x31 << 16) | (3400 << 2));
  t.is(systemControlCode(windows, 0x42330006), 0x42330006, 'a code the reader named');
});

test('the state of a card: bits in pcsc-lite, a number from 0 to 6 in Windows', (t) => {
  t.is(portCardState(linux, 0x00010034), 0x00010034);
  t.is(portCardState(windows, 1), CARD_STATE.ABSENT);
  t.is(portCardState(windows, 6), CARD_STATE.PRESENT | CARD_STATE.POWERED | CARD_STATE.SPECIFIC);
  t.is(portCardState(windows, 99), CARD_STATE.UNKNOWN);
});

test('a handle of 64 bits is kept exactly', (t) => {
  const handles = new NativeHandles();
  const big = 0xcd01000000000001n;
  const token = handles.add(big);
  t.true(Number.isSafeInteger(token));
  t.not(handles.add(big), token);
  t.is(handles.get(token), big);
  t.is(handles.take(token), big);
  t.is(handles.get(token), token);
  t.is(handles.add(5), 5);
  t.is(handles.get(5), 5);
});
