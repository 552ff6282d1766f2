/**
 * Compiles the sources: JavaScript, put together, and declarations, beside the data they read at the same relative places.
 *
 * The folder has a package.json of its own: it maps the aliases of the leaves to the compiled files (the compiler leaves them
 * as they are) until those are put together, and repeats what the program reads of itself.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, FOLDER_ALIAS } from './bundle.ts';
import { bundledScript } from './console/bundle.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const EXECUTABLE = 0o755;
const MAIN = 'tools/cli/main.js';
/** Processes and threads of their own; knip finds one that knip.json does not name, test/tools/start.test.ts one that is not here. */
export const STARTED = [
  MAIN,
  'tools/cli/run/worker.js',
  'driver/tls/card-worker.js',
  'driver/tls/tls-worker.js',
  'simulator/own-network/inside.js',
];

interface Manifest {
  readonly version: string;
  readonly engines: unknown;
  readonly imports: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

export interface CompileOptions {
  /** What is compiled; that of the package by default. */
  readonly project?: 'tsconfig.build.json' | 'tsconfig.bench.json' | 'tsconfig.windows.json';
  /** JavaScript alone: types are neither checked nor declared. */
  readonly quick?: true;
  /** Each module stays a file, for what reaches into the package. */
  readonly apart?: true;
}

/** The JavaScript alone, at the places of its sources. */
export function compile(folder: string, { project = 'tsconfig.build.json', quick }: CompileOptions): void {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const flags = quick ? ['--noCheck', '--declaration', 'false'] : [];
  const args = [compiler, '--project', project, '--outDir', folder, ...flags];
  execFileSync(process.execPath, args, { cwd: TOP, stdio: 'inherit' });
}

/** Keys, people, profiles, driver packages, scenarios and what tells of them, not the engine's sources: those are compiled. */
function copyData(folder: string): void {
  for (const name of ['keys', 'people', 'pfc', 'profiles', 'structures', 'windows-update', 'xca'])
    cpSync(join(TOP, 'fixtures', name), join(folder, 'fixtures', name), { recursive: true });
  // What browsers are given as it is.
  const scripts = join('simulator', 'services', 'pfc', 'web', 'browser');
  cpSync(join(TOP, scripts), join(folder, scripts), { recursive: true });
  const windows = join('driver', 'winscard-dll', 'built');
  if (existsSync(join(TOP, windows))) cpSync(join(TOP, windows), join(folder, windows), { recursive: true });
  cpSync(join(TOP, 'docs', 'steps'), join(folder, 'docs', 'steps'), { recursive: true });
  cpSync(join(TOP, 'scenarios'), join(folder, 'scenarios'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The aliases of the leaves, of what is compiled. */
export function builtImports(): Readonly<Record<string, string>> {
  const built = Object.entries(manifestOf(TOP).imports).map(([alias, path]) => [alias, path.replace(/\.ts$/, '.js')]);
  return Object.fromEntries(built);
}

/** What others import from the package, and what is started. */
function programs(): string[] {
  const doors = Object.values(manifestOf(TOP).exports).flatMap((door) =>
    typeof door === 'string' ? [] : door.default,
  );
  return [...doors.map((path) => path.replace('./dist/', '')), ...STARTED];
}

function writeManifest(folder: string, imports: Readonly<Record<string, string>>): void {
  const { version, engines } = manifestOf(TOP);
  const manifest = { type: 'module', version, engines, imports };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

const ALIAS = /(['"])#([a-z0-9]+)\/([^'"]+)\.ts\1/g;

/** Declarations name their neighbours by path: resolutions older than exports and imports know no aliases. */
function writeOutAliases(folder: string): void {
  const roots = new Map<string, string>();
  for (const [alias, path] of Object.entries(manifestOf(TOP).imports))
    roots.set(alias.slice(1).split('/')[0] ?? '', dirname(path));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.d.ts'));
  for (const file of files) {
    const path = join(folder, file);
    const here = dirname(file).replaceAll('\\', '/');
    const byPath = (_: string, quote: string, alias: string, name: string) => {
      const found = posix.relative(here, posix.join(roots.get(alias) ?? '', `${name}.js`));
      return `${quote}${found.startsWith('.') ? found : `./${found}`}${quote}`;
    };
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(ALIAS, byPath));
  }
}

/** The page of the console: its script in one file, and its style; its sources are not for Node. */
function makeConsole(folder: string): void {
  const place = join('tools', 'console');
  writeFileSync(join(folder, place, 'page.js'), bundledScript());
  cpSync(join(TOP, place, 'page', 'style.css'), join(folder, place, 'page', 'style.css'));
}

/** Makes the folder anew. Returns the path of the command line. */
export function compileInto(folder: string, options: CompileOptions = {}): string {
  rmSync(folder, { recursive: true, force: true });
  compile(folder, options);
  writeManifest(folder, builtImports());
  if (!options.apart) {
    bundle(folder, programs());
    writeManifest(folder, FOLDER_ALIAS);
  }
  copyData(folder);
  makeConsole(folder);
  writeOutAliases(folder);
  const main = join(folder, MAIN);
  chmodSync(main, EXECUTABLE);
  return main;
}
