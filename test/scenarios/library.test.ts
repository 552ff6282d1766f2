/** Every shipped scenario on both targets that need nothing of the machine; and the schema that editors read. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { findScenarios } from '../../scenarios/engine/file/find.ts';
import { needsGuest, scenarioJsonSchema } from '../../scenarios/engine/file/schema.ts';
import { runScenarios } from '../../scenarios/engine/runner.ts';
import { openTarget } from '../../scenarios/world/targets/targets.ts';
import { World } from '../../scenarios/world/world.ts';

const LIBRARY = new URL('../../scenarios/', import.meta.url);
/** Those that wait for a program are played beside real ones: test/real/exec.test.ts. */
const library = findScenarios([fileURLToPath(LIBRARY)]).filter((scenario) => !needsGuest(scenario));

for (const target of ['in-process', 'embedded'] as const) {
  for (const scenario of library) {
    test(`${target}: ${scenario.title}`, async (t) => {
      const { results } = await runScenarios({
        scenarios: [scenario],
        target,
        openWorld: async (trace) => new World(await openTarget(target), { trace }),
        reporters: [],
      });
      t.is(results.length, 1);
      t.deepEqual(results[0]?.failure?.mismatches ?? [], [], results[0]?.failure?.step.text);
    });
  }
}

test('each scenario has a title of its own', (t) => {
  t.is(new Set(library.map(({ title }) => title)).size, library.length);
});

test('the committed JSON Schema is the one the engine makes', (t) => {
  t.deepEqual(
    JSON.parse(readFileSync(new URL('scenario.schema.json', LIBRARY), 'utf8')),
    JSON.parse(JSON.stringify(scenarioJsonSchema())),
  );
});
