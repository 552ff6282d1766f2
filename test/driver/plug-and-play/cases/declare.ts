/** Declares the cases of the table as tests on one target. */
import test from 'ava';
import type { Target } from '../../../../scenarios/world/targets/target.ts';
import { World } from '../../../../scenarios/world/world.ts';
import { type Case, outcomeOf, PnpBench } from './bench.ts';
import { ATR_CASES, CASES_WITH_CARD, MOVING_CASES } from './cards.ts';
import { COMPUTER_CASES } from './computer.ts';
import { INF_CASES } from './inf.ts';

/** I, G: reference/minidriver.md 13.3 and 1; 12.x: its sections. */
const titleOf = ({ source, title }: Case): string => `${source}: ${title}`;

export function declareCases(openTarget: () => Promise<Target>): void {
  let open: { readonly world: World; readonly target: Target } | undefined;

  async function worldWithCard() {
    if (open === undefined) {
      const target = await openTarget();
      const world = new World(target);
      open = { world, target };
      await world.reader('bureau').insert(world.card('cps3-medecin', { seed: 1 }));
    }
    return open;
  }

  for (const row of [...INF_CASES, ...ATR_CASES, ...COMPUTER_CASES, ...CASES_WITH_CARD]) {
    test.serial(titleOf(row), async (t) => {
      const { world, target } = await worldWithCard();
      const bench = new PnpBench(world, target);
      t.deepEqual(await outcomeOf(() => row.run(bench)), row.expected);
    });
  }

  for (const row of MOVING_CASES) {
    test.serial(titleOf(row), async (t) => {
      await open?.world.close();
      open = undefined;
      const target = await openTarget();
      const world = new World(target);
      try {
        const bench = new PnpBench(world, target);
        t.deepEqual(await outcomeOf(() => row.run(bench)), row.expected);
      } finally {
        await world.close();
      }
    });
  }

  test.after.always(() => open?.world.close());
}
