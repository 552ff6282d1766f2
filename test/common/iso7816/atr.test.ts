import test from 'ava';
import { historicalBytes, historicalSpan, interfaceBytes } from '../../../common/iso7816/atr.ts';
import { type Bytes, hex } from '../../../common/iso7816/bytes.ts';

const walk = (atr: Bytes) =>
  [...interfaceBytes(atr)].map(({ name, block, protocol, offset, value }) => [
    `T${name}${block}`,
    protocol,
    offset,
    value,
  ]);

test('no interface bytes: the historical bytes follow T0', (t) => {
  t.deepEqual(walk(hex`3B 02 14 50`), []);
  t.deepEqual(historicalBytes(hex`3B 02 14 50`), hex`14 50`);
});

test('interface bytes with their block and the protocol that announces them', (t) => {
  const atr = hex`3B F2 18 00 02 C1 0A 31 FE 45 41 42 00`;
  t.deepEqual(walk(atr), [
    ['TA1', undefined, 2, 0x18],
    ['TB1', undefined, 3, 0x00],
    ['TC1', undefined, 4, 0x02],
    ['TD1', undefined, 5, 0xc1],
    ['TC2', 1, 6, 0x0a],
    ['TD2', 1, 7, 0x31],
    ['TA3', 1, 8, 0xfe],
    ['TB3', 1, 9, 0x45],
  ]);
  t.deepEqual(historicalSpan(atr), [10, 12]);
  t.deepEqual(historicalBytes(atr), hex`41 42`);
});

test('cut before what it announces: the last byte is announced only, and no historical bytes are known', (t) => {
  t.deepEqual(walk(hex`3B F2 18`), [
    ['TA1', undefined, 2, 0x18],
    ['TB1', undefined, 3, undefined],
    ['TC1', undefined, 4, undefined],
    ['TD1', undefined, 5, undefined],
  ]);
  t.is(historicalBytes(hex`3B F2 18`), undefined);
  t.is(historicalBytes(hex`3B 04 51 FF`), undefined);
});

test('no answer to reset: nothing, one byte, another first byte', (t) => {
  for (const atr of [hex``, hex`3B`, hex`00 01 51`]) t.is(historicalBytes(atr), undefined);
  t.deepEqual(walk(hex``), []);
});
