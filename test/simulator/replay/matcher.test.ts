import test from 'ava';
import { fromHex } from '#iso7816/bytes.ts';
import { CardPosition } from '#trace/card-position.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Matcher, type MatchKind, type ReplayMode } from '../../../simulator/replay/matcher.ts';
import { recordedReaders } from '../../../simulator/replay/recorded-reader.ts';

type Exchange = readonly [command: string, response: string];

function recorded(exchanges: readonly Exchange[]) {
  const events = exchanges.map(([command, response]): TraceEvent => {
    const bytes = { command: fromHex(command), response: fromHex(response) };
    return { kind: 'apdu', origin: 'reader', card: 'bureau 00 00', ...bytes, durationMs: 0 };
  });
  return recordedReaders(events)[0]?.commands ?? [];
}

const SIGN = (digit: string) => `002A9E9A04${digit.repeat(8)}00`;
const RECORDED: readonly Exchange[] = [
  ['00A4020C027001', '9000'],
  ['00B0000004', '010101019000'],
  ['00A4020C027002', '9000'],
  ['00B0000004', '020202029000'],
  [SIGN('1'), 'AAAA9000'],
];

/** What each command is answered: how it was found, and the number of the recorded one. */
const plays = test.macro((t, mode: ReplayMode, sent: readonly (readonly [string, MatchKind, number?])[]) => {
  const matcher = new Matcher(recorded(RECORDED), mode);
  const position = new CardPosition();
  for (const [hex, kind, number] of sent) {
    const command = fromHex(hex);
    const match = matcher.find(command, position);
    t.deepEqual([hex, match.kind, match.recorded?.number], [hex, kind, number]);
    position.answered(command, match.recorded?.response ?? fromHex('6F00'));
  }
});

const IN_ORDER = RECORDED.map(([command], i) => [command, 'exact', i + 1] as const);

test('exact: in the order of the recording', plays, 'exact', IN_ORDER);
test('loose: in the order of the recording it is exact', plays, 'loose', IN_ORDER);
test('exact: nothing else', plays, 'exact', [
  ['00A4020C027002', 'none'],
  ['00A4020C027001', 'exact', 1],
  [SIGN('2'), 'none'],
]);
test('ordered: some left out, none of before, no other bytes', plays, 'ordered', [
  ['00A4020C027002', 'ahead', 3],
  ['00B0000004', 'exact', 4],
  ['00A4020C027001', 'none'],
  [SIGN('2'), 'none'],
  [SIGN('1'), 'exact', 5],
]);
test('loose: back, and a signature of other data by header and length', plays, 'loose', [
  ['00A4020C027002', 'ahead', 3],
  ['00B0000004', 'exact', 4],
  [SIGN('2'), 'loose', 5],
  ['00A4020C027001', 'back', 1],
  [SIGN('2').replace('04', '05').replace('00', '0000'), 'none'],
]);
test('loose: SELECT of another file is another question', plays, 'loose', [['00A4020C027003', 'none']]);
test('READ BINARY is answered from the EF that is current, whatever comes first in the recording', plays, 'loose', [
  ['00A4020C027002', 'ahead', 3],
  ['00A4020C027001', 'back', 1],
  ['00A4020C027002', 'ahead', 3],
  ['00A4020C027001', 'back', 1],
  ['00A4020C027002', 'ahead', 3],
  ['00B0000004', 'exact', 4],
  ['00B0000004', 'back', 4],
]);

test('GET RESPONSE belongs to the command before it', (t) => {
  const commands = recorded([
    ['00A40904023F00', '6102'],
    ['00C0000002', '01019000'],
    ['00CA9F7F00', '6102'],
    ['00C0000002', '02029000'],
  ]);
  const matcher = new Matcher(commands, 'loose');
  const position = new CardPosition();
  const answerTo = (hex: string) => {
    const { recorded: found } = matcher.find(fromHex(hex), position);
    position.answered(fromHex(hex), found?.response ?? fromHex('6F00'));
    return found?.number;
  };
  t.deepEqual(['00CA9F7F00', '00C0000002', '00A40904023F00', '00C0000002'].map(answerTo), [3, 4, 1, 2]);
  t.deepEqual(['00C0000002'].map(answerTo), [2]);
});
