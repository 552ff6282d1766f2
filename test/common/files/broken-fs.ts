/** Functions of node:fs that fail, or that something happens before: for one test, with `serial`. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Name =
  | 'fsyncSync'
  | 'linkSync'
  | 'openSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'writeFileSync';

/** What a function of node:fs throws. */
export function errorOf(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code, syscall: 'open' });
}

/** `work` while `before` runs ahead of each call of those functions, and may throw in its place. */
export function withFs<T>(
  names: readonly Name[],
  before: (name: Name, ...args: readonly unknown[]) => void,
  work: () => T,
): T {
  const table = fs as unknown as Record<Name, (...args: unknown[]) => unknown>;
  const real = names.map((name) => [name, table[name]] as const);
  for (const [name, call] of real)
    table[name] = (...args) => {
      before(name, ...args);
      return call(...args);
    };
  syncBuiltinESMExports();
  try {
    return work();
  } finally {
    for (const [name, call] of real) table[name] = call;
    syncBuiltinESMExports();
  }
}
