/** winmail.dat: written, read, and everything that is none; Debian's tnef reads ours in test/real/cleo.test.ts. */
import test from 'ava';
import { readTnef, writeTnef } from '#formats/tnef.ts';
import { ascii, hex } from '#iso7816/bytes.ts';

const FILES = [
  { fileName: 'smime.p7c', content: hex`30 03 02 01 05` },
  { fileName: 'réponse.txt', content: ascii('hello') },
  { fileName: 'empty', content: new Uint8Array(0) },
];
const WHOLE = writeTnef(FILES);

test('its signature and first attribute are those of the specification', (t) => {
  // Source: MS-OXTNEF, 2.1.3.1 and 3.1: signature, key, then attTnefVersion 00010000 with its checksum.
  t.deepEqual(WHOLE.subarray(0, 21), hex`789F3E22 0100 01 06900800 04000000 00000100 0100`);
});

test('files come out as they went in', (t) => {
  t.deepEqual(readTnef(WHOLE), FILES);
  t.deepEqual(readTnef(writeTnef([])), []);
});

test('one that is cut anywhere gives the files that are whole', (t) => {
  for (let length = 0; length < WHOLE.length; length++) {
    const found = readTnef(WHOLE.subarray(0, length));
    t.deepEqual(found, FILES.slice(0, found.length));
    t.true(found.length < FILES.length);
  }
});

test('a byte that is changed is a file that is missing, and those behind it', (t) => {
  const at = Buffer.from(WHOLE).indexOf(Buffer.from('hello'));
  t.deepEqual(readTnef(WHOLE.map((octet, i) => (i === at ? octet ^ 1 : octet))), FILES.slice(0, 1));
});

test('what is no winmail.dat has no file', (t) => {
  for (const bytes of [new Uint8Array(0), hex`30 03 02 01 05`, hex`789F3E22`, hex`789F3E22 0100 02 FFFFFFFF FFFFFFFF`])
    t.deepEqual(readTnef(bytes), []);
});
