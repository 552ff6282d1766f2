/**
 * Compiles the sources: JavaScript and declarations, beside the data they read at the same relative places.
 *
 * The folder has a package.json of its own: it maps the aliases of the leaves to the built files (the compiler leaves them as
 * they are) and repeats what the program reads of itself.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const EXECUTABLE = 0o755;

interface Manifest {
  readonly version: string;
  readonly engines: unknown;
  readonly imports: Readonly<Record<string, string>>;
}

export interface CompileOptions {
  /** What is compiled; that of the package by default. */
  readonly project?: 'tsconfig.build.json' | 'tsconfig.bench.json';
  /** JavaScript alone: types are neither checked nor declared. */
  readonly quick?: true;
}

function compile(folder: string, { project = 'tsconfig.build.json', quick }: CompileOptions): void {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const flags = quick ? ['--noCheck', '--declaration', 'false'] : [];
  const args = [compiler, '--project', project, '--outDir', folder, ...flags];
  execFileSync(process.execPath, args, { cwd: TOP, stdio: 'inherit' });
}

/** Keys, people, profiles, driver packages and scenarios, not the engine's sources: those are compiled. */
function copyData(folder: string): void {
  for (const name of ['keys', 'people', 'profiles', 'windows-update'])
    cpSync(join(TOP, 'fixtures', name), join(folder, 'fixtures', name), { recursive: true });
  cpSync(join(TOP, 'scenarios'), join(folder, 'scenarios'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
}

function writeManifest(folder: string): void {
  const { version, engines, imports } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as Manifest;
  const built = Object.entries(imports).map(([alias, path]) => [alias, path.replace(/\.ts$/, '.js')]);
  const manifest = { type: 'module', version, engines, imports: Object.fromEntries(built) };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Makes the folder anew. Returns the path of the command line. */
export function compileInto(folder: string, options: CompileOptions = {}): string {
  rmSync(folder, { recursive: true, force: true });
  compile(folder, options);
  copyData(folder);
  writeManifest(folder);
  const main = join(folder, 'tools', 'cli', 'main.js');
  chmodSync(main, EXECUTABLE);
  return main;
}
