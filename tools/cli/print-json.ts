/** What a verb prints for programs with `--json`; the shapes stand in docs/json.md. */
import { terminalLines } from '#common/terminal-text.ts';

/** One value on standard output, indented by two. */
export function printJson(value: unknown): void {
  console.log(terminalLines(JSON.stringify(value, null, 2)));
}
