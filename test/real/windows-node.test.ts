/** cps-sim under Windows' node.exe, in Wine; npm brings that node.exe, tools/setup Wine and mingw. */
import test from 'ava';
import { missingPrograms } from '../../tools/windows/mingw.ts';

const missing = missingPrograms(['wine', 'wineserver', 'x86_64-w64-mingw32-gcc', 'i686-w64-mingw32-gcc']);

if (missing === undefined) await import('./windows/node.ts');
else test('cps-sim under node.exe', (t) => t.fail(missing));
