/** Every shipped scenario on both targets that need nothing of the machine. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { needsGuest } from '../../scenarios/engine/file/schema.ts';
import { failureText, play, scenariosIn } from './play.ts';

const LIBRARY = new URL('../../scenarios/', import.meta.url);
/** Those that wait for a program are played beside real ones: test/real/exec.test.ts. */
const library = scenariosIn([fileURLToPath(LIBRARY)]).filter((scenario) => !needsGuest(scenario));

const targets = [
  { target: 'in-process', clock: 'virtual' },
  { target: 'embedded', clock: 'real' },
] as const;

for (const { target, clock } of targets) {
  for (const scenario of library) {
    test(`${target}, ${clock} clock: ${scenario.title}`, async (t) => {
      const { results } = await play([scenario], { target, clock });
      t.is(results.length, 1);
      t.is(results[0]?.outcome, 'passed', failureText(results[0]));
    });
  }
}

test('each scenario has a title of its own', (t) => {
  t.is(new Set(library.map(({ title }) => title)).size, library.length);
});
