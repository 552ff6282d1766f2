/** The files of unit tests: all of `test` but the real clients. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { slashedPath } from '#files/slashed-path.ts';

const TEST = fileURLToPath(new URL('../../test', import.meta.url));

/** Each as `test/.../x.test.ts`, in their order. */
export function unitTestFiles(): readonly string[] {
  const names = readdirSync(TEST, { recursive: true, encoding: 'utf8' }).map((name) => `test/${slashedPath(name)}`);
  return names.filter((name) => name.endsWith('.test.ts') && !name.startsWith('test/real/')).sort();
}
