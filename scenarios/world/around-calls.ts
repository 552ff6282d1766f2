import type { WinScard } from '#pcsc/winscard.ts';

/** One call of winscard: its name, what it was given, and the way to make it. */
type Around = (name: string | symbol, args: readonly unknown[], call: () => unknown) => unknown;

/** The same PC/SC, each of whose calls is made by `around`. */
export function aroundCalls(winscard: WinScard, around: Around): WinScard {
  return new Proxy(winscard, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => around(name, args, () => Reflect.apply(value, target, args));
    },
  });
}
