/** Every shipped scenario on the target that needs nothing of the machine, and no time. */
import test from 'ava';
import { library, playLibrary } from './play-library.ts';

playLibrary({ target: 'in-process', clock: 'virtual' });

test('each scenario has a title of its own', (t) => {
  t.is(new Set(library.map(({ title }) => title)).size, library.length);
});
