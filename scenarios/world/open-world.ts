/** A world over a target that is open, with the services it names. */
import type { TraceSink } from '#trace/event.ts';
import { type ServiceName, startServices } from './health-services.ts';
import type { Target } from './targets/target.ts';
import { World, type WorldOptions } from './world.ts';

export interface NamedServices extends Omit<WorldOptions, 'services'> {
  /** By name; those that one of them stands on come with it. None by default. */
  readonly services?: readonly ServiceName[] | undefined;
  /** Folder in which they keep what happened, so that the next world goes on from there; nothing is kept by default. */
  readonly servicesState?: string | undefined;
}

/**
 * @param make for a world that is more than one
 * @throws ServiceError when one of the services cannot start, StateError when their state cannot be had; the target is closed then
 */
export async function openWorld(
  target: Target,
  { services: names = [], servicesState, ...options }: NamedServices,
  make = (over: Target, worldOptions: WorldOptions) => new World(over, worldOptions),
): Promise<World> {
  let tell: TraceSink = () => {};
  try {
    const services = await startServices(names, target.clock, (event) => tell(event), servicesState);
    const world = make(target, { ...options, ...(services && { services }) });
    tell = options.tell ?? world.trace.within(() => ({ world: target.name }));
    return world;
  } catch (error) {
    await target.close();
    throw error;
  }
}
