/** Real programs in a private world: `cps-sim exec`. */
import { builtMain } from '../built.ts';
import { type ToolResult, tool } from './plugged-card.ts';

/** `cps-sim exec` with these options, beside the program behind `--`. */
export function cpsExec(options: readonly string[], program: readonly string[], input = ''): Promise<ToolResult> {
  return tool(process.execPath, [builtMain(), 'exec', ...options, '--', ...program], input);
}
