import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import { encodeResponseApdu, parseResponseApdu } from '#iso7816/response-apdu.ts';

test('a response is data and SW1-SW2', (t) => {
  const { data, sw } = parseResponseApdu(hex`9F7F 01 AA 9000`);
  t.is(toHex(data), '9F7F01AA');
  t.is(sw, 0x9000);
});

test('a response may be a status word alone', (t) => {
  const { data, sw } = parseResponseApdu(hex`63C2`);
  t.is(data.length, 0);
  t.is(sw, 0x63c2);
});

test('256 data bytes and a status word', (t) => {
  const { data, sw } = parseResponseApdu(encodeResponseApdu(new Uint8Array(256).fill(0x55), 0x6282));
  t.is(data.length, 256);
  t.is(sw, 0x6282);
});

test('encoding puts SW1 before SW2', (t) => {
  t.is(toHex(encodeResponseApdu(hex`01 02`, 0x6cff)), '01026CFF');
  t.is(toHex(encodeResponseApdu(hex``, 0x6a82)), '6A82');
});

for (const bytes of [hex``, hex`90`])
  test(`${bytes.length} bytes are no response`, (t) => {
    t.throws(() => parseResponseApdu(bytes), { code: 'ERR_APDU' });
  });
