/**
 * Builds dist/: JavaScript and declarations, beside the data they read at the same relative places.
 *
 * dist has a package.json of its own: it maps the aliases of the leaves to the built files (the compiler leaves them as
 * they are) and repeats what the program reads of itself.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(TOP, 'dist');
const BIN = join(DIST, 'tools', 'cli', 'main.js');
const EXECUTABLE = 0o755;

interface Manifest {
  readonly version: string;
  readonly engines: unknown;
  readonly imports: Readonly<Record<string, string>>;
}

function compile(): void {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '--project', 'tsconfig.build.json'], { cwd: TOP, stdio: 'inherit' });
}

/** Keys, profiles, driver packages and scenarios, not the engine's sources: those are compiled. */
function copyData(): void {
  for (const name of ['keys', 'profiles', 'windows-update'])
    cpSync(join(TOP, 'fixtures', name), join(DIST, 'fixtures', name), { recursive: true });
  cpSync(join(TOP, 'scenarios'), join(DIST, 'scenarios'), { recursive: true, filter: (path) => !path.endsWith('.ts') });
}

function writeManifest(): void {
  const { version, engines, imports } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as Manifest;
  const built = Object.entries(imports).map(([alias, path]) => [alias, path.replace(/\.ts$/, '.js')]);
  const manifest = { type: 'module', version, engines, imports: Object.fromEntries(built) };
  writeFileSync(join(DIST, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

rmSync(DIST, { recursive: true, force: true });
compile();
copyData();
writeManifest();
chmodSync(BIN, EXECUTABLE);
