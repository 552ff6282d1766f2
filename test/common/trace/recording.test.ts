import test from 'ava';
import fc from 'fast-check';
import { LineBuffer } from '#files/line-buffer.ts';
import { hex, toHex } from '#iso7816/bytes.ts';
import type { StampedEvent } from '#trace/event.ts';
import { parseRecording } from '#trace/recording.ts';
import { eventLine, headerLine, writeEvent } from '#trace/recording-lines.ts';

const HEADER = {
  tool: 'cps-sim 1.2.3',
  start: '2026-01-31T12:00:00.000Z',
  seed: 7,
  profiles: { medecin: ['cps3-medecin'] },
};
const at = { at: 1.5, world: 'embedded', place: { title: 'Panne', file: 'x.yaml', step: 2, line: 9 } };
const apdu = (seq: number) =>
  ({
    ...at,
    seq,
    kind: 'apdu',
    origin: 'card',
    card: 'medecin',
    command: hex`00 B0 9D 00 02`,
    response: hex`0A FF 90 00`,
    durationMs: 0.2,
  }) as const satisfies StampedEvent;

const EVENTS: readonly StampedEvent[] = [
  {
    ...at,
    seq: 1,
    kind: 'power',
    origin: 'card',
    card: 'medecin',
    action: 'powerOn',
    reader: 'bureau 00 00',
    atr: hex`3B 00`,
    protocol: 'T=1',
  },
  apdu(2),
  {
    ...at,
    seq: 3,
    kind: 'pcsc',
    origin: 'reader',
    program: 'program 1',
    call: 'SCardConnect',
    result: 'SCARD_S_SUCCESS',
    durationMs: 0,
  },
  {
    ...at,
    seq: 4,
    kind: 'call',
    origin: 'driver',
    layer: 'csp',
    program: 'kiosque',
    function: 'CryptSignHash',
    result: 'NTE_SILENT_CONTEXT',
    durationMs: 3,
  },
  {
    ...at,
    seq: 5,
    kind: 'scenario-finished',
    origin: 'scenario',
    result: {
      scenario: { title: 'Panne', file: 'x.yaml', steps: 3 },
      outcome: 'failed',
      durationMs: 1,
      stepsDone: 2,
      apdus: [apdu(2)],
    },
  },
];

test('what is written is read again: header, stamps, bytes at any depth', (t) => {
  const text = [headerLine(HEADER), ...EVENTS.map(eventLine)].join('');
  const { header, events, missing, cutOff } = parseRecording(text, 'x.jsonl');
  t.deepEqual(header as unknown, HEADER);
  t.deepEqual(events, EVENTS);
  t.deepEqual([missing, cutOff], [0, false]);
});

test('one line an event, the stamps first, bytes in hexadecimal', (t) => {
  t.is(
    eventLine(apdu(2)),
    '{"at":1.5,"seq":2,"world":"embedded","place":{"title":"Panne","file":"x.yaml","step":2,"line":9},"kind":"apdu",' +
      '"origin":"card","card":"medecin","command":"00B09D0002","response":"0AFF9000","durationMs":0.2}\n',
  );
});

test('a recording of an older version: no header, atMs, no numbers', (t) => {
  const line =
    '{"atMs":4.25,"kind":"apdu","origin":"card","card":"a","command":"00840000","response":"9000","durationMs":0}';
  const { header, events } = parseRecording(`${line}\n${line}`, 'old.jsonl');
  t.is(header, undefined);
  t.deepEqual(
    events.map(({ at, seq }) => [at, seq]),
    [
      [4.25, 1],
      [4.25, 2],
    ],
  );
});

test('a code that somebody wrote into a recording is masked', (t) => {
  const line =
    '{"at":0,"seq":1,"kind":"apdu","origin":"card","card":"a","command":"002000010431323334","response":"9000"}';
  const [event] = parseRecording(line, 'x.jsonl').events;
  t.is(event?.kind === 'apdu' && toHex(event.command), '00200001042A2A2A2A');
});

test('events that are not there are counted', (t) => {
  const lines = [1, 2, 6, 7, 9].map((seq) => eventLine(apdu(seq))).join('');
  t.is(parseRecording(lines, 'x.jsonl').missing, 4);
});

test('a last line that is cut off hides nothing before it', (t) => {
  const whole = eventLine(apdu(1));
  const { events, cutOff } = parseRecording(whole + whole.slice(0, 40), 'x.jsonl');
  t.deepEqual([events.length, cutOff], [1, true]);
});

const refused = test.macro({
  exec(t, line: string) {
    const text = `${eventLine(apdu(1))}${line}\n${eventLine(apdu(3))}`;
    const error = t.throws(() => parseRecording(text, 'x.jsonl'), { code: 'ERR_RECORDING' });
    t.true(error.message.startsWith('x.jsonl:2: '));
  },
  title: (_, line: string) => `refused with its line: ${line}`,
});
test(refused, 'power on');
test(refused, '[]');
test(refused, '7');
test(refused, '{"at":0,"seq":2,"kind":"cake","origin":"card"}');
test(refused, '{"at":0,"seq":2,"kind":"toString","origin":"card"}');
test(refused, '{"at":0,"seq":2,"kind":"power","card":"a","action":"reset"}');
test(refused, '{"at":0,"seq":2,"kind":"power","origin":"card","action":"reset"}');
test(refused, '{"at":0,"seq":2,"kind":"apdu","origin":"card","card":"a","command":"00A"}');
test(refused, '{"at":0,"seq":2,"kind":"apdu","origin":"card","card":"a","command":"00A4"}');
test(refused, '{"at":"0","seq":2,"kind":"power","origin":"card","card":"a","action":"reset"}');

test('a header of another format is refused', (t) => {
  t.throws(() => parseRecording('{"format":"cps-sim-trace/99"}\n', 'x.jsonl'), { code: 'ERR_RECORDING' });
});

const milliseconds = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 40 }).map((us) => us / 1000),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 0.001, 0.01, 0.1, 9.999, 999, 999.99, 1000, 1e15, 1e21, -1.5),
);
const bytes = fc.uint8Array({ maxLength: 300 });
const anyApdu = fc.record(
  {
    at: milliseconds,
    seq: fc.nat(),
    world: fc.string(),
    place: fc.record({ title: fc.string({ unit: 'binary' }), file: fc.string(), step: fc.nat() }),
    kind: fc.constant('apdu' as const),
    origin: fc.constantFrom('card' as const, 'driver' as const),
    card: fc.string({ unit: 'binary' }),
    command: bytes,
    response: bytes,
    durationMs: milliseconds,
    reason: fc.string({ unit: 'binary' }),
    by: fc.constant('scenario' as const),
  },
  { requiredKeys: ['at', 'seq', 'kind', 'origin', 'card', 'command', 'response', 'durationMs'] },
);

test('a line written by hand is the line that JSON makes', (t) => {
  const to = new LineBuffer(0);
  const event = (event: StampedEvent) => {
    to.clear();
    writeEvent(to, event);
    t.is(to.bytes().toString(), eventLine(event));
  };
  for (const each of EVENTS) event(each);
  fc.assert(fc.property(anyApdu, event), { numRuns: 1000 });
});
