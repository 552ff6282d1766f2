/** `npm run build`: dist/, which the package is made of; with winscard.dll for Windows programs where it can be built. */
import { fileURLToPath } from 'node:url';
import { compileInto } from './compile.ts';
import { buildWindows } from './windows/mingw.ts';

const missing = buildWindows();
if (missing !== undefined) process.stderr.write(`build: without winscard.dll for Windows programs: ${missing}\n`);
compileInto(fileURLToPath(new URL('../dist', import.meta.url)));
