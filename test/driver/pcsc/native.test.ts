import test from 'ava';
import { loadWinScard } from '../../../driver/pcsc/native.ts';
import { PcscLibraryError } from '../../../driver/pcsc/pcsc-library-error.ts';
import { platformOf } from '../../../driver/pcsc/platform.ts';

test('a missing library: one sentence says which, and what to install', (t) => {
  const platform = { ...platformOf('linux'), library: 'libpcsclite-that-is-not-here.so.1' };
  const error = t.throws(() => loadWinScard(platform), { instanceOf: PcscLibraryError, code: 'ERR_PCSC_LIBRARY' });
  t.regex(error.message, /^libpcsclite-that-is-not-here\.so\.1 .*apt install libpcsclite1/);
});
