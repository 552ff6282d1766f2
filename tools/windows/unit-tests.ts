/**
 * `node --import=tsx tools/windows/unit-tests.ts [FILES]`: unit tests under Windows' node.exe in Wine, as TAP. Without files:
 * all that play there, whole or in part.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playUnitTests } from './play-unit-tests.ts';
import { unitTestFiles } from './unit-test-files.ts';
import { LEFT_OUT, playedFiles } from './unit-test-list.ts';

const given = process.argv.slice(2);
const files = given.length > 0 ? given : playedFiles(unitTestFiles());
const folder = mkdtempSync(join(tmpdir(), 'cps-sim-unit-tests-'));
try {
  const { code, tap } = await playUnitTests(files, folder);
  process.stdout.write(tap);
  process.exitCode = code;
  for (const { at, why } of given.length > 0 ? [] : LEFT_OUT) process.stdout.write(`# left out: ${at}: ${why}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
