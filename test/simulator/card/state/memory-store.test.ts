import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { MemoryStore } from '../../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';

const profile = shippedProfile('cps3-medecin');

test('commit replaces what is named and keeps the rest', (t) => {
  const fresh = personalise(profile, 1);
  const store = new MemoryStore(profile, fresh);
  store.commit({ contents: { '3F00/0001/D107': hex`01 02` } });
  store.commit({ referenceData: { '01': { value: '1234', triesRemaining: 2 } } });
  t.deepEqual(store.state.contents['3F00/0001/D107'], hex`01 02`);
  t.is(store.state.contents['3F00/2F00'], fresh.contents['3F00/2F00']);
  t.is(store.state.referenceData['01']?.triesRemaining, 2);
  t.is(store.state.referenceData['02'], fresh.referenceData['02']);
  t.is(store.state.keys, fresh.keys);
});

test('two cards of one state do not see each other', (t) => {
  const fresh = personalise(profile, 1);
  const [one, other] = [new MemoryStore(profile, fresh), new MemoryStore(profile, fresh)];
  one.commit({ referenceData: { '01': { value: '1234', triesRemaining: 0 } } });
  t.is(other.state.referenceData['01']?.triesRemaining, 3);
  t.is(fresh.referenceData['01']?.triesRemaining, 3);
});
