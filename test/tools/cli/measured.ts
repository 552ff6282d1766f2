/** Runs the command line as it is installed, and measures what it takes: CPU time, not time, which others at work lengthen. */
import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtMain } from '../../built.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

export interface Measured {
  readonly exitCode: number | null;
  /** The beginning. */
  readonly stdout: string;
  readonly stderr: string;
  /** User and system, all threads. */
  readonly cpuMs: number;
  /** The largest memory it has had. */
  readonly megabytes: number;
}

/**
 * Runs in the process that is measured. Where the system counts what a program had before it became another one (Linux,
 * getrusage), the peak is read elsewhere.
 */
const METER = `
import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  let kilobytes = process.resourceUsage().maxRSS;
  try { kilobytes = Number(/^VmHWM:\\s+(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
  writeFileSync(process.env.CPS_SIM_METER, JSON.stringify({ cpuMs: (user + system) / 1000, megabytes: kilobytes / 1024 }));
});`;
const METER_URL = `data:text/javascript,${encodeURIComponent(METER)}`;

const DIRECTORY = temporaryDirectory('measured-');
/** Of what is printed: as much as a test looks at. */
const KEPT = 20_000;
let runs = 0;

/** More at once would only wait for each other. */
const AT_ONCE = 2;
const lasts: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());

/** @param input path of what it reads on standard input; nothing by default */
export function measured(
  args: readonly string[],
  { input = '/dev/null', variables = {} }: { readonly input?: string; readonly variables?: NodeJS.ProcessEnv } = {},
): Promise<Measured> {
  const last = lasts.shift() ?? Promise.resolve();
  const run = last.then(() => runMeasured(args, input, variables));
  lasts.push(run.catch(() => undefined));
  return run;
}

function runMeasured(args: readonly string[], input: string, variables: NodeJS.ProcessEnv): Promise<Measured> {
  const report = join(DIRECTORY, `${runs++}.json`);
  const env = { ...process.env, ...variables, CPS_SIM_METER: report };
  const words = ['--import', METER_URL, builtMain(), ...args];
  const child = spawn(process.execPath, words, { env, stdio: [openSync(input, 'r'), 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      if (printed[name].length < KEPT) printed[name] += text;
    });
  return new Promise((resolve) => {
    child.once('close', (exitCode) => {
      resolve({
        exitCode,
        ...printed,
        ...(JSON.parse(readFileSync(report, 'utf8')) as { cpuMs: number; megabytes: number }),
      });
    });
  });
}
