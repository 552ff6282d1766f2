/**
 * A checkout for Windows' node.exe in Wine: the tests compiled beside their sources, since tsx takes longer to start there
 * than most files of tests run.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtImports, compile } from '../compile.ts';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const NOT_COPIED = ['.git', 'dist', 'node_modules'];
/** Each file in a process of its own, as on Linux. */
const SETTINGS = `export default { files: ['test/**/*.test.js', '!test/real/**'], workerThreads: false, timeout: '60s' };\n`;

/** Makes it in `folder`, which is made too. @throws an error of the compiler */
export function makeUnitCheckout(folder: string): void {
  mkdirSync(folder);
  for (const name of readdirSync(TOP).filter((entry) => !NOT_COPIED.includes(entry)))
    cpSync(join(TOP, name), join(folder, name), { recursive: true });
  compile(folder, { project: 'tsconfig.windows.json', quick: true });
  const manifest = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, imports: builtImports() }));
  writeFileSync(join(folder, 'ava.config.js'), SETTINGS);
  // The binaries for Windows are found by NODE_PATH (windowsNode).
  symlinkSync(join(TOP, 'node_modules'), join(folder, 'node_modules'));
}
