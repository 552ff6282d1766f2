import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { LineFile } from '#files/line-file.ts';
import { givenPipe } from '../../named-pipe.ts';

/** As long as a line may wait for others. */
const WRITTEN_WITHIN_MS = 100;

test('a line that came while a block was being written follows it, though no other comes', async (t) => {
  const start = (path: string) =>
    spawn('sh', ['-c', 'exec 3<"$0"; read go; cat <&3', path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { child: reader, path, close } = givenPipe(start);
  const file = new LineFile(path, 1e6);
  close();
  // More than a block, and than a pipe holds.
  file.push((to) => to.text(`${'x'.repeat(300_000)}\n`));
  file.push((to) => to.text('the last\n'));
  // Set behind that of the line, and as long: when it is due, so was that one.
  await SYSTEM_CLOCK.wait(WRITTEN_WITHIN_MS);
  reader.stdin?.end('go\n');
  let read = '';
  for await (const chunk of reader.stdout ?? []) {
    read += chunk;
    if (read.endsWith('the last\n')) break;
  }
  t.is(read.length, 300_010);
  await file.end();
  await once(reader, 'exit');
});
