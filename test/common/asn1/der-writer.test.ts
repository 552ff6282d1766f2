/** Judge: asn1js, which reads what was written; the bytes are from ITU-T X.690 and RFC 5280. */
import * as asn1 from 'asn1js';
import test from 'ava';
import {
  type DerValue,
  der,
  encoded,
  enumerated,
  generalizedTime,
  implicit,
  integer,
  integerOf,
  namedBits,
  nullValue,
  octetString,
  oid,
  printableString,
  sequence,
  sequenceOf,
  setOf,
  t61String,
  tagged,
  time,
  utf8String,
} from '#asn1/der-writer.ts';
import { fromHex, toHex } from '#iso7816/bytes.ts';

const written = test.macro({
  exec(t, value: DerValue, expected: string) {
    t.is(toHex(der(value)), expected);
    const { offset, result } = asn1.fromBER(der(value));
    t.is(offset, der(value).length);
    t.is(toHex(new Uint8Array(result.toBER(false))), expected);
  },
  title: (title = '', _value, expected: string) => title || expected,
});

test(written, integer(0), '020100');
test(written, integer(127), '02017F');
test(written, integer(128), '02020080');
test(written, integer(65535), '020300FFFF');
test(written, integer(2 ** 40), '0206010000000000');
test(written, integerOf(fromHex('4C9717')), '02034C9717');
test(written, enumerated(9), '0A0109');
test(written, nullValue(), '0500');
test('X.690, 8.19.5: the second arc of 2.999.3', written, oid('2.999.3'), '0603883703');
test('an arc of several octets', written, oid('1.2.250.1.71.1.2.5'), '06082A817A0147010205');
test(written, oid('1.2.840.113549.1.1.11'), '06092A864886F70D01010B');
test(written, namedBits(), '030100');
test(written, namedBits(0), '03020780');
test(written, namedBits(0, 2), '030205A0');
test(written, namedBits(8), '0303070080');
test(written, utf8String('é'), '0C02C3A9');
test('T61String is ISO 8859-1', written, t61String('Médecin'), '14074DE9646563696E');
test(written, printableString('FR'), '13024652');
test(written, time(new Date('2049-12-31T23:59:59Z')), '170D3439313233313233353935395A');
test(written, time(new Date('1949-12-31T23:59:59Z')), '180F31393439313233313233353935395A');
test(written, time(new Date('1950-01-01T00:00:00Z')), '170D3530303130313030303030305A');
test(written, time(new Date('2050-01-01T00:00:00Z')), '180F32303530303130313030303030305A');
test(written, implicit(6, fromHex('61')), '860161');
test(written, tagged(3, integer(1)), 'A303020101');
test('SET OF: the shortest encoding first', written, setOf(utf8String('bb'), utf8String('a')), '31070C01610C026262');

const length = test.macro({
  exec(t, bytes: number, header: string) {
    const written = der(octetString(new Uint8Array(bytes)));
    t.is(toHex(written.subarray(0, written.length - bytes)), header);
    t.is(asn1.fromBER(written).offset, written.length);
  },
  title: (_, bytes) => `length of ${bytes} bytes`,
});

test(length, 0, '0400');
test(length, 127, '047F');
test(length, 128, '048180');
test(length, 255, '0481FF');
test(length, 256, '04820100');
test(length, 65535, '0482FFFF');
test(length, 65536, '0483010000');
test(length, 2 ** 24, '048401000000');

test('a hundred thousand values in one', (t) => {
  const entries = Array.from({ length: 100_000 }, () => integer(1));
  t.is(der(sequence(...entries)).length, 300_005);
});

const sequences = test.macro((t, contents: readonly number[]) => {
  const parts = (bytes: number) => [integer(1), octetString(new Uint8Array(bytes))];
  t.is(toHex(der(sequenceOf(contents, parts))), toHex(der(sequence(...contents.map((n) => sequence(...parts(n)))))));
});

test(
  'SEQUENCE OF nothing',
  written,
  sequenceOf([], () => []),
  '3000',
);
test(
  'SEQUENCE OF SEQUENCEs',
  written,
  sequenceOf([1, 2], (n) => [integer(n)]),
  '300A' + '3003020101' + '3003020102',
);
test('SEQUENCE OF is a SEQUENCE of the same: lengths of one to three bytes', sequences, [0, 121, 122, 250, 251, 65530]);
test('SEQUENCE OF is a SEQUENCE of the same: more than the buffer has at first', sequences, [4080, 1, 20_000, 3]);

test(written, generalizedTime(new Date('2026-06-10T12:00:00.900Z')), '180F32303236303631303132303030305A');

test('what is no DER value is not taken for one', (t) => {
  t.throws(() => encoded(fromHex('0201')));
  t.throws(() => encoded(fromHex('020100FF')));
  t.is(toHex(der(encoded(fromHex('020100')))), '020100');
});
