import test from 'ava';
import { Slot, SlotError } from '../../../simulator/reader/slot.ts';
import { EchoCard } from './test-card.ts';

test('a card goes in and comes out, and the slot tells', (t) => {
  const slot = new Slot('bureau 00 00');
  const card = new EchoCard();
  const told: unknown[] = [];
  slot.on('inserted', (one) => told.push('inserted', one, slot.card));
  slot.on('removed', (one) => told.push('removed', one, slot.card));
  slot.insert(card);
  t.is(slot.remove(), card);
  t.deepEqual(told, ['inserted', card, card, 'removed', card, undefined]);
});

test('an empty slot gives nothing and tells nothing', (t) => {
  const slot = new Slot('bureau 00 00');
  slot.on('removed', () => t.fail());
  t.is(slot.remove(), undefined);
});

test('two cards do not fit', (t) => {
  const slot = new Slot('bureau 00 00');
  const first = new EchoCard('first');
  slot.insert(first);
  const error = t.throws(() => slot.insert(new EchoCard('second')), { instanceOf: SlotError });
  t.is(error.code, 'ERR_SLOT_OCCUPIED');
  t.is(slot.card, first);
});
