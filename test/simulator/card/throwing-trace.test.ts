import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { Card } from '../../../simulator/card/card.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';

const profile = shippedProfile('cps3-medecin');

function throwing() {
  let calls = 0;
  const trace = () => {
    calls += 1;
    throw new Error('disk full');
  };
  return { trace, calls: () => calls };
}

test('a trace that throws never reaches the card: cut off, and the try counts', (t) => {
  const { trace, calls } = throwing();
  const store = new MemoryStore(profile, personalise(profile, 1));
  const card = new Card({ name: 'card', store, trace });
  t.notThrows(() => card.powerOn());
  t.deepEqual(card.transmit(hex`00 20 00 01 04 39393939`), hex`63 C2`);
  t.deepEqual(card.transmit(hex`00 20 00 01 04 31323334`), hex`90 00`);
  t.is(store.state.referenceData['01']?.triesRemaining, 3);
  t.is(calls(), 1);
});

test('nor the reader', (t) => {
  const manager = new ResourceManager({ trace: throwing().trace });
  const slot = manager.plugReader('bureau');
  const card = new Card({ name: 'card', store: new MemoryStore(profile, personalise(profile, 1)) });
  t.notThrows(() => slot.insert(card));
  t.is(slot.remove(), card);
  t.notThrows(() => manager.unplugReader('bureau'));
});
