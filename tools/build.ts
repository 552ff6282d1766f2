/** `npm run build`: dist/, which the package is made of. */
import { fileURLToPath } from 'node:url';
import { compileInto } from './compile.ts';

compileInto(fileURLToPath(new URL('../dist', import.meta.url)));
