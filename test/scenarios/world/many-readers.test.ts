/** More readers than one SCardGetStatusChange can wait for. */
import test from 'ava';
import { PassingClock } from '#common/passing-clock.ts';
import { SCARD } from '#pcsc/scard.ts';
import { type TargetName, world } from '../../../scenarios/world/index.ts';
import { Monitor } from '../../../scenarios/world/monitor.ts';
import { openPrivateTarget } from '../../../scenarios/world/targets/targets.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';

for (const target of ['in-process', 'embedded'] satisfies TargetName[]) {
  for (const count of [16, 17, 31]) {
    test(`${target}: ${count} readers: what happens at the first and the last is seen`, async (t) => {
      const w = await world({ target });
      const readers = Array.from({ length: count }, (_, i) => w.reader(`R${i}`));
      await Promise.all(readers.map((reader) => reader.ready()));
      for (const reader of [readers[0], readers.at(-1)]) {
        t.is((await reader?.insert(w.card('cps3-medecin', { seed: 1 })))?.event, 'card-inserted');
        t.is((await reader?.remove())?.event, 'card-removed');
      }
      t.is((await readers[0]?.unplug())?.event, 'reader-unplugged');
      await w.close();
    });
  }
}

test('programs on the socket see sixteen readers: the next one is refused', async (t) => {
  const target = await openPrivateTarget();
  try {
    for (let i = 0; i < 16; i++) await target.plug(`R${i}`);
    await t.throwsAsync(target.plug('R16'), { code: 'ERR_TOO_MANY_READERS' });
  } finally {
    await target.close();
  }
});

/** A monitor whose next look at the readers fails. */
async function failing(rv: number) {
  const manager = new ResourceManager();
  const { name } = manager.plugReader('bureau');
  const monitor = new Monitor(manager, new PassingClock());
  await monitor.look('bureau 00 00');
  await monitor.waitFor(name, 'reader-plugged', 1000);
  manager.getStatusChange = async () => ({ rv, states: [] });
  return { name, monitor };
}

test('a service that is lost takes its readers with it', async (t) => {
  const { name, monitor } = await failing(SCARD.E_SERVICE_STOPPED);
  await monitor.look('bureau 00 00');
  t.not(await monitor.waitFor(name, 'reader-unplugged', 1000), undefined);
  await monitor.stop();
});

test('any other error is told to those who wait', async (t) => {
  const { name, monitor } = await failing(SCARD.E_INVALID_PARAMETER);
  await monitor.look('bureau 00 00');
  const refused = { code: 'ERR_SCARD' };
  await t.throwsAsync(monitor.waitFor(name, 'card-inserted', 1000), refused);
  await t.throwsAsync(monitor.waitFor(name, 'card-inserted', 1000), refused, 'those that come later too');
  await monitor.stop();
});
