/**
 * The contract of the PC/SC port: what every WinScard must do, as cases that run against any world.
 *
 * pcscd 1.9.9 with vpcd 3.3 is the judge of every expected value (test/real/pcsc-contract.test.ts); the embedded
 * resource manager must do the same (embedded-contract.test.ts). What differs on purpose is a `Difference`:
 *
 * - keeps-lock-after-exclusive: pcscd keeps the lock of an exclusive connection that RECONNECT made shared, so that
 *   everybody else waits until that handle is closed. The embedded one frees it.
 * - answers-nothing-without-card: vpcd 3.3 calls a card that goes away during a command a success with no response, not
 *   even a status word. The embedded reader gives W_REMOVED_CARD.
 * - serves-no-attributes: vpcd 3.3 answers no attribute but those pcscd makes itself. The embedded reader gives its ATR.
 */
import type { TestFn } from 'ava';
import { Bench, type Case, type World } from './contract/bench.ts';
import { capabilities } from './contract/capabilities.ts';
import { connections } from './contract/connections.ts';
import { contexts } from './contract/contexts.ts';
import { reconnections } from './contract/reconnections.ts';
import { removals } from './contract/removals.ts';
import { statusChanges } from './contract/status-changes.ts';
import { transactions } from './contract/transactions.ts';
import { transmissions } from './contract/transmissions.ts';

const CHAPTERS: Readonly<Record<string, readonly Case[]>> = {
  contexts,
  connections,
  transmissions,
  transactions,
  reconnections,
  removals,
  'status changes': statusChanges,
  capabilities,
};

/** Registers every case; the world is made once and the cases run one after the other in it. */
export function contract(test: TestFn, makeWorld: () => World | Promise<World>): void {
  let world: World;
  test.before(async () => {
    world = await makeWorld();
  });
  test.after.always(() => world?.close());
  for (const [chapter, cases] of Object.entries(CHAPTERS)) {
    for (const { title, run } of cases) {
      test.serial(`${chapter}: ${title}`, async (t) => {
        const bench = new Bench(world);
        t.teardown(() => bench.clear());
        await run(t, bench);
      });
    }
  }
}
