/** The command line beside the compiled bench. */
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../cli/main.js', import.meta.url));
