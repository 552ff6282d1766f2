/** A short run of the fuzzer of winscard.dll; `npm run fuzz:windows` goes on for longer. */
import test from 'ava';
import { fuzzWindows } from '../../../tools/windows/fuzzer.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test.serial(
  'calls in any order, in a world that answers nearly as it should: memory is neither misused nor left',
  (t) => {
    const { code, text } = fuzzWindows(temporaryDirectory('fuzz-'), 1, 1500);
    t.is(code, 0, text);
    t.regex(text, /^\d{5} calls, \d{5} succeeded$/);
  },
);
