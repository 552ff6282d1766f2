/**
 * Puts compiled modules together. Node finds, reads and compiles each file for itself, and of the nine hundred that `run`
 * consists of that took longer than most scenarios.
 *
 * What is loaded only when it is used still is, and packages that npm installs stay outside.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

/** Tells where the folder is, whichever piece asks: an alias of its package.json. */
export const FOLDER_ALIAS = { '#folder': './folder.js' };
const FOLDER = "export const FOLDER = new URL('.', import.meta.url).href;\n";

/** A module looks for files from its place in the folder, whichever piece it comes into. */
function keepPlace(folder: string, file: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes('import.meta.url')) return;
  const place = `new URL(${JSON.stringify(file.replaceAll('\\', '/'))}, FOLDER).href`;
  writeFileSync(path, `import { FOLDER } from '#folder';\n${text.replaceAll('import.meta.url', place)}`);
}

/**
 * In place of the modules of that folder, which is nothing but compiled, there are its programs, and pieces that they share.
 * @param programs whatever is started or imported from outside, as paths in the folder
 */
export function bundle(folder: string, programs: readonly string[]): void {
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  for (const file of modules) keepPlace(folder, file);
  const { outputFiles } = buildSync({
    absWorkingDir: folder,
    entryPoints: [...programs],
    outdir: folder,
    chunkNames: 'pieces/[hash]',
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: Object.keys(FOLDER_ALIAS),
    logLevel: 'warning',
  });
  for (const file of modules) rmSync(join(folder, file));
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
  writeFileSync(join(folder, FOLDER_ALIAS['#folder']), FOLDER);
}
