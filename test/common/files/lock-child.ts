/**
 * A program beside others: enters the section `count` times, and each time leaves the lock of a program that died. Now
 * and then it loses the processor between two calls of the file system.
 */
import { mkdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Release, tryLock } from '#files/index.ts';
import { withFs } from './broken-fs.ts';

const DEAD = '{"pid":4194304}'; // above the highest process number
const CALLS = ['linkSync', 'readFileSync', 'renameSync', 'rmSync'] as const;
const [folder = '', count = '0'] = process.argv.slice(2);
const [lock, inside, aside] = [join(folder, 'lock'), join(folder, 'inside'), join(folder, `dead-${process.pid}`)];
const clock = new Int32Array(new SharedArrayBuffer(4));

function pause(): void {
  if (Math.random() < 0.5) Atomics.wait(clock, 0, 0, Math.random());
}

function enter(): Release {
  for (;;) {
    const taken = withFs(CALLS, pause, () => tryLock(lock));
    if (typeof taken === 'function') return taken;
  }
}

for (let i = 0; i < Number(count); i++) {
  enter();
  mkdirSync(inside); // EEXIST when another one is inside
  pause();
  rmdirSync(inside);
  // Windows replaces no file that others read.
  if (process.platform === 'win32') writeFileSync(lock, DEAD);
  else {
    writeFileSync(aside, DEAD);
    renameSync(aside, lock);
  }
}
writeFileSync(1, 'done');
