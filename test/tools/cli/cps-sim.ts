/** Runs the command line as a person does who has installed it. */
import { execFile, spawn } from 'node:child_process';
import { builtMain } from '../../built.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tests of a file start together; more processes than this only wait for each other. */
const AT_ONCE = 4;
let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
  running++;
  try {
    return await work();
  } finally {
    running--;
    queue.shift()?.();
  }
}

/** Variables beside those of this process. */
type Variables = Readonly<Record<string, string>>;

/** Runs to the end; standard input is empty, or `input`. */
export function cpsSim(args: readonly string[], input = '', variables: Variables = {}): Promise<Outcome> {
  return inTurn(() => runToEnd(args, input, variables));
}

function runToEnd(args: readonly string[], input: string, variables: Variables): Promise<Outcome> {
  const env = { ...process.env, ...variables };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [builtMain(), ...args], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

export interface RunningCpsSim {
  /** Resolves when standard output or standard error has said it, to all of standard output. */
  said(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Closes its standard output, as `| head` does. */
  stopReading(): void;
  readonly ended: Promise<Outcome>;
}

/** Starts a verb that runs until it is told to end. */
export function startCpsSim(args: readonly string[], input = ''): RunningCpsSim {
  const child = spawn(process.execPath, [builtMain(), ...args], { stdio: 'pipe' });
  child.stdin.on('error', () => {}); // it may end before it has read all
  child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    tell();
  });
  const ended = new Promise<Outcome>((resolve) => {
    child.once('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr }));
  });
  const said = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(stdout + stderr)) return;
        waiting.delete(look);
        resolve(stdout);
      };
      waiting.add(look);
      void ended.then(() => reject(new Error(`ended without saying ${pattern}: ${stdout}${stderr}`)));
      look();
    });
  return { said, ended, kill: (signal) => void child.kill(signal), stopReading: () => void child.stdout.destroy() };
}
