/** The exchanges of real clients, replayed: the card answers today what it answered then. */
import test from 'ava';
import { replay, transcripts } from '../../transcript.ts';

const all = transcripts();

test('there are transcripts', (t) => {
  t.true(all.length >= 8);
});

for (const transcript of all) {
  test(`${transcript.file}: ${transcript.client}`, async (t) => {
    t.deepEqual(await replay(transcript), []);
  });

  test(`${transcript.file} with one wrong byte is noticed`, async (t) => {
    const place = transcript.lines.findIndex((line) => line.startsWith('<= '));
    const lines = transcript.lines.with(place, `<= FF${transcript.lines[place]?.slice(5)}`);
    t.is((await replay({ ...transcript, lines })).length, 1);
  });
}
