/** The monitor in place of readers that cannot tell. */
import test from 'ava';
import { PassingClock } from '#common/passing-clock.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Monitor } from '../../../scenarios/world/monitor.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { ContractCard } from '../../driver/pcsc/contract/contract-card.ts';

test('tells of the readers of its world once, and of no other', async (t) => {
  const manager = new ResourceManager();
  const told: TraceEvent[] = [];
  const monitor = new Monitor(manager, new PassingClock(), (event) => told.push(event));
  manager.plugReader('stranger').insert(new ContractCard());
  const slot = manager.plugReader('bureau');
  await monitor.look(slot.name);
  slot.insert(new ContractCard());
  await monitor.waitFor(slot.name, 'card-inserted', 5000);
  const second = manager.plugReader('cabinet');
  await monitor.look(second.name);
  await monitor.waitFor(second.name, 'reader-plugged', 5000);
  manager.unplugReader(slot.name);
  await monitor.waitFor(slot.name, 'reader-unplugged', 5000);
  await monitor.stop();
  await manager.close();
  const lines = told.map((event) =>
    event.kind === 'reader' ? `${event.origin} ${event.action} ${event.reader}` : event.kind,
  );
  t.deepEqual(lines, [
    'driver plugged bureau 00 00',
    'driver card-inserted bureau 00 00',
    'driver plugged cabinet 00 00',
    'driver card-removed bureau 00 00',
    'driver unplugged bureau 00 00',
  ]);
});
