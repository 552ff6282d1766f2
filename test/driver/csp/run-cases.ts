/** Declares the cases of the table as tests on one target. */
import test from 'ava';
import type { Target } from '../../../scenarios/world/targets/target.ts';
import { World } from '../../../scenarios/world/world.ts';
import { CaseBench, outcomeOf } from './case-bench.ts';
import { CASES_WITH_CARD, type Case, MOVING_CASES } from './cases.ts';

export function declareCases(openTarget: () => Promise<Target>): void {
  let shared: CaseBench | undefined;

  async function withCard(): Promise<CaseBench> {
    if (shared === undefined) {
      shared = await CaseBench.open(new World(await openTarget()));
      await shared.bureau.insert(shared.medecin);
    }
    return shared.start();
  }

  const titleOf = ({ source, title }: Case): string => `${source}: ${title}`;

  for (const row of CASES_WITH_CARD) {
    test.serial(titleOf(row), async (t) => {
      const bench = await withCard();
      t.deepEqual(await outcomeOf(() => row.run(bench)), row.expected);
      await bench.program.process.close();
    });
  }

  for (const row of MOVING_CASES) {
    test.serial(titleOf(row), async (t) => {
      await shared?.world.close();
      shared = undefined;
      const world = new World(await openTarget());
      try {
        const bench = await (await CaseBench.open(world)).start();
        t.deepEqual(await outcomeOf(() => row.run(bench)), row.expected);
      } finally {
        await world.close();
      }
    });
  }

  test.after.always(() => shared?.world.close());
}
