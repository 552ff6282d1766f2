/**
 * Outside truth: the length octets of ITU-T X.690 8.1.3 (201 = 81 C9 is its example), ISO/IEC 7816-4:2020 6.3, and data
 * objects read from real CPS cards in OpenSC pull requests 2217, 2223 and 2275.
 */
import test from 'ava';
import fc from 'fast-check';
import { findValue, isConstructed, parseTlv, parseTlvs, type Tlv, TlvError, tagName, tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, fromHex, hex, toHex } from '#iso7816/bytes.ts';

const lengthField = test.macro({
  exec(t, length: number, expected: string) {
    const encoded = tlv(0x81, new Uint8Array(length));
    t.is(toHex(encoded.subarray(1, encoded.length - length)), expected);
    t.is(parseTlv(encoded, 0x81).value.length, length);
  },
  title: (_, length) => `a value of ${length} bytes has the shortest length field`,
});

test(lengthField, 0, '00');
test(lengthField, 127, '7F');
test(lengthField, 128, '8180');
test(lengthField, 201, '81C9');
test(lengthField, 255, '81FF');
test(lengthField, 256, '820100');
test(lengthField, 65535, '82FFFF');
test(lengthField, 65536, '83010000');

function tree(bytes: Bytes): unknown[] {
  return parseTlvs(bytes).map((object) => [
    tagName(object.tag),
    isConstructed(object.tag) ? tree(object.value) : toHex(object.value),
  ]);
}

test('the DOCP of the code porteur as a real card answers it (OpenSC pull request 2217)', (t) => {
  const answer = hex`70 16 BF8101 12 A0 10 9A 01 03 9B 01 03 A1 08 8C 06 F3 00 00 13 FF 00`;
  const access = ['A1', [['8C', 'F3000013FF00']]];
  const docp = ['A0', [['9A', '03'], ['9B', '03'], access]];
  t.deepEqual(tree(answer), [['70', [['BF8101', [docp]]]]]);
});

test('built nested, the same bytes come out', (t) => {
  const built = tlv(
    0x70,
    tlv(
      0xbf8101,
      tlv(0xa0, tlv(0x9a, hex`03`), tlv(0x9b, hex`03`), tlv(0xa1, tlv(0x8c, hex`F3 00 00 13`, hex`FF 00`))),
    ),
  );
  t.is(toHex(built), '7016BF810112A0109A01039B0103A1088C06F3000013FF00');
});

test('EF.ATR of a real card behind its category byte (OpenSC pull request 2223)', (t) => {
  const efAtr = hex`43 01 B8 46 04 04B0ECC1 47 03 940180 4F 08 8025000001FF0100
    E0 10 02020104 02020104 02020100 02020100 78 08 06062B8122F87802 82 02 9000`;
  t.deepEqual(
    parseTlvs(efAtr).map(({ tag }) => tagName(tag)),
    ['43', '46', '47', '4F', 'E0', '78', '82'],
  );
  t.is(toHex(findValue(parseTlvs(efAtr), 0x4f) as Bytes), '8025000001FF0100');
  t.is(findValue(parseTlvs(efAtr), 0x50), undefined);
});

const tag = test.macro({
  exec(t, text: string, number: number, constructed: boolean) {
    const object = parseTlv(concat(fromHex(text), hex`00`));
    t.is(object.tag, number);
    t.is(tagName(object.tag), text);
    t.is(isConstructed(object.tag), constructed);
    t.is(toHex(tlv(number)), `${text}00`);
  },
  title: (_, text) => `tag ${text}`,
});

test(tag, '01', 0x01, false);
test(tag, '5A', 0x5a, false);
test(tag, '62', 0x62, true);
test(tag, '9F7F', 0x9f7f, false);
test(tag, '5F1F', 0x5f1f, false);
test(tag, '7F49', 0x7f49, true);
test(tag, 'BF8101', 0xbf8101, true);
test(tag, '9F8101', 0x9f8101, false);

const broken = test.macro({
  exec(t, text: string, offset: number) {
    const error = t.throws(() => parseTlvs(fromHex(text)), { instanceOf: TlvError, code: 'ERR_TLV' });
    t.is((error as TlvError).offset, offset);
  },
  title: (_, text) => `${text} is refused at its place`,
});

test('no byte is no data object, and no list of data objects', (t) => {
  t.deepEqual(parseTlvs(hex``), []);
  t.throws(() => parseTlv(hex``), { code: 'ERR_TLV' });
});
test(broken, '81', 1); // no length
test(broken, '81 02 00', 0); // value cut
test(broken, '81 80 00 00', 1); // indefinite length
test(broken, '81 81 7F', 1); // not the shortest form
test(broken, '81 82 00FF', 1);
test(broken, '81 83 00FFFF', 1);
test(broken, '81 81', 1); // length cut
test(broken, '81 82 01', 1);
test(broken, '81 84 00000001 00', 1); // four length bytes
test(broken, '7F', 0); // tag cut
test(broken, '7F 49', 2);
test(broken, 'BF 81', 0);
test(broken, '7F 1E 00', 0); // tag number 30 fits in one byte
test(broken, 'BF 80 01 00', 0); // leading zero in the tag number
test(broken, 'BF 81 81 01 00', 0); // four bytes of tag
test(broken, '81 01 AA 82', 4); // the second object is cut

test('parseTlv wants one object with the expected tag, nothing left over', (t) => {
  t.is(toHex(parseTlv(hex`5A 01 AA`, 0x5a).value), 'AA');
  t.throws(() => parseTlv(hex`5A 01 AA`, 0x5b), { code: 'ERR_TLV' });
  const error = t.throws(() => parseTlv(hex`5A 01 AA 00`), { code: 'ERR_TLV' });
  t.is((error as TlvError).offset, 3);
});

test('values are views: a certificate is not copied to be found', (t) => {
  const bytes = hex`5A 02 AABB`;
  t.is(parseTlv(bytes).value.buffer, bytes.buffer);
});

test('any bytes are either data objects that build back to the same bytes, or a TlvError inside them', (t) => {
  const rebuilt = (objects: readonly Tlv[]) => concat(...objects.map((object) => tlv(object.tag, object.value)));
  const property = fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    try {
      return toHex(rebuilt(parseTlvs(bytes))) === toHex(bytes);
    } catch (error) {
      return error instanceof TlvError && error.offset >= 0 && error.offset <= bytes.length;
    }
  });
  t.notThrows(() => fc.assert(property, { numRuns: 2000 }));
});
