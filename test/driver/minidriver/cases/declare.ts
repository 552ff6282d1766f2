/** Declares the minidriver's table as tests on one target: one card in one reader, put right after each case. */
import test from 'ava';
import type { Target } from '../../../../scenarios/world/targets/target.ts';
import { type Case, MinidriverBench, outcomeOf } from './bench.ts';
import { CODE_CASES } from './codes.ts';
import { CONTEXT_CASES } from './context.ts';
import { FILE_CASES } from './files.ts';
import { KEY_CASES } from './keys.ts';
import { PROPERTY_CASES } from './properties.ts';
import { SEQUENCE_CASES } from './sequences.ts';

export function declareCases(openTarget: () => Promise<Target>): void {
  let bench: MinidriverBench | undefined;

  test.before(async () => {
    bench = await MinidriverBench.open(await openTarget());
  });
  test.after.always(() => bench?.close());

  const declare = (cases: readonly Case[], presentsCodes: boolean) => {
    for (const { source, title, run, expected } of cases) {
      test.serial(`${source}: ${title}`, async (t) => {
        if (bench === undefined) throw new Error('the target did not open');
        const ready = await bench.start();
        t.deepEqual(await outcomeOf(() => run(ready)), expected);
        if (presentsCodes) await ready.restore();
      });
    }
  };

  for (const cases of [CONTEXT_CASES, FILE_CASES, PROPERTY_CASES, KEY_CASES]) declare(cases, false);
  for (const cases of [CODE_CASES, SEQUENCE_CASES]) declare(cases, true);
}
