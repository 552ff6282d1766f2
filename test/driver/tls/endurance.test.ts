/** Hundreds of handshakes: memory stays where it was, and behind them neither a thread nor a handle is left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const PROGRAM = fileURLToPath(new URL('./many-handshakes.ts', import.meta.url));
const HANDSHAKES = 400;
const MB = 1_048_576;
/** Of the thread of the program; seen: 1.1 on Node 24. */
const MOST_HEAP = 3 * MB;
/** One kept for each handshake would be hundreds. */
const A_FEW = 20;
/** Of all threads, whose collectors nobody calls. */
const MOST_RSS = 60 * MB;

test('400 handshakes: memory stays where it was, no thread and no handle is left', async (t) => {
  t.timeout(180_000);
  const args = ['--expose-gc', '--import=tsx', PROGRAM];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill());
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  t.is(code, 0, 'it ends by itself, as no thread and no handle holds it');
  const { served, heapGrowth, rssGrowth, open, stillOpen } = JSON.parse(said);
  t.is(served, HANDSHAKES);
  t.true(heapGrowth < MOST_HEAP, `heap grew by ${(heapGrowth / MB).toFixed(1)} MB`);
  t.true(rssGrowth < MOST_RSS, `the process grew by ${(rssGrowth / MB).toFixed(1)} MB`);
  // What loads TypeScript has pipes of its own, which come and go; the last handles are closing while they are counted.
  const count = (handles: readonly string[], kind: string) => handles.filter((one) => one === kind).length;
  for (const kind of ['MessagePort', 'TCPSocketWrap', 'Timeout'])
    t.true(count(stillOpen, kind) < count(open, kind) + A_FEW, `${kind}: ${stillOpen}`);
});
