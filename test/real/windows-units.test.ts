/** Unit tests under Windows' node.exe, in Wine; npm brings that node.exe, tools/setup Wine and mingw. */
import test from 'ava';
import { missingPrograms } from '../../tools/windows/mingw.ts';

const missing = missingPrograms(['wine', 'wineserver', 'x86_64-w64-mingw32-gcc']);

if (missing === undefined) await import('./windows/units.ts');
else test('unit tests under node.exe', (t) => t.fail(missing));
