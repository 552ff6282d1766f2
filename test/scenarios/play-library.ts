/** Every shipped scenario, a test each. A file of tests for each target: they are long, and are played side by side. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { needsGuest } from '../../scenarios/engine/file/schema.ts';
import { failureText, type PlayOptions, play, scenariosIn } from './play.ts';

const LIBRARY = new URL('../../scenarios/', import.meta.url);

/** Those that wait for a program are played beside real ones: test/real/exec.test.ts. */
export const library = scenariosIn([fileURLToPath(LIBRARY)]).filter((scenario) => !needsGuest(scenario));

export function playLibrary(options: PlayOptions): void {
  for (const scenario of library) {
    // Servers and clients of one scenario in one process: beside fifty others each would wait for the rest.
    const alone = scenario.services.length > 0 ? test.serial : test;
    alone(scenario.title, async (t) => {
      const { results } = await play([scenario], options);
      t.is(results.length, 1);
      t.is(results[0]?.outcome, 'passed', failureText(results[0]));
    });
  }
}
