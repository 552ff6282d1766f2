/** The exchanges of real clients, replayed: the card answers today what it answered then. */
import test from 'ava';
import { replay, type Transcript, transcripts } from '../../transcript.ts';

const all = transcripts();
/** Answers of each transcript that are changed, spread over its length. */
const PLANTED = 5;

test('there are transcripts of both middlewares', (t) => {
  const official = all.filter(({ file }) => file.startsWith('cryptolib-')).length;
  t.true(official >= 8);
  t.true(all.length - official >= 8);
});

/** The transcript with the last byte of one answer changed: its SW2, so the shortest answer has one too. */
function withOneWrongByte(transcript: Transcript, place: number): Transcript {
  const line = transcript.lines[place] ?? '';
  const byte = Number.parseInt(line.slice(-2), 16) ^ 0x01;
  const changed = line.slice(0, -2) + byte.toString(16).toUpperCase().padStart(2, '0');
  return { ...transcript, lines: transcript.lines.with(place, changed) };
}

for (const transcript of all) {
  test(`${transcript.file}: ${transcript.client}`, async (t) => {
    t.deepEqual(await replay(transcript), []);
  });

  test(`${transcript.file} with one wrong byte is noticed, by name`, async (t) => {
    const answers = transcript.lines.flatMap((line, place) => (line.startsWith('<= ') ? [place] : []));
    t.true(answers.length > PLANTED);
    for (let i = 0; i < PLANTED; i++) {
      const place = answers[Math.floor((i * answers.length) / PLANTED)] ?? 0;
      const found = await replay(withOneWrongByte(transcript, place));
      t.is(found.length, 1, `line ${place}`);
      t.true(found[0]?.startsWith(`${transcript.file}: ${transcript.lines[place - 1]}`), found[0]);
    }
  });
}
