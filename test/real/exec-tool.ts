/** Real programs in a private world: `cps-sim exec`, from the sources or as it is built. */
import { fileURLToPath } from 'node:url';
import { type ToolResult, tool } from './plugged-card.ts';

const MAIN = fileURLToPath(new URL('../../tools/cli/main.ts', import.meta.url));

/** `cps-sim exec` with these options, beside the program behind `--`. */
export function cpsExec(options: readonly string[], program: readonly string[], input = ''): Promise<ToolResult> {
  return tool(process.execPath, ['--import=tsx', MAIN, 'exec', ...options, '--', ...program], input);
}
