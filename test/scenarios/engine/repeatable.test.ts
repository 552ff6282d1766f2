/** The same afternoon once more: one seed, one virtual clock, and the same is told whatever else the machine does. */
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { StampedEvent } from '#trace/event.ts';
import { keeping, play, scenariosIn } from '../play.ts';

const RUNS = 10;
const SCENARIOS = ['pannes', 'programme', 'carte/arrachee-pendant-une-signature.yaml'];
const LIBRARY = SCENARIOS.map((name) => fileURLToPath(new URL(`../../../scenarios/${name}`, import.meta.url)));

/** What depends on how busy the machine was: durations of calls, which pass in real time. */
function untimed(events: readonly StampedEvent[]): string[] {
  return events.map((event) =>
    JSON.stringify(event, (key, value) => (['at', 'durationMs', 'start'].includes(key) ? 0 : value)),
  );
}

async function told(): Promise<readonly string[]> {
  const events: StampedEvent[] = [];
  const { results } = await play(scenariosIn(LIBRARY), { clock: 'virtual', subscribers: [keeping(events)] });
  return [...new Set(results.map(({ outcome }) => outcome)), ...untimed(events)];
}

test('ten runs of one seed at once, and noise beside them: all tell the same but for times', async (t) => {
  t.timeout(120_000);
  let over = false;
  const noise = async () => {
    for (; !over; await setTimeout(1))
      for (const end = performance.now() + 3 * Math.random(); performance.now() < end; );
  };
  const noisy = noise();
  const runs = await Promise.all(Array.from({ length: RUNS }, told));
  over = true;
  await noisy;
  const [first = []] = runs;
  t.is(first[0], 'passed');
  t.true(first.length > 1000);
  for (const run of runs) t.deepEqual(run, first);
});
