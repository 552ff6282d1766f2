/** The exchanges of real clients, replayed: the card answers today what it answered then. */
import test from 'ava';
import { Card } from '../../../simulator/card/card.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { replay, steadyRandom, type Transcript, transcripts } from '../../transcript.ts';

function freshCard({ profile: name, seed }: Transcript): Card {
  const profile = shippedProfile(name);
  return new Card({ name, store: new MemoryStore(profile, personalise(profile, seed)), random: steadyRandom() });
}

const all = transcripts();

test('there are transcripts', (t) => {
  t.true(all.length >= 8);
});

for (const transcript of all) {
  test(`${transcript.file}: ${transcript.client}`, async (t) => {
    t.deepEqual(await replay(transcript, freshCard(transcript)), []);
  });

  test(`${transcript.file} with one wrong byte is noticed`, async (t) => {
    const place = transcript.lines.findIndex((line) => line.startsWith('<= '));
    const planted = transcript.lines.with(place, `<= FF${transcript.lines[place]?.slice(5)}`);
    t.is((await replay({ ...transcript, lines: planted }, freshCard(transcript))).length, 1);
  });
}
