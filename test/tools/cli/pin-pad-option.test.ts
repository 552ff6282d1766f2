import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { pinPadAnswers } from '../../../tools/cli/pin-pad-option.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const ANSWERS = [{ digits: '1234' }, 'cancel', { digits: '0000' }] as const;

test('what is typed at the pad, from the command line, a file, a variable', (t) => {
  const file = join(temporaryDirectory('pad-'), 'codes.txt');
  writeFileSync(file, '# the right one first\n1234, cancel\n\n0000 # wrong\n');
  t.deepEqual(pinPadAnswers('1234,cancel,0000'), [...ANSWERS]);
  t.deepEqual(pinPadAnswers(`file:${file}`), [...ANSWERS]);
  t.deepEqual(pinPadAnswers('env:CODES', { CODES: '1234,cancel,0000\n' }), [...ANSWERS]);
});

test('what is wrong there is told without what stands there', (t) => {
  const refused = (option: string, environment = {}) =>
    t.throws<Error & { code: string }>(() => pinPadAnswers(option, environment));
  const wrong = refused('env:CODES', { CODES: '1234,43a1' });
  t.is(wrong.code, 'ERR_PIN_PAD_ANSWER');
  t.false(/1234|43a1/.test(wrong.message), wrong.message);
  t.is(refused('env:CODES', { CODES: '' }).code, 'ERR_PIN_PAD_ANSWER');
  t.is(refused('env:constructor').code, 'ERR_USAGE');
  t.is(refused(`file:${temporaryDirectory('pad-')}`).code, 'ERR_FILE_KIND');
  t.is(
    refused('file:/no/such/codes').message,
    "--pin-pad file:/no/such/codes: there is no directory '/no/such'; check the path, or make the directory first",
  );
});
