/** `npm run bench`: compiles what is measured, as users have it, and the bench, and runs that: what users run is no TypeScript. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileInto } from './compile.ts';

const BENCH = fileURLToPath(new URL('bench', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

function compiledBench(folder: string): string {
  const compiled = join(folder, 'bench');
  const bench = join(compiled, 'tools', 'bench');
  compileInto(join(folder, 'dist'), { quick: true });
  compileInto(compiled, { project: 'tsconfig.bench.json', quick: true, apart: true });
  symlinkSync(MODULES, join(folder, 'node_modules'));
  cpSync(BENCH, bench, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  return join(bench, 'main.js');
}

const folder = mkdtempSync(join(tmpdir(), 'cps-sim-bench-'));
try {
  const bench = spawn(process.execPath, [compiledBench(folder), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C goes to both: the bench ends by it, and this process clears up after it.
  process.once('SIGINT', () => {}).once('SIGTERM', () => void bench.kill('SIGTERM'));
  const [code] = await once(bench, 'exit');
  process.exitCode = code ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
