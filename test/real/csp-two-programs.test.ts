/**
 * Two programs on one card, ten workers in all, each with a CSP of its own, five hundred operations each: no wrong
 * result, no deadlock, no try lost, and no error but those that are meant.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { pluggedCard } from './plugged-card.ts';

const PROGRAMS = 2;
const WORKERS = 5;
const OPERATIONS = 500;
/** A program that takes longer is in a deadlock: it is killed, and has no exit code then. */
const DEADLOCK_MS = 480_000;
const CHILD = fileURLToPath(new URL('csp-workers.ts', import.meta.url));

/** What may come of each operation; a stranger never signs. */
const ALLOWED: readonly string[] = [
  'sign: right',
  'read: right',
  'enumerate: right',
  'acquireAgain: right',
  'reset: right',
  'signAsStranger: NTE_SILENT_CONTEXT',
];

interface Ended {
  readonly code: number | null;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly stderr: string;
}

async function program(seed: number): Promise<Ended> {
  const args = ['--import=tsx', CHILD, String(WORKERS), String(OPERATIONS), String(seed)];
  // A thread of the pool for each handle that may wait for the card.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '32' };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: DEADLOCK_MS, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, outcomes: code === 0 ? JSON.parse(stdout) : {}, stderr };
}

test('two programs, ten workers, five thousand operations on one card', async (t) => {
  t.timeout(DEADLOCK_MS + 60_000);
  await using card = await pluggedCard('cps3-medecin', 1);
  const ended = await Promise.all(Array.from({ length: PROGRAMS }, (_, i) => program(i + 1)));
  for (const { code, stderr } of ended) {
    if (code !== 0) t.log(stderr);
    t.is(code, 0);
  }
  const all = ended.flatMap(({ outcomes }) => Object.entries(outcomes));
  t.log(JSON.stringify(ended.map(({ outcomes }) => outcomes)));
  t.deepEqual(
    all.map(([outcome]) => outcome).filter((outcome) => !ALLOWED.includes(outcome)),
    [],
  );
  t.is(
    all.reduce((sum, [, times]) => sum + times, 0),
    PROGRAMS * WORKERS * OPERATIONS,
  );
  t.is(card.store.state.referenceData['01']?.triesRemaining, 3);
});
