/** Every shipped scenario over the system's pcscd: the minidriver against vpcd's readers. */
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { findScenarios } from '../../scenarios/engine/find.ts';
import { runScenarios } from '../../scenarios/engine/runner.ts';
import { openTarget } from '../../scenarios/engine/targets.ts';
import { World } from '../../scenarios/engine/world.ts';
import { ensurePcscd, stopPcscd } from '../../tools/pcscd.ts';

const LIBRARY = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const service = { stop: stopPcscd, start: ensurePcscd };

test.before(ensurePcscd);

for (const scenario of findScenarios([LIBRARY])) {
  test(scenario.title, async (t) => {
    const { results } = await runScenarios({
      scenarios: [scenario],
      target: 'pcsc',
      openWorld: async (trace) => new World(await openTarget('pcsc', { service }), { trace }),
      reporters: [],
    });
    t.is(results.length, 1);
    t.deepEqual(results[0]?.failure?.mismatches ?? [], [], results[0]?.failure?.step.text);
  });
}
