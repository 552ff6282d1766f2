/** A target that outlives its worlds: programs that have its environment stay in it, whatever becomes of the world. */
import type { Target } from '../../scenarios/world/targets/target.ts';

/**
 * The same target, whose end is that its readers are unplugged.
 * @param plugged the readers that are, each with its name in PC/SC
 */
export function keptTarget(target: Target, plugged: Map<string, string>): Target {
  const instead: Partial<Target> = {
    async plug(reader, options) {
      const name = await target.plug(reader, options);
      plugged.set(reader, name);
      return name;
    },
    unplug(reader) {
      plugged.delete(reader);
      return target.unplug(reader);
    },
    async close() {
      for (const reader of [...plugged.keys()]) await instead.unplug?.(reader);
    },
  };
  return new Proxy(target, {
    get(whole, name) {
      const value: unknown = Reflect.get(Object.hasOwn(instead, name) ? instead : whole, name, whole);
      return typeof value === 'function' ? value.bind(whole) : value;
    },
  });
}
