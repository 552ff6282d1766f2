/** Registration files as Windows writes them and people change them. Source: Microsoft, .reg file syntax. */
import test from 'ava';
import { fromHex } from '#iso7816/bytes.ts';
import { decodeRegistrationFile, parseRegistrationFile, RegistryError } from '../../../driver/registry/index.ts';

const KEY = String.raw`HKEY_CURRENT_USER\Software\ASIP Sante\Minidriver`;
const HEADER = 'Windows Registry Editor Version 5.00';
const read = (...lines: readonly string[]) => parseRegistrationFile([HEADER, '', ...lines].join('\r\n'), 'x.reg');
const inKey = (...lines: readonly string[]) => read(`[${KEY}]`, ...lines);

const value = test.macro((t, line: string, expected: unknown) => {
  t.deepEqual(inKey(line).get(KEY, 'Traces'), expected as never);
});
test('a DWORD', value, '"Traces"=dword:00000013', { type: 'REG_DWORD', data: 0x13 });
test('a DWORD in capitals, all bits', value, '"Traces"=dword:FFFFFFFF', { type: 'REG_DWORD', data: 0xffffffff });
test('a short DWORD', value, '"Traces"=dword:3', { type: 'REG_DWORD', data: 3 });
test('spaces around =', value, '"Traces" = dword:00000001', { type: 'REG_DWORD', data: 1 });
test('a text', value, '"Traces"="3"', { type: 'REG_SZ', data: '3' });
test('a text with escapes', value, String.raw`"Traces"="C:\\a \"b\""`, { type: 'REG_SZ', data: 'C:\\a "b"' });
test('binary data', value, '"Traces"=hex:01,ff', { type: 3, data: fromHex('01FF') });
test('a multi-string', value, '"Traces"=hex(7):61,00,00,00', { type: 7, data: fromHex('61000000') });
test('a QWORD', value, '"Traces"=hex(b):01,00,00,00,00,00,00,00', { type: 11, data: fromHex('0100000000000000') });
test('no data bytes', value, '"Traces"=hex:', { type: 3, data: new Uint8Array(0) });
test('names know no case', value, '"TRACES"=dword:00000001', { type: 'REG_DWORD', data: 1 });
test('another value', value, '"Certify"=dword:00000001', undefined);

test('bytes over several lines', (t) => {
  const registry = inKey('"Traces" = hex(3):01,02,\\', '  03,04,\\', '  05', '"Certify"=dword:00000001');
  t.deepEqual(registry.get(KEY, 'Traces'), { type: 3, data: fromHex('0102030405') });
  t.deepEqual(registry.get(KEY, 'Certify'), { type: 'REG_DWORD', data: 1 });
});

test('bytes over 100,000 lines cost no more than their number', (t) => {
  const before = process.cpuUsage();
  const registry = inKey(
    '"Traces"=hex:00,\\',
    Array.from({ length: 100_000 }, () => '  01,02,03,\\').join('\r\n'),
    '  ff',
  );
  const expected = `00${'010203'.repeat(100_000)}FF`;
  t.deepEqual(registry.get(KEY, 'Traces'), { type: 3, data: fromHex(expected) });
  const { user, system } = process.cpuUsage(before);
  t.true(user + system < 2_000_000, `${user + system} µs of CPU`);
});

test('comments, empty lines, both line ends; keys know no case', (t) => {
  const text = `${HEADER}\n\n; settings\n[${KEY.toUpperCase()}]\n\n; this one\n"Traces"=dword:00000002\n`;
  t.deepEqual(parseRegistrationFile(text, 'x.reg').get(KEY, 'traces'), { type: 'REG_DWORD', data: 2 });
});

test('the older header', (t) => {
  const registry = parseRegistrationFile(`REGEDIT4\n[${KEY}]\n"Traces"=dword:00000001`, 'x.reg');
  t.deepEqual(registry.get(KEY, 'Traces'), { type: 'REG_DWORD', data: 1 });
});

test('a value deleted, a key deleted with those below it', (t) => {
  t.is(inKey('"Traces"=dword:00000001', '"Traces"=-').get(KEY, 'Traces'), undefined);
  const gone = read(`[${KEY}]`, '"Traces"=dword:00000001', String.raw`[-HKEY_CURRENT_USER\Software\ASIP Sante]`);
  t.is(gone.get(KEY, 'Traces'), undefined);
});

test('a key deleted leaves those beside it, however they begin', (t) => {
  const keys = ['ASIP', 'ASIP Sante', 'ASIPSante'].map((name) => `HKEY_CURRENT_USER\\Software\\${name}`);
  const lines = keys.flatMap((key) => [`[${key}]`, '"Traces"=dword:00000001']);
  const registry = read(...lines, String.raw`[-HKEY_CURRENT_USER\SOFTWARE\asip]`, '"Traces"=dword:00000002');
  const left = [...registry.values()].map(({ key }) => key);
  t.deepEqual(left, [...keys.slice(1), String.raw`HKEY_CURRENT_USER\SOFTWARE\asip`]);
});

test('as Windows exports it: UTF-16LE behind its mark; as people write it: UTF-8', (t) => {
  const text = `${HEADER}\r\n\r\n[${KEY}]\r\n"Traces"=dword:00000004\r\n`;
  for (const bytes of [Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.from(text), Buffer.from(`\uFEFF${text}`)]) {
    const registry = parseRegistrationFile(decodeRegistrationFile(bytes), 'x.reg');
    t.deepEqual(registry.get(KEY, 'Traces'), { type: 'REG_DWORD', data: 4 });
  }
});

const refused = test.macro((t, text: string, line: number, said: RegExp) => {
  const error = t.throws(() => parseRegistrationFile(text, 'x.reg'), { instanceOf: RegistryError });
  t.is(error.code, 'ERR_REGISTRY');
  t.deepEqual([error.file, error.line], ['x.reg', line]);
  t.regex(error.message, said);
});
test('no header', refused, '"Traces"=dword:1', 1, /Windows Registry Editor/);
test('bytes that are no text', refused, '\u0007\u001b[2J\0\ufffd', 1, /'\?\?\[2J\?\?', expected/);
test('a line without end', refused, `${HEADER}\n${'x'.repeat(5000)}`, 2, /^.{200,230}$/);
test('an empty file', refused, '', 1, /Windows Registry Editor/);
test('a value before any key', refused, `${HEADER}\n"Traces"=dword:1`, 2, /before any \[key\]/);
test('a key that is not closed', refused, `${HEADER}\n\n[${KEY}`, 3, /expected \[key\]/);
test('a key without hive', refused, `${HEADER}\n[Software\\x]`, 2, /HKEY_LOCAL_MACHINE/);
test('a hive that is none', refused, `${HEADER}\n[HKEY_CURRENT_USER 2\\x]`, 2, /begins with no hive/);
test('words before the hive', refused, `${HEADER}\n[a HKEY_CURRENT_USER\\x]`, 2, /begins with no hive/);
test('a name without quotes', refused, `${HEADER}\n[${KEY}]\nTraces=dword:1`, 3, /"name"=data/);
test('no DWORD', refused, `${HEADER}\n[${KEY}]\n\n"Traces"=dword:xyz`, 4, /dword:00000000/);
test('nine digits', refused, `${HEADER}\n[${KEY}]\n"Traces"=dword:000000001`, 3, /dword:00000000/);
test(
  'a text that ends with a backslash and is not closed',
  refused,
  `${HEADER}\n[${KEY}]\n"Traces"="C:\\`,
  3,
  /expected/,
);
test('a text that is not closed', refused, `${HEADER}\n[${KEY}]\n"Traces"="3`, 3, /expected/);
test('half a byte', refused, `${HEADER}\n[${KEY}]\n"Traces"=hex:0`, 3, /expected/);
test('bytes that go on after the end', refused, `${HEADER}\n[${KEY}]\n"Traces"=hex:01,\\`, 3, /expected/);
