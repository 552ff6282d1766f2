/** The world's own watching: no test goes on for ever because nobody closed its world. */
import type { ContextOptions, WinScard } from '#pcsc/winscard.ts';

/** The same PC/SC, whose waits do not keep the process alive. */
export function inBackground(winscard: WinScard): WinScard {
  const establishContext = (scope: number, options?: ContextOptions) =>
    winscard.establishContext(scope, { ...options, ref: false });
  return new Proxy(winscard, {
    get: (target, name) => {
      if (name === 'establishContext') return establishContext;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
