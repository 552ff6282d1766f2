/** Dialogs at the door whose program waits no longer. */
import { getEventListeners } from 'node:events';
import test from 'ava';
import { CspError, nCryptOpenKey, nCryptOpenStorageProvider, SCARD } from '../../../driver/csp/index.ts';
import { world } from '../../../scenarios/world/index.ts';
import { OpenDialogs } from '../../../tools/door/open-dialogs.ts';

test('a dialog goes when its program waits no longer, and is told as cancelled', async (t) => {
  const told: unknown[] = [];
  let shown = (): void => {};
  const dialogs = new OpenDialogs((event) => {
    if (event.kind !== 'dialog') return;
    told.push(event.action);
    if (event.action === 'shown') shown();
  });
  const w = await world({ person: dialogs.ask });
  t.teardown(() => w.close());
  w.reader('bureau');
  const { process } = w.windows.program('navigateur');
  const stop = new AbortController();
  const open = new Promise<void>((resolve) => {
    shown = resolve;
  });
  const opening = nCryptOpenKey(nCryptOpenStorageProvider(process), null, 0, 0, stop.signal);
  await open;
  t.is(dialogs.all.length, 1);
  stop.abort();
  const error = await t.throwsAsync(opening, { instanceOf: CspError });
  t.is(error.scard, SCARD.W_CANCELLED_BY_USER);
  t.deepEqual([dialogs.all, told], [[], ['shown', 'cancelled']]);
  t.is(getEventListeners(stop.signal, 'abort').length, 0);
});
