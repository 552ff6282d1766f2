/** A capture: its blocks, what stands in its place before, and the words for people. tshark reads it in test/real. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import { pcapng } from '../../../../scenarios/observers/trace/pcapng.ts';
import { TraceFile } from '../../../../scenarios/observers/trace/trace-file.ts';
import { temporaryDirectory } from '../../../temporary-directory.ts';

const OPTIONS = { tool: 'cps-sim 1.2.3', start: new Date('2026-01-31T12:00:00Z'), language: 'en' } as const;
const INSERTED: TraceEvent = {
  kind: 'reader',
  origin: 'reader',
  reader: 'bureau 00 00',
  action: 'card-inserted',
  card: 'medecin',
};
const ON: TraceEvent = { kind: 'power', origin: 'card', card: 'medecin', action: 'powerOn', atr: hex`3B 00` };
const OFF: TraceEvent = { kind: 'power', origin: 'card', card: 'medecin', action: 'powerOff' };
const READ: TraceEvent = {
  kind: 'apdu',
  origin: 'card',
  card: 'medecin',
  command: hex`00 B0 9D 00 02`,
  response: hex`0A FF 90 00`,
  durationMs: 0.2,
};
const OTHER: TraceEvent = { ...READ, card: 'infirmier', reason: 'no such file' };

/** Type and body of each block, whose length stands at both its ends. */
function blocksOf(file: Buffer): [type: number, body: Buffer][] {
  const blocks: [number, Buffer][] = [];
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4);
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length) throw new RangeError(`length at ${at}`);
    blocks.push([file.readUInt32LE(at), file.subarray(at + 8, at + length - 4)]);
    at += length;
  }
  return blocks;
}

async function captured(path: string, ...events: readonly TraceEvent[]): Promise<Buffer> {
  const stream = new TraceStream();
  stream.subscribe(new TraceFile('the test', path, pcapng(OPTIONS)));
  for (const event of events) stream.emit(event, { world: '1' });
  await stream.end();
  return readFileSync(path);
}

const [SECTION, INTERFACE, PACKET] = [0x0a0d0d0a, 1, 6];

test('a section, an interface for each reader before its first packet, two packets for each exchange', async (t) => {
  const path = join(temporaryDirectory('pcapng-'), 't.pcapng');
  const blocks = blocksOf(await captured(path, INSERTED, ON, READ, OTHER, OFF));
  t.deepEqual(
    blocks.map(([type]) => type),
    [SECTION, INTERFACE, PACKET, PACKET, PACKET, INTERFACE, PACKET, PACKET],
  );
  t.deepEqual(
    blocks.filter(([type]) => type === PACKET).map(([, body]) => body.readUInt32LE(0)),
    [0, 0, 0, 1, 1],
  );
  const names = blocks.filter(([type]) => type === INTERFACE).map(([, body]) => body.toString('latin1'));
  t.regex(names[0] ?? '', /bureau 00 00/);
  t.regex(names[1] ?? '', /infirmier/, 'a card whose reader nobody told');
  t.regex(String(blocks.at(-1)?.[1]), /no such file/);
});

test('each step says which repetition and which try of its scenario it is', async (t) => {
  const path = join(temporaryDirectory('pcapng-'), 't.pcapng');
  const told = { title: 'Essai', file: 'x.yaml', steps: 1, repetition: { number: 2, of: 3 } };
  const started: TraceEvent = { kind: 'scenario-started', origin: 'scenario', scenario: told };
  const step = { kind: 'step', origin: 'scenario', scenario: 'Essai', step: 'apdu', outcome: 'started' } as TraceEvent;
  const retried = { kind: 'scenario-retried', origin: 'scenario', attempt: 1, of: 2 } as TraceEvent;
  const capture = await captured(path, started, step, READ, retried, started, step, READ);
  t.deepEqual(capture.toString('latin1').match(/Essai[^\0]*: apdu/g), [
    'Essai (2/3): apdu',
    'Essai (2/3) (try 2): apdu',
  ]);
});

test('nothing happened: a section, which is a whole capture', async (t) => {
  const path = join(temporaryDirectory('pcapng-'), 't.pcapng');
  t.deepEqual(
    blocksOf(await captured(path)).map(([type]) => type),
    [SECTION],
  );
});

test('a capture is written over a capture, and over nothing else', async (t) => {
  const path = join(temporaryDirectory('pcapng-'), 't.pcapng');
  const first = await captured(path, READ, READ);
  t.true((await captured(path, READ)).length < first.length);
  writeFileSync(path, 'a letter\n');
  t.throws(() => new TraceFile('the test', path, pcapng(OPTIONS)), { code: 'ERR_FOREIGN_FILE' });
  t.is(readFileSync(path, 'utf8'), 'a letter\n');
});

test('no packet is before the one that stands before it', async (t) => {
  const path = join(temporaryDirectory('pcapng-'), 't.pcapng');
  const blocks = blocksOf(await captured(path, READ, { ...READ, durationMs: 60_000 }, READ));
  const times = blocks
    .filter(([type]) => type === PACKET)
    .map(([, body]) => (BigInt(body.readUInt32LE(4)) << 32n) | BigInt(body.readUInt32LE(8)));
  t.deepEqual(
    times,
    times.toSorted((a, b) => (a < b ? -1 : Number(a > b))),
  );
  const sinceStart = Number((times[0] ?? 0n) / 1_000_000n) - OPTIONS.start.getTime();
  t.true(sinceStart >= -60_000 && sinceStart < 60_000, `${sinceStart} ms`);
});
