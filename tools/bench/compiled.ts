/** The command line as users have it: the compiled bench has modules of its own, each a file. */
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../../dist/tools/cli/main.js', import.meta.url));
