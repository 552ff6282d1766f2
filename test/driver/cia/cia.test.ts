import { readFileSync } from 'node:fs';
import test from 'ava';
import type { DerError } from '#asn1/der-error.ts';
import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, fromHex, hex, toHex } from '#iso7816/bytes.ts';
import { decodeAodf } from '../../../driver/cia/aodf.ts';
import { decodeCdf } from '../../../driver/cia/cdf.ts';
import { decodeDodf } from '../../../driver/cia/dodf.ts';
import { decodeEfDir } from '../../../driver/cia/ef-dir.ts';
import { decodeOdf } from '../../../driver/cia/odf.ts';
import { decodePrkdf } from '../../../driver/cia/prkdf.ts';
import { decodeTokenInfo } from '../../../driver/cia/token-info.ts';

interface Vector {
  readonly file: string;
  readonly name: string;
  readonly hex: string;
  readonly decoded: unknown;
}

const DECODERS: Readonly<Record<string, (bytes: Bytes) => unknown>> = {
  'EF.DIR': decodeEfDir,
  ODF: decodeOdf,
  TokenInfo: decodeTokenInfo,
  AODF: decodeAodf,
  PrKDF: decodePrkdf,
  CDF: decodeCdf,
  DODF: decodeDodf,
};

/** Bytes as hexadecimal, sets as arrays: what JSON can hold. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Set) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/vectors/cia.json', import.meta.url), 'utf8'),
) as readonly Vector[];

for (const { file, name, hex: text, decoded } of vectors) {
  const decode = DECODERS[file] as (bytes: Bytes) => unknown;
  test(`${file}: ${name}`, (t) => {
    t.deepEqual(plain(decode(fromHex(text))), decoded);
  });

  test(`${file}: ${name}, in an EF larger than its content`, (t) => {
    t.deepEqual(plain(decode(concat(fromHex(text), new Uint8Array(300)))), decoded);
  });

  test(`${file}: ${name}, cut anywhere, is never read as whole`, (t) => {
    const bytes = fromHex(text);
    for (let length = 1; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      let entries: unknown;
      try {
        entries = decode(cut);
      } catch (error) {
        t.is((error as DerError).code, 'ERR_DER', `cut at ${length}`);
        t.is((error as DerError).file, file);
        continue;
      }
      t.notDeepEqual(plain(entries), decoded, `cut at ${length}`);
    }
  });
}

test('101 bytes: the EF.DIR vector has the size seen on real cards', (t) => {
  const vector = vectors.find(({ name }) => name === 'two applications with path and DDO');
  t.is(fromHex(vector?.hex ?? '').length, 0x65);
});

const refused = test.macro({
  exec: (t, file: string, text: string, offset: number) => {
    const error = t.throws(() => DECODERS[file]?.(fromHex(text))) as DerError;
    t.is(error.code, 'ERR_DER');
    t.is(error.file, file);
    t.is(error.offset, offset, error.message);
  },
  title: (providedTitle = '', file) => `${file}: refuses ${providedTitle}`,
});

test('a template of another tag', refused, 'EF.DIR', '6203 4F01AA', 0);
test('a template without AID', refused, 'EF.DIR', '6103 500141', 5);
test('bytes behind the filling 00', refused, 'EF.DIR', '6103 4F01AA 00 01', 5);
test('an indefinite length', refused, 'ODF', 'A880 30040402 7001 0000', 1);
test('a length not in its shortest form', refused, 'ODF', 'A88106 300404027001', 1);
test('a tag outside the choice', refused, 'ODF', 'A906 300404027001', 0);
test('a path left over', refused, 'ODF', 'A80C 300404027001 300404027002', 8);
test('the second entry, at its own offset', refused, 'ODF', 'A806300404027001 A006300404027002 A406 3104 04027004', 18);
test('a truncated entry', refused, 'ODF', 'A806 3004 0402', 0);
test('two TokenInfos', refused, 'TokenInfo', '3007 020100 03020520 3007 020100 03020520', 9);
test('a negative version', refused, 'TokenInfo', '3007 0201FF 03020520', 2);
test('an integer with a needless byte', refused, 'TokenInfo', '3008 02020000 03020520', 2);
test('a BIT STRING of 8 unused bits', refused, 'TokenInfo', '3007 020100 03020820', 5);
test(
  'a value path that is an empty SEQUENCE',
  refused,
  'PrKDF',
  '30193000300B0401010302026402020081A1083006300002020800',
  23,
);

/** An AODF of one PIN with these PinAttributes. */
function aodfOf(attributes: Bytes): Bytes {
  return tlv(0x30, hex`30 00 30 03 04 01 01`, tlv(0xa1, tlv(0x30, attributes)));
}

test('AODF: refuses a pinType out of range', (t) => {
  const error = t.throws(() => decodeAodf(aodfOf(hex`03 02 03 08 0A 01 05 02 01 04 02 01 04`))) as DerError;
  t.is(error.code, 'ERR_DER');
  t.is(error.offset, 20, 'behind the pinType');
});

test('bits of pinFlags count from the left (user 0 and 4, PUK 0, 4, 6 and 7)', (t) => {
  // Source: reference/cryptolib.md 6.5, flags of the trial card.
  const pin = (flags: Bytes) => decodeAodf(aodfOf(hex`${flags} 0A 01 01 02 01 04 02 01 04 80 01 01`))[0];
  t.is(pin(hex`03 02 03 88`)?.unblocking, false);
  t.is(pin(hex`03 02 00 8B`)?.unblocking, true);
  t.is(pin(hex`03 02 01 02`)?.unblocking, true, 'unblockingPin alone');
});

test('needs-padding gives the padding byte, FF by default; maxLength is storedLength by default', (t) => {
  const pin = (padChar: Bytes) =>
    decodeAodf(aodfOf(hex`03 02 02 0C 0A 01 01 02 01 04 02 01 08 80 01 01 ${padChar}`))[0];
  t.is(pin(hex`04 01 20`)?.padding, 0x20);
  t.is(pin(hex``)?.padding, 0xff);
  t.is(pin(hex``)?.maxLength, 8);
});

test('a path may name a part of an EF', (t) => {
  const [entry] = decodeOdf(hex`A8 0D 30 0B 04 02 70 01 02 02 01 00 80 01 20`);
  t.deepEqual(plain(entry?.path), { efidOrPath: '7001', index: 256, length: 32 });
});

test('subclass attributes are passed over', (t) => {
  // Source: ISO/IEC 7816-15:2016, 8.2: subClassAttributes [0], which no CPS was seen to have.
  const subclass = hex`A0 02 30 00`;
  const path = hex`30 04 04 02 C0 01`;
  const key = tlv(
    0x30,
    hex`30 00`,
    tlv(0x30, hex`04 01 01 03 02 02 64 02 02 00 81`),
    subclass,
    hex`A1 0A 30 08 30 02 04 00 02 02 08 00`,
  );
  t.is(decodePrkdf(key)[0]?.keyReference, 0x81);
  const certificate = tlv(0x30, hex`30 00 30 03 04 01 01`, subclass, tlv(0xa1, tlv(0x30, path)));
  t.is(toHex(decodeCdf(certificate)[0]?.path.efidOrPath ?? hex``), 'C001');
  const data = tlv(0x30, hex`30 00 30 00`, subclass, tlv(0xa1, path));
  t.is(toHex(decodeDodf(data)[0]?.path.efidOrPath ?? hex``), 'C001');
});
