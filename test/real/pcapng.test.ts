/** A capture as tshark reads it, with no setting: every APDU and answer to reset, in order, with our words. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import type { StampedEvent } from '#trace/event.ts';
import { pcapng } from '../../scenarios/observers/trace/pcapng.ts';
import { TraceFile } from '../../scenarios/observers/trace/trace-file.ts';
import { keeping, play, scenariosIn } from '../scenarios/play.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const SCENARIOS = ['code-porteur', 'lecteurs', 'carte', 'pave-numerique'].map((folder) =>
  fileURLToPath(new URL(`../../scenarios/${folder}`, import.meta.url)),
);

function tshark(path: string, ...args: string[]): string[] {
  const { status, stdout, stderr } = spawnSync('tshark', ['-r', path, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').filter((line) => line !== '');
}

/** What the events hold, as one list of answers to reset, commands and answers. */
function exchanged(events: readonly StampedEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'apdu') return [toHex(event.command), toHex(event.response)];
    return event.kind === 'power' && event.atr !== undefined && event.atr.length > 0 ? [toHex(event.atr)] : [];
  });
}

test('tshark reads every APDU and answer to reset, by reader, in order of time, none malformed', async (t) => {
  const path = join(temporaryDirectory('pcapng-'), 't.pcapng');
  const events: StampedEvent[] = [];
  const capture = new TraceFile('the test', path, pcapng({ tool: 'cps-sim test', start: new Date(), language: 'en' }));
  await play(scenariosIn(SCENARIOS), { subscribers: [keeping(events), capture] });
  const fields = ['exported_pdu.exported_pdu', 'frame.interface_name', 'frame.time_epoch', 'frame.comment'];
  const rows = tshark(path, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])).map((row) => row.split('\t'));
  t.deepEqual(
    rows.map(([data = '']) => data.toUpperCase()),
    exchanged(events),
  );
  t.true(rows.length > 500, `${rows.length} packets`);
  t.deepEqual([...new Set(rows.map(([, reader]) => reader))].sort(), ['accueil 00 00', 'bureau 00 00'].sort());
  const times = rows.map(([, , time]) => Number(time));
  t.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  const comments = rows.map(([, , , comment = '']) => comment);
  t.true(comments.some((comment) => comment.includes('VERIFY') && comment.includes('63C2')));
  t.true(comments.some((comment) => comment.includes('CardAuthenticateEx (pin: ****)')));
  t.deepEqual(tshark(path, '-Y', '_ws.malformed || _ws.expert.severity == error'), []);
  t.is(tshark(path, '-Y', 'iso7816').length, rows.length, 'each is one of ISO 7816 for tshark');
});

test('no code is in it', async (t) => {
  const path = join(temporaryDirectory('pcapng-'), 't.pcapng');
  const capture = new TraceFile('the test', path, pcapng({ tool: 'cps-sim test', start: new Date(), language: 'fr' }));
  await play(scenariosIn(SCENARIOS.slice(0, 1)), { subscribers: [capture] });
  const bytes = readFileSync(path).toString('latin1');
  for (const code of ['1234', '4321', '12345678']) t.false(bytes.includes(code), code);
});
