/**
 * Outside truth: the cases of ISO/IEC 7816-3:2006 12.1.3 and commands recorded from OpenSC and from the State agency's
 * own middleware.
 */
import test from 'ava';
import fc from 'fast-check';
import { concat, fromHex, hex, toHex } from '#iso7816/bytes.ts';
import { ApduError, encodeCommandApdu, parseCommandApdu } from '#iso7816/command-apdu.ts';

interface Case {
  readonly nc: number;
  readonly ne: number;
  readonly extended?: boolean;
}

const parsed = test.macro({
  exec(t, text: string, { nc, ne, extended = false }: Case) {
    const bytes = fromHex(text);
    const command = parseCommandApdu(bytes);
    t.is(toHex(Uint8Array.of(command.cla, command.ins, command.p1, command.p2)), toHex(bytes.subarray(0, 4)));
    t.is(command.data.length, nc);
    t.is(command.ne, ne);
    t.is(command.extended, extended);
  },
  title: (name = '', text: string) => `${name}: ${text.slice(0, 40)}`,
});

test('case 1', parsed, '00 20 00 01', { nc: 0, ne: 0 });
test('case 2S', parsed, '00 84 00 00 08', { nc: 0, ne: 8 });
test('case 2S, Le FF', parsed, '00 B0 00 00 FF', { nc: 0, ne: 255 });
test('case 2S, Le 00', parsed, '00 C0 00 00 00', { nc: 0, ne: 256 });
test('case 3S', parsed, '00 20 00 01 04 31323334', { nc: 4, ne: 0 });
test('case 3S, Lc 01', parsed, '00 D6 00 00 01 00', { nc: 1, ne: 0 });
test('case 4S', parsed, '00 CB 3F FF 0A 4D087006BF810102A080 00', { nc: 10, ne: 256 });
test('case 4S, Le 08', parsed, '00 88 00 00 02 AABB 08', { nc: 2, ne: 8 });
test('case 3S, 255 bytes', parsed, `10 2A 80 86 FF ${'AA'.repeat(255)}`, { nc: 255, ne: 0 });
test('case 4S, 255 bytes', parsed, `00 2A 80 86 FF ${'AA'.repeat(255)} 00`, { nc: 255, ne: 256 });
test('case 2E', parsed, '00 B0 00 00 00 0100', { nc: 0, ne: 256, extended: true });
test('case 2E, Le 0000', parsed, '00 B0 00 00 00 0000', { nc: 0, ne: 65536, extended: true });
test('case 2E, Le FFFF', parsed, '00 B0 00 00 00 FFFF', { nc: 0, ne: 65535, extended: true });
test('case 3E', parsed, `00 2A 80 86 00 0101 ${'AA'.repeat(257)}`, { nc: 257, ne: 0, extended: true });
test('case 3E, 65535 bytes', parsed, `00 D6 00 00 00 FFFF ${'AA'.repeat(65535)}`, {
  nc: 65535,
  ne: 0,
  extended: true,
});
test('case 3E, one byte', parsed, '00 D6 00 00 00 0001 AA', { nc: 1, ne: 0, extended: true });
test('case 4E', parsed, `00 2A 80 86 00 0101 ${'AA'.repeat(257)} 0100`, { nc: 257, ne: 256, extended: true });
test('case 4E, Le 0000', parsed, '00 2A 80 86 00 0001 AA 0000', { nc: 1, ne: 65536, extended: true });

const refused = test.macro({
  exec(t, text: string) {
    t.throws(() => parseCommandApdu(fromHex(text)), { instanceOf: ApduError, code: 'ERR_APDU' });
  },
  title: (_, text) => `'${text}' is no command APDU`,
});

test(refused, '');
test(refused, '00 A4 04');
test(refused, '00 A4 00 0C 02 3F'); // data cut
test(refused, '00 A4 00 0C 02 3F00 00 00'); // one byte too many
test(refused, '00 A4 00 0C 00 3F'); // neither short nor extended
test(refused, '00 A4 00 0C 00 0000 00'); // extended Lc 0
test(refused, '00 A4 00 0C 00 0002 3F'); // extended data cut
test(refused, '00 A4 00 0C 00 0002 3F00 00'); // extended Le of one byte

test('the refusal of a VERIFY whose Lc was forgotten does not tell the first digit', (t) => {
  const short = t.throws(() => parseCommandApdu(hex`00 20 00 01 37 37 37 37`), { code: 'ERR_APDU' });
  const extended = t.throws(() => parseCommandApdu(hex`00 20 00 01 00 37 37 37 37`), { code: 'ERR_APDU' });
  for (const { message } of [short, extended]) t.notRegex(message, /55|37|14135/);
  t.regex(t.throws(() => parseCommandApdu(hex`00 A4 00 0C 02 3F`)).message, /Lc says 2/);
});

const encoded = test.macro({
  exec(t, fields: Parameters<typeof encodeCommandApdu>[0], expected: string) {
    t.is(toHex(encodeCommandApdu(fields)), toHex(fromHex(expected)));
  },
  title: (name) => `encodes ${name}`,
});

test(
  'SELECT as OpenSC sends it on T=0',
  encoded,
  { ins: 0xa4, p1: 9, p2: 4, data: hex`3F00 2F01` },
  '00A4090404 3F002F01',
);
test('GET CHALLENGE', encoded, { ins: 0x84, ne: 8 }, '0084000008');
test('GET RESPONSE for 256', encoded, { ins: 0xc0, ne: 256 }, '00C0000000');
test('a VERIFY without data, case 1', encoded, { ins: 0x20, p2: 1 }, '00200001');
test('case 4S, chained', encoded, { cla: 0x10, ins: 0x2a, data: hex`AA`, ne: 256 }, '102A000001AA00');
test('case 2E when Ne is above 256', encoded, { ins: 0xb0, ne: 257 }, '00B00000000101');
test('Ne 65536 as 0000', encoded, { ins: 0xb0, ne: 65536 }, '00B00000000000');
test(
  'case 4E with a short Nc and a long Ne',
  encoded,
  { ins: 0xcb, data: hex`5C00`, ne: 65536 },
  '00CB00000000025C000000',
);
test('case 3E, 256 bytes', encoded, { ins: 0x2a, data: new Uint8Array(256) }, `002A000000 0100 ${'00'.repeat(256)}`);
test(
  'case 4E, Le only two bytes',
  encoded,
  { ins: 0x2a, data: new Uint8Array(256), ne: 1 },
  `002A000000 0100 ${'00'.repeat(256)} 0001`,
);

test('Nc above 65535 and Ne above 65536 are refused', (t) => {
  t.throws(() => encodeCommandApdu({ ins: 0xd6, data: new Uint8Array(65536) }), { code: 'ERR_APDU' });
  t.throws(() => encodeCommandApdu({ ins: 0xb0, ne: 65537 }), { code: 'ERR_APDU' });
});

test('whatever is encoded is parsed back', (t) => {
  const byte = fc.integer({ min: 0, max: 255 });
  const ne = fc.oneof(fc.constantFrom(0, 1, 255, 256, 257, 65535, 65536), fc.integer({ min: 0, max: 65536 }));
  const data = fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ minLength: 250, maxLength: 260 }));
  const property = fc.property(byte, byte, byte, byte, data, ne, (cla, ins, p1, p2, body, expected) => {
    const command = parseCommandApdu(encodeCommandApdu({ cla, ins, p1, p2, data: body, ne: expected }));
    t.deepEqual(
      { ...command, data: toHex(command.data) },
      {
        cla,
        ins,
        p1,
        p2,
        data: toHex(body),
        ne: expected,
        extended: body.length > 255 || expected > 256,
      },
    );
  });
  fc.assert(property);
});

test('the data field is a view on the command', (t) => {
  const bytes = concat(hex`00 A4 00 0C 02 3F00`);
  t.is(parseCommandApdu(bytes).data.buffer, bytes.buffer);
});
