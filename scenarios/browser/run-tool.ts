/** A small program to its end. */
import { execFile } from 'node:child_process';

/** Only one that hangs takes so long. */
const LIMIT_MS = 30_000;

export interface ToolOutcome {
  readonly code: number;
  /** All that it printed. */
  readonly output: string;
}

interface ToolOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What it reads: a code is in no command line. */
  readonly input?: string;
}

export function runTool(program: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolOutcome> {
  const { input = '', ...where } = options;
  return new Promise((resolve) => {
    const child = execFile(program, args, { ...where, timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code: Number.isNaN(code) ? 1 : code, output: stdout + stderr });
    });
    child.stdin?.on('error', () => {}).end(input);
  });
}
