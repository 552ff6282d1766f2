/** What is meant by a word that is none: the nearest, and of several as near the one that begins like it. */
import test from 'ava';
import { nearest, nearestOnes } from '#common/nearest.ts';

test('the nearest, whatever its place in the list', (t) => {
  t.is(nearest('lates', ['leaves', 'late']), 'late');
  t.is(nearest('lates', ['late', 'leaves']), 'late');
  t.is(nearest('xyzzy', ['leaves', 'late']), undefined);
});

test('of several as near, the one that begins like the word for longest', (t) => {
  t.is(nearest('cats', ['bats', 'cats2', 'catz']), 'cats2');
  t.is(nearest('Remov', ['demov', 'remo']), 'remo');
  t.deepEqual(nearestOnes('Remov', ['demov', 'remo', 'far away'], 2), ['remo', 'demov']);
});
