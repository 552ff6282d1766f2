/** What is said of a container that is on no card: which one, and which there are. */
import test from 'ava';
import { NTE } from '#windows/codes.ts';
import { CRYPT, CspProcess, cryptAcquireContext, SCARD } from '../../../driver/csp/index.ts';
import { world } from '../../../scenarios/world/index.ts';
import { refused } from './refused.ts';

const AUTH = "'80250000001 0000002999922881 AUTH'";

test('a container that is on no card that is there, and on no card at all', async (t) => {
  const w = await world();
  const bureau = w.reader('bureau');
  const process = new CspProcess(w.winscard);
  const acquire = (flags?: number) => cryptAcquireContext(process, { container: 'FOO', ...(flags && { flags }) });
  const empty = await refused(t, SCARD.W_CANCELLED_BY_USER, acquire());
  t.is(
    empty.message,
    "SCARD_W_CANCELLED_BY_USER: the container 'FOO' is not there (no card is in a reader), and no other card was inserted",
  );
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const cancelled = await refused(t, SCARD.W_CANCELLED_BY_USER, acquire());
  t.true(cancelled.message.includes(`: the container 'FOO' is not there (found: ${AUTH}, '`), cancelled.message);
  t.true(cancelled.message.endsWith('), and no other card was inserted'), cancelled.message);
  const silent = await refused(t, NTE.SILENT_CONTEXT, acquire(CRYPT.SILENT));
  t.true(silent.message.endsWith('), and nobody may be asked'), silent.message);
  await process.close();
  await w.close();
});
