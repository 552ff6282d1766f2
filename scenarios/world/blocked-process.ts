/**
 * Tells of a process that waits for a program and answers nobody meanwhile (execFileSync, spawnSync): the card lives in it,
 * so that the program waits for the card, for ever. A thread sees it, and says so where the process itself cannot.
 */
import { Worker } from 'node:worker_threads';
import type { WorldService } from './services.ts';

/** Longer than keys are made in a process of a loaded machine. */
const BLOCKED_MS = 10_000;

const SAID =
  `(node:${process.pid}) [CPS_SIM_BLOCKED] Warning: this process has answered nobody for ${BLOCKED_MS / 1000} s, and the card lives in it. ` +
  'If it waits for a program (execFileSync, spawnSync), that program waits for the card: start it with world.spawn(), or spawn and ' +
  'execFile of node:child_process\n';

const LOOKS = 10;

/** A worker of its own text: it is no file that would be looked for, or run through a loader. `process.stderr` is the main thread's. */
const SOURCE = `
const { workerData: { beats, everyMs, looks, said } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const count = new Int32Array(beats);
let last = -1, same = 0;
const timer = setInterval(() => {
  const now = Atomics.load(count, 0);
  same = now === last ? same + 1 : 0;
  last = now;
  if (same < looks) return;
  clearInterval(timer);
  try { writeSync(2, said); } catch {}
}, everyMs);
`;

/** One for all worlds of the process. */
let running: { readonly end: () => Promise<unknown>; worlds: number } | undefined;

/** Told once in the process. Neither its thread nor its timer keeps it. */
export function watchedProcess(blockedMs = BLOCKED_MS): WorldService {
  running ??= { end: watching(blockedMs), worlds: 0 };
  running.worlds += 1;
  return {
    happened() {},
    settled: () => Promise.resolve(),
    async close() {
      if (running === undefined) return;
      running.worlds -= 1;
      if (running.worlds > 0) return;
      const { end } = running;
      running = undefined;
      await end();
    },
  };
}

/** @returns what ends it */
function watching(blockedMs: number): () => Promise<unknown> {
  const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(beats);
  // As long as the machine sleeps neither of them counts.
  const everyMs = blockedMs / LOOKS;
  const beat = setInterval(() => Atomics.add(count, 0, 1), everyMs / 2).unref();
  const workerData = { beats, everyMs, looks: LOOKS, said: SAID };
  const thread = new Worker(SOURCE, { eval: true, execArgv: [], workerData });
  // A machine without room for a thread has the world all the same.
  thread.on('error', () => clearInterval(beat)).unref();
  return () => {
    clearInterval(beat);
    return thread.terminate();
  };
}
