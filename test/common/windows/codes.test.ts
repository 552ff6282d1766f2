import test from 'ava';
import { PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import { CODE_NAMES, type CodeName, codeName, codeOf, NTE, SCARD_WINDOWS, SETUP, WIN32 } from '#windows/codes.ts';

test('no code has two names, no name is in two tables', (t) => {
  const tables = [SCARD, SCARD_WINDOWS, NTE, WIN32, SETUP];
  t.is(CODE_NAMES.length, tables.flatMap((table) => Object.keys(table)).length);
  t.deepEqual(
    CODE_NAMES.map((name) => codeName(codeOf(name))),
    [...CODE_NAMES],
  );
});

test('but for the one that pcsc-lite gives to what Windows calls SCARD_E_UNEXPECTED', (t) => {
  t.is(codeName(PCSCLITE_E_UNSUPPORTED_FEATURE), 'SCARD_E_UNEXPECTED');
  t.not(codeOf('SCARD_E_UNSUPPORTED_FEATURE'), PCSCLITE_E_UNSUPPORTED_FEATURE);
});

const named = test.macro({
  exec: (t, name: CodeName, code: number) => t.deepEqual([codeOf(name), codeName(code)], [code, name]),
  title: (_, name: CodeName) => name,
});

// Source: winerror.h, setupapi.h; reference/minidriver.md 6, T2, T6.
test(named, 'SCARD_S_SUCCESS', 0);
test(named, 'SCARD_E_UNSUPPORTED_FEATURE', 0x80100022);
test(named, 'SCARD_E_NO_KEY_CONTAINER', 0x80100030);
test(named, 'SCARD_W_WRONG_CHV', 0x8010006b);
test(named, 'SCARD_E_READ_ONLY_CARD', 0x80100034);
test(named, 'NTE_BAD_DATA', 0x80090005);
test(named, 'NTE_SILENT_CONTEXT', 0x80090022);
test(named, 'ERROR_FILE_NOT_FOUND', 2);
test(named, 'ERROR_INSUFFICIENT_BUFFER', 0x7a);
test(named, 'ERROR_REVISION_MISMATCH', 0x51a);
test(named, 'ERROR_NO_COMPAT_DRIVERS', 0xe0000228);

test('a code without a name here is told in hexadecimal', (t) => {
  t.is(codeName(0x8010ffff), '0x8010FFFF');
  t.is(codeName(7), '0x00000007');
});
