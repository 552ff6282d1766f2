/** The package as npm makes it, installed in another project. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryDirectory } from './temporary-directory.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const start = promisify(execFile);

/** A clean environment: npm hands its own settings, and where it stands, to what it runs. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/i.test(name)),
);

export async function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  const { stdout } = await start(program, args, { cwd, env: ENVIRONMENT });
  return stdout;
}

let packed: Promise<string> | undefined;

async function pack(): Promise<string> {
  const folder = temporaryDirectory('packed-');
  const told = await run(TOP, 'npm', 'pack', '--json', '--silent', '--pack-destination', folder);
  const [{ filename } = { filename: '' }] = JSON.parse(told.slice(told.indexOf('['))) as { filename: string }[];
  return join(folder, filename);
}

/** Packs the checkout, once in a process, and installs it into a new project, beside what else the registry has for it. */
export async function installedElsewhere(...others: readonly string[]): Promise<string> {
  packed ??= pack();
  const file = await packed;
  const project = temporaryDirectory('package-');
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  await run(project, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', file, ...others);
  return project;
}
