import test from 'ava';
import { fromHex, hex, toHex } from '#iso7816/bytes.ts';
import { carriesReferenceData, maskCommand } from '#iso7816/mask.ts';

const masked = test.macro({
  exec(t, command: string, expected: string) {
    t.is(toHex(maskCommand(fromHex(command))), toHex(fromHex(expected)));
  },
  title: (name, command) => `${name}: ${command}`,
});

test('VERIFY', masked, '00 20 00 01 04 31323334', '00 20 00 01 04 2A2A2A2A');
test('VERIFY, odd INS', masked, '00 21 00 01 04 31323334', '00 21 00 01 04 2A2A2A2A');
test('VERIFY, chained', masked, '10 20 00 01 04 31323334', '10 20 00 01 04 2A2A2A2A');
test('VERIFY, other class', masked, 'A0 20 00 01 04 31323334', 'A0 20 00 01 04 2A2A2A2A');
test('CHANGE REFERENCE DATA', masked, '00 24 00 01 08 3132333434333231', '00 24 00 01 08 2A2A2A2A2A2A2A2A');
test('RESET RETRY COUNTER', masked, '00 2C 02 01 04 34333231', '00 2C 02 01 04 2A2A2A2A');
test('VERIFY, extended length', masked, '00 20 00 01 00 0004 31323334', '00 20 00 01 00 2A2A 2A2A2A2A');
test('VERIFY whose Lc was forgotten', masked, '00 20 00 01 31323334', '00 20 00 01 2A2A2A2A');
test('VERIFY whose Lc is wrong', masked, '00 20 00 01 31 323334', '00 20 00 01 2A 2A2A2A');
test('VERIFY with one digit and no Lc', masked, '00 20 00 01 31', '00 20 00 01 2A');
test('VERIFY whose data are missing', masked, '00 20 00 01 04', '00 20 00 01 04');
test('status query, case 1', masked, '00 20 00 01', '00 20 00 01');
test('status query, T=0', masked, '00 20 00 01 00', '00 20 00 01 00');
test('GENERAL AUTHENTICATE', masked, '00 86 00 00 04 7C028000', '00 86 00 00 04 2A2A2A2A');
test('ENVELOPE around a VERIFY', masked, '00 C2 00 00 05 0020000104', '00 C2 00 00 05 2A2A2A2A2A');
test('PUT DATA of a code', masked, '00 DB 3F FF 05 7F4102 8001', '00 DB 3F FF 05 2A2A2A2A2A');
test('PUT DATA of a private key', masked, '00 DB 3F FF 05 7F4802 9201', '00 DB 3F FF 05 2A2A2A2A2A');
test('PUT DATA, chained', masked, '10 DB 3F FF 02 0102', '10 DB 3F FF 02 2A2A');
test('PUT DATA of a public key is no secret', masked, '00 DB 3F FF 05 7F4902 8101', '00 DB 3F FF 05 7F49028101');
test('PSO is no code', masked, '00 2A 9E 9A 02 3132', '00 2A 9E 9A 02 3132');
test('SELECT is no code', masked, '00 A4 00 0C 02 3F00', '00 A4 00 0C 02 3F00');
test('cut command', masked, '00 20', '00 20');
test('no byte', masked, '', '');

test('the command given is left as it was, a Buffer too', (t) => {
  for (const command of [hex`00 20 00 01 04 31323334`, Buffer.from('002000010431323334', 'hex')]) {
    maskCommand(command);
    t.is(toHex(command), '002000010431323334');
  }
});

test('the INS that carry reference data, of all 256', (t) => {
  const found = Array.from({ length: 256 }, (_, ins) => ins).filter(carriesReferenceData);
  t.deepEqual(found, [0x20, 0x21, 0x24, 0x25, 0x2c, 0x2d, 0x86, 0x87, 0xc2, 0xc3]);
});
