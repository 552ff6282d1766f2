/** Windows programs, in Wine, with mingw and Debian's Rust: tools/setup installs them. */
import test from 'ava';
import { missingPrograms } from '../../tools/windows/mingw.ts';

const missing = missingPrograms([
  'wine',
  'wineserver',
  'x86_64-w64-mingw32-gcc',
  'i686-w64-mingw32-gcc',
  '/usr/bin/rustc',
]);

if (missing === undefined) await import('./windows/every.ts');
else test('Windows programs under Wine', (t) => t.fail(missing));
