/** The trace in a file: whole at every end, and what becomes of it when the disk is full, slow or gone. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { parseRecording } from '#trace/recording.ts';
import { TraceStream } from '#trace/stream.ts';
import { jsonLines } from '../../../../scenarios/observers/trace/json-lines.ts';
import { TraceFile } from '../../../../scenarios/observers/trace/trace-file.ts';
import { givenPipe } from '../../../named-pipe.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const HEADER = { tool: 'cps-sim 1.2.3', start: '2026-01-31T12:00:00.000Z' };
const EVENT: TraceEvent = {
  kind: 'apdu',
  origin: 'card',
  card: 'medecin',
  command: hex`00 B0 9D 00 02`,
  response: hex`0A FF 90 00`,
  durationMs: 0.2,
};

function traced(path: string, options?: ConstructorParameters<typeof TraceFile>[3]): TraceStream {
  const stream = new TraceStream({ onLost: () => {} });
  stream.subscribe(new TraceFile(`--trace ${path}`, path, jsonLines(HEADER), options));
  return stream;
}

function emit(stream: TraceStream, count: number): void {
  for (let i = 0; i < count; i++) stream.emit(EVENT);
}

function lossOf(stream: TraceStream): { readonly name: string; readonly code: unknown; readonly message: string } {
  const [{ name, error } = { name: '', error: undefined }] = stream.lost;
  const { message = '', cause } = (error ?? {}) as Error;
  return { name, code: (cause as NodeJS.ErrnoException | undefined)?.code, message };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

for (const count of [0, 1, 20_000]) {
  test(`a normal end: ${count} events, in order, and the header`, async (t) => {
    const path = join(temporaryDirectory('trace-'), 't.jsonl');
    const stream = traced(path);
    const first = Math.floor(count / 2);
    emit(stream, first);
    await turn();
    emit(stream, count - first);
    await stream.end();
    const { header, events, missing, cutOff } = parseRecording(readFileSync(path, 'utf8'), path);
    t.deepEqual(header as unknown, HEADER);
    t.deepEqual(
      events.map(({ seq }) => seq),
      numbers(events.length),
    );
    t.deepEqual([events.length, missing, cutOff, stream.lost.length], [count, 0, false, 0]);
  });
}

test('a full disk: those who tell do not notice, and the end says the file and how many are lost', async (t) => {
  const stream = traced('/dev/full');
  emit(stream, 5000);
  await turn();
  emit(stream, 1);
  await stream.end();
  const { name, code, message } = lossOf(stream);
  t.deepEqual([name, code], ['--trace /dev/full', 'ENOSPC']);
  t.regex(message, /^\/dev\/full: .*5001 events are not in it/);
});

/** A pipe and who reads it: shell commands with the pipe as file 3. */
function pipe(reader: string) {
  return givenPipe((path) =>
    spawn('sh', ['-c', `exec 3<"$0"; ${reader}`, path], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
}

test('a reader that goes away', async (t) => {
  const { path, child, close } = pipe('head -n 1 <&3');
  const stream = traced(path);
  close();
  emit(stream, 1);
  await once(child, 'exit');
  emit(stream, 10);
  await stream.end();
  t.deepEqual([lossOf(stream).name, lossOf(stream).code], [`--trace ${path}`, 'EPIPE']);
});

test('a disk that is too slow: no more is kept than may wait, and all that is lost is counted', async (t) => {
  const { path, child, close } = pipe('read go; cat <&3');
  const stream = traced(path, { backlog: 100_000 });
  close();
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  for (let i = 0; i < 30; i++) {
    emit(stream, 200);
    await turn();
  }
  child.stdin?.end('go\n');
  await stream.end();
  await once(child, 'close');
  const { events, cutOff } = parseRecording(output, path);
  t.false(cutOff);
  t.deepEqual(
    events.map(({ seq }) => seq),
    numbers(events.length),
  );
  t.true(lossOf(stream).message.includes(` ${6000 - events.length} events`), lossOf(stream).message);
});

const CHILD = `
  const { TraceStream } = await import('#trace/stream.ts');
  const { TraceFile } = await import('./scenarios/observers/trace/trace-file.ts');
  const { jsonLines } = await import('./scenarios/observers/trace/json-lines.ts');
  const stream = new TraceStream();
  stream.subscribe(new TraceFile('--trace t', process.argv[1], jsonLines(${JSON.stringify(HEADER)})));
  const told = () => stream.emit({ kind: 'fault', origin: 'card', card: 'a', message: 'x'.repeat(1000) });
  for (let i = 0; i < 500; i++) told();
  await new Promise(setImmediate);
  for (let i = 0; i < 500; i++) told();
`;

const ended = test.macro({
  exec(t, how: string, status: number | null, signal: string | null) {
    const path = join(temporaryDirectory('exit-'), 't.jsonl');
    const args = ['--import=tsx', '--input-type=module', '-e', `${CHILD}\n${how}`, path];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8' });
    t.deepEqual([child.status, child.signal], [status, signal], child.stderr);
    const { events, missing, cutOff } = parseRecording(readFileSync(path, 'utf8'), path);
    t.deepEqual([events.length, missing, cutOff], [1000, 0, false]);
  },
  title: (_, how: string) => `a process that ends early leaves a whole file: ${how}`,
});
test(ended, 'process.exit(3)', 3, null);
test(ended, 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 60_000)', null, 'SIGTERM');
test(ended, 'process.kill(process.pid, "SIGINT"); setTimeout(() => {}, 60_000)', null, 'SIGINT');
test(ended, 'process.kill(process.pid, "SIGQUIT"); setTimeout(() => {}, 60_000)', null, 'SIGQUIT');
test(
  ended,
  'process.once("SIGTERM", () => process.exit(4)); process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 60_000)',
  4,
  null,
);

test('a process that ends early says what is lost', (t) => {
  const args = ['--import=tsx', '--input-type=module', '-e', `${CHILD}\nprocess.exit(0)`, '/dev/full'];
  t.regex(spawnSync(process.execPath, args, { encoding: 'utf8' }).stderr, /\/dev\/full: .*1000 events are not in it/);
});
