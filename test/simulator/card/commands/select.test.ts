import test from 'ava';
import { type Exchange, playExchanges, SELECT_APPLICATION, SELECT_MF, t1, testCard } from '../test-card.ts';

const exchanges = test.macro<[readonly Exchange[]]>((t, list) => playExchanges(t, testCard(), list));
const exchangesT1 = test.macro<[readonly Exchange[]]>((t, list) => playExchanges(t, testCard({ change: t1 }), list));

/** One SELECT and the FCP fetched. */
const selected = (command: string, fcp: string): readonly Exchange[] => {
  const length = (fcp.replace(/\s/g, '').length / 2).toString(16).padStart(2, '0').toUpperCase();
  return [
    [command, `61${length}`],
    [`00 C0 00 00 ${length}`, `${fcp} 9000`],
  ];
};

const EF_SN = '62 25 80 02 000C 82 01 01 83 02 D003 88 01 E0 A1 12 8C 07 7BFFFFFFFFFF00 9C 07 7BFFFFFFFFFF00 8A 01 05';
const EF_ATR = '62 25 80 02 0039 82 01 01 83 02 2F01 88 01 E8 A1 12 8C 07 7B45FFFFFF4500 9C 07 7BFFFFFFFFFF00 8A 01 05';
const EF_DIR = '62 25 80 02 0065 82 01 01 83 02 2F00 88 01 F0 A1 12 8C 07 7BFFFFFFFFFF00 9C 07 7BFFFFFFFFFF00 8A 01 05';
const APPLICATION_FCP =
  '62 2F 82 01 38 83 02 0001 84 0D E828BD080F8025000001FF0010 A1 14 8C 08 7FFFFFFFFFFFFFFF 9C 08 7FFFFFFFFFFFFFFF 8A 01 05';
const MF_FCP =
  '62 2A 82 01 38 83 02 3F00 84 08 8025000001FF0100 A1 14 8C 08 7FFFFFFFFFFFFFFF 9C 08 7FFFFFFFFFFFFFFF 8A 01 05';

// FCP layout and sizes: OpenSC PR 2217, 2223 (reference/cps-facts.md (b)). Forms: reference/opensc-cpx.md 3.
test('EF.ATR by path with P1 09 and a leading 3F00', exchanges, selected('00 A4 09 04 04 3F002F01', EF_ATR));
test('EF.DIR by path with P1 09 and a leading 3F00', exchanges, selected('00 A4 09 04 04 3F002F00', EF_DIR));
test('MF with P1 09', exchanges, selected('00 A4 09 04 02 3F00', MF_FCP));
test('MF with P1 02', exchanges, selected('00 A4 02 04 02 3F00', MF_FCP));
test('MF with P1 00 and no data', exchanges, [
  ['00 A4 00 04 00', '6C2C'],
  ['00 A4 00 04 2C', `${MF_FCP} 9000`],
]);
test('application by its DF name', exchanges, selected('00 A4 04 04 0D E828BD080F8025000001FF0010', APPLICATION_FCP));
test('application by its path', exchanges, selected('00 A4 09 04 04 3F000001', APPLICATION_FCP));
test('EF by the path from the MF, three levels', exchanges, [
  ['00 A4 09 04 06 3F0000015031', '61*'],
  ['00 A4 09 04 06 3F0000017001', '61*'],
]);
test('FCI is a 6F template', exchanges, selected('00 A4 09 00 04 3F00D003', EF_SN.replace('62', '6F')));
test('from anywhere a leading 3F00 is absolute', exchanges, [
  SELECT_APPLICATION,
  ...selected('00 A4 09 04 04 3F00D003', EF_SN),
]);
test('relative to the application', exchanges, [
  SELECT_APPLICATION,
  ['00 A4 09 04 02 5031', '61*'],
  ['00 A4 09 04 02 5032', '61*'],
  ['00 A4 02 04 02 7001', '61*'],
  ['00 A4 02 04 02 A001', '61*'],
]);
// Source: reference/cryptolib.md 4, 5.
test('no data wanted', exchanges, [
  SELECT_MF,
  SELECT_APPLICATION,
  ['00 A4 04 0C 0D E828BD080F8025000001FF0010', '9000'],
  ['00 A4 00 0C 02 3F00', '9000'],
]);
test('path from the MF without 3F00 (P1 08)', exchanges, [
  SELECT_APPLICATION,
  ['00 A4 08 0C 02 D003', '9000'],
  ['00 B0 00 00 0C', '5A0A8025000001* 9000'],
  ['00 A4 08 0C 04 0001 5031', '9000'],
]);
// Source: reference/cryptolib.md 3.5: sent after 6E00 or 6A86, must do no harm.
test('8025000001FF0100 goes back to the MF', exchanges, [
  SELECT_APPLICATION,
  ['00 A4 04 04 08 8025000001FF0100', '612C'],
  ['00 A4 02 0C 02 D003', '9000'],
]);

test('DF name truncated on the right: the first that fits', exchanges, [
  ['00 A4 04 0C 01 E8', '9000'],
  ['00 A4 04 0C 05 E828BD080F', '9000'],
  ['00 A4 02 0C 02 7001', '9000'],
  ['00 A4 04 0C 0E E828BD080F8025000001FF001000', '6A82'],
  ['00 A4 04 0C 10 E828BD080F8025000001FF0010000000', '6A82'],
]);
test('child DF, parent DF, file identifier', exchanges, [
  ['00 A4 01 0C 02 0001', '9000'],
  ['00 A4 00 0C 02 5031', '9000'],
  ['00 A4 00 0C 02 0002', '9000'],
  ['00 A4 00 0C 02 0002', '9000'],
  ['00 A4 03 0C', '9000'],
  ['00 A4 00 0C 02 D003', '9000'],
  ['00 A4 03 0C 00', '6A82'],
  ['00 A4 01 0C 02 2F00', '6A82'],
  ['00 A4 02 0C 02 0001', '6A82'],
  SELECT_APPLICATION,
  ['00 A4 00 0C 02 3F00', '9000'],
]);

test('what is not there: 6A82, and the current file stays', exchanges, [
  ['00 A4 09 0C 04 3F00D003', '9000'],
  ['00 A4 09 04 04 3F00D010', '6A82'],
  ['00 A4 04 0C 07 A0000001510000', '6A82'],
  ['00 A4 09 0C 06 3F00D0035031', '6A82'],
  ['00 A4 09 0C 06 3F0000013F00', '6A82'],
  ['00 B0 00 00 0C', '5A0A8025000001* 9000'],
]);
test('P1, P2 and lengths that SELECT does not know', exchanges, [
  ['00 A4 05 0C 02 3F00', '6B00'],
  ['00 A4 00 06 02 3F00', '6B00'],
  ['00 A4 00 08 02 3F00', '6B00'],
  ['00 A4 00 0C 01 3F', '6A87'],
  ['00 A4 09 0C 03 3F0000', '6A87'],
  ['00 A4 03 0C 02 3F00', '6A87'],
  ['00 A4 04 0C 00', '6A87'],
  ['00 A4 04 0C 11 E828BD080F8025000001FF001000000000', '6A87'],
]);

test('T=1 gives the FCP at once', exchangesT1, [
  ['00 A4 09 04 04 3F00D003 00', `${EF_SN} 9000`],
  ['00 A4 09 0C 02 3F00', '9000'],
]);
