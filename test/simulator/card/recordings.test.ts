/** The exchanges of real clients, replayed: the card answers today what it answered then. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { CardRecorder, RECORDINGS, type RecordingFile, recordingNamed, recordings, replay } from '../../recordings.ts';

const all = recordings();
/** Answers of each recording that are changed, spread over its length. */
const PLANTED = 5;

test('there are recordings of both middlewares', (t) => {
  const official = all.filter(({ file }) => file.startsWith('cryptolib-')).length;
  t.true(official >= 8);
  t.true(all.length - official >= 8);
});

/** The recording with the last byte of one answer changed: its SW2, so the shortest answer has one too. */
function withOneWrongByte(recording: RecordingFile, seq: number): RecordingFile {
  const events = recording.events.map((event) => {
    if (event.kind !== 'apdu' || event.seq !== seq) return event;
    return { ...event, response: event.response.with(-1, (event.response.at(-1) ?? 0) ^ 0x01) };
  });
  return { ...recording, events };
}

for (const recording of all) {
  const { file, header, events } = recording;
  test(`${file}: ${header.remark}`, (t) => {
    t.deepEqual(replay(recording), []);
  });

  test(`${file} with one wrong byte is noticed, by name`, (t) => {
    const answers = events.flatMap(({ kind, seq }) => (kind === 'apdu' ? [seq] : []));
    t.true(answers.length > PLANTED);
    for (let i = 0; i < PLANTED; i++) {
      const seq = answers[Math.floor((i * answers.length) / PLANTED)] ?? 0;
      const found = replay(withOneWrongByte(recording, seq));
      t.is(found.length, 1, `event ${seq}`);
      t.true(found[0]?.startsWith(`${file}: ${seq}: `), found[0]);
    }
  });
}

test('what a recording says of its exchange', (t) => {
  for (const { file, header, events } of all) {
    t.is(header.identity, 'kept', file);
    t.truthy(header.remark, file);
    const cards = new Set(events.flatMap((event) => (event.kind === 'apdu' ? [event.card] : [])));
    t.deepEqual(new Set(Object.keys(header.profiles ?? {})), cards, file);
  }
});

test('what is played is recorded as it stands', (t) => {
  const recording = recordingNamed('pkcs15-tool-pin.jsonl');
  const recorder = new CardRecorder('Virtual PCD 00 00', 'cps3-medecin seed 2');
  recorder.moved('card-inserted');
  replay(recording, recorder.trace);
  t.is(recorder.text(recording.header), readFileSync(new URL(recording.file, RECORDINGS), 'utf8'));
});
