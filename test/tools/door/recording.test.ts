/** A recording through the door: what passed, masked, nobody's; and one with a code in it, which is refused. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseRecording } from '#trace/recording.ts';
import { recordedReaders } from '../../../simulator/replay/recorded-reader.ts';
import type { Door } from '../../../tools/door/door.ts';
import { RecordedCards } from '../../../tools/door/recorded-cards.ts';
import { WorldRecording } from '../../../tools/door/world-recording.ts';
import { RawClient } from '../../simulator/resource-manager/pcsclite/raw-client.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from '../cli/cps-sim.ts';
import { ask, HEAD, opened, raw } from './opened.ts';

const RECORDING = '/worlds/main/recording';
/** Of the holder of cps3-medecin. */
const NAME = /CLAIRE/;

async function ended(door: Door): Promise<{ status: number; text: string }> {
  return raw(door, `/api${RECORDING}`, { method: 'DELETE', headers: { authorization: `Bearer ${door.token}` } });
}

const step = (door: Door, body: object) => ask(door, 'POST', '/worlds/main/steps', body);

async function readCertificate(door: Door): Promise<void> {
  await step(door, { CardReadFile: { directory: 'mscp', file: 'kxc00' }, reader: 'bureau' });
}

test('what the steps of a world do is recorded from its begin to its end, as replay takes it', async (t) => {
  const door = await opened(t);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await step(door, { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' });
  const begun = await ask(door, 'POST', RECORDING);
  t.deepEqual(begun, { status: 201, body: { identity: 'replaced', commands: 0, programs: 0 } });
  t.like(await ask(door, 'POST', RECORDING), { status: 409, body: { reason: 'recording' } });
  await step(door, { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' });
  await readCertificate(door);
  const { recording } = (await ask(door, 'GET', '/worlds/main')).body;
  t.is(recording.programs, 1);
  const { status, text } = await ended(door);
  t.is(status, 200);
  t.notRegex(Buffer.from(text.replaceAll(/[^0-9A-F]/gi, ''), 'hex').toString('latin1'), NAME);
  const { header, events, cutOff, missing } = parseRecording(text, 'recording');
  t.like(header, { identity: 'replaced', target: 'private' });
  t.deepEqual([cutOff, missing], [false, 0]);
  const [reader] = recordedReaders(events);
  t.is(reader?.name, 'bureau 00 00');
  t.truthy(reader?.atr);
  t.is(reader?.commands.length, recording.commands);
  t.false(text.includes('31323334'), 'the code is masked');
  t.like(await ended(door), { status: 404 });
  t.is((await ask(door, 'GET', '/worlds/main')).body.recording, undefined);
});

test('names are kept where that is asked for', async (t) => {
  const door = await opened(t);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await ask(door, 'POST', RECORDING, { keepIdentity: true });
  await step(door, { CardAcquireContext: {}, reader: 'bureau' });
  await readCertificate(door);
  const { header, events } = parseRecording((await ended(door)).text, 'recording');
  t.is(header?.identity, 'kept');
  const answers = events.map((event) => (event.kind === 'apdu' ? Buffer.from(event.response).toString('latin1') : ''));
  t.regex(answers.join(''), NAME);
});

test('an unmodified program is recorded; what passes is in no event of the world', async (t) => {
  const door = await opened(t);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  const { environment } = (await ask(door, 'GET', '/worlds/main')).body;
  await ask(door, 'POST', RECORDING);
  const client = new RawClient(environment.PCSCLITE_CSOCK_NAME);
  await client.version(4);
  const { card } = await client.connect(await client.establish(), 'bureau 00 00');
  await client.transmit(card, Buffer.from('00A4000C023F00', 'hex'));
  t.like((await ask(door, 'GET', '/worlds/main')).body.recording, { commands: 1, programs: 1 });
  const { text } = await ended(door);
  t.regex(text, /"00A4000C023F00"/i);
  t.regex(text, /"call":"SCardConnect"/);
  const seen = ask(door, 'POST', '/worlds/main/wait', {
    since: 0,
    for: { kind: 'apdu', origin: 'reader' },
    withinMs: 1,
  });
  t.is((await seen).status, 409);
});

test('who looks on is told that a recording begins, and that it ends', async (t) => {
  const door = await opened(t);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  const { seq } = (await ask(door, 'GET', '/worlds/main')).body;
  await ask(door, 'POST', RECORDING);
  await readCertificate(door);
  const { recording } = (await ask(door, 'GET', '/worlds/main')).body;
  await ended(door);
  const told = (action: string) =>
    ask(door, 'POST', '/worlds/main/wait', { since: seq, for: { kind: 'recording', action }, withinMs: 1000 });
  t.like(await told('begun'), { status: 200, body: { commands: 0, words: { en: 'a recording begins' } } });
  t.like(await told('ended'), { status: 200, body: { commands: recording.commands } });
});

test('one that is full says so, and keeps all that came before', (t) => {
  const told: string[] = [];
  const nobody = () => new RecordedCards({ cards: {}, file: 'x' }, () => undefined);
  const recording = new WorldRecording(
    (event) => told.push(event.kind === 'recording' ? event.action : ''),
    nobody,
    2000,
  );
  const command = (number: number) => ({
    kind: 'apdu' as const,
    origin: 'reader' as const,
    card: 'bureau 00 00',
    program: '1',
    command: Uint8Array.of(0x00, 0xb0, 0x00, number),
    response: Uint8Array.of(0x90, 0x00),
    durationMs: 1,
  });
  recording.start({}, () => {});
  for (let number = 0; number < 50; number++) recording.sink(command(number));
  const { commands = 0, full } = recording.state ?? {};
  t.true(full);
  t.true(commands > 5 && commands < 12, String(commands));
  t.deepEqual(told, ['begun', 'full']);
  const text = recording.end();
  t.true(text.length < 2500);
  const { events, cutOff, missing } = parseRecording(text, 'recording');
  t.deepEqual([cutOff, missing], [false, 0]);
  t.like(events.at(-1), { kind: 'recording', action: 'full' });
  t.deepEqual(
    events.slice(0, -1).map((event) => event.kind === 'apdu' && event.command[3]),
    Array.from({ length: commands }, (_, number) => number),
  );
  t.is(recordedReaders(events)[0]?.commands.length, commands);
  t.deepEqual(told, ['begun', 'full', 'ended']);
});

test('one with a code in clear is refused, in both languages, and kept nowhere', async (t) => {
  const door = await opened(t);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await ask(door, 'POST', RECORDING);
  await step(door, { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' });
  await step(door, { apdu: '00A4040C0431323334', reader: 'bureau' });
  const { status, text } = await ended(door);
  t.is(status, 409);
  const { code, message } = JSON.parse(text);
  t.is(code, 'ERR_RECORDING');
  t.not(message.en, message.fr);
  t.false(text.includes('1234'));
  t.is((await ended(door)).status, 404);
});

const closed = (door: Door, world = 'main') =>
  raw(door, `/api/worlds/${world}`, { method: 'DELETE', headers: { authorization: `Bearer ${door.token}` } });

test('a world that is closed gives the recording that was under way, as its end does', async (t) => {
  const door = await opened(t);
  await ask(door, 'POST', RECORDING);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await step(door, { apdu: '00A4000C023F00', reader: 'bureau' });
  const { status, headers, text } = await closed(door);
  t.is(status, 200);
  t.regex(String(headers['content-type']), /^application\/x-ndjson\b/);
  const { events, cutOff, missing } = parseRecording(text, 'recording');
  t.deepEqual([cutOff, missing], [false, 0]);
  t.is(events.filter(({ kind }) => kind === 'apdu').length, 1);
  t.like(events.at(-1), { kind: 'reader', action: 'unplugged' });
  t.is((await closed(door)).status, 404);
  await ask(door, 'POST', '/worlds', { name: 'quiet', ...HEAD });
  t.like(await closed(door, 'quiet'), { status: 204, text: '' });
});

test('a world is closed even when its recording is refused', async (t) => {
  const door = await opened(t);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await ask(door, 'POST', RECORDING);
  await step(door, { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' });
  await step(door, { apdu: '00A4040C0431323334', reader: 'bureau' });
  const { status, text } = await closed(door);
  t.is(status, 409);
  t.is(JSON.parse(text).code, 'ERR_RECORDING');
  t.is((await closed(door)).status, 404);
});

test('a recording that ends with the door is told as lost, with its world and how much was in it', async (t) => {
  const told: unknown[] = [];
  const door = await opened(t, undefined, (error) => told.push(error));
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await ask(door, 'POST', RECORDING);
  await step(door, { apdu: '00A4000C023F00', reader: 'bureau' });
  await door.close();
  t.is(told.length, 1);
  t.regex(String(told[0]), /the recording of the world 'main' \(1 command\(s\)\) is lost with the door/);
});

test('a scenario is made of one, with its expectations, and passes with the card that was recorded', async (t) => {
  const door = await opened(t);
  await step(door, { insert: 'infirmier', reader: 'pave' });
  await ask(door, 'POST', RECORDING);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await step(door, { CardAuthenticateEx: { pin: '1234' }, reader: 'bureau' });
  await readCertificate(door);
  const { text } = await ended(door);
  const profiles = { 'bureau 00 00': ['cps3-medecin'], 'pave 00 00': ['cps3-infirmier'] };
  t.like(parseRecording(text, 'recording').header, { profiles, seed: 1 });
  const place = temporaryDirectory('door-recording-');
  const [file, scenario] = [join(place, 't.jsonl'), join(place, 't.yaml')];
  writeFileSync(file, text);
  const printed = await cpsSim(['decode', '--scenario', file]);
  t.is(printed.exitCode, 0, printed.stderr);
  t.regex(printed.stdout, /cards: \{ carte: \{ profile: "cps3-medecin", seed: 1 \} \}/);
  t.true(printed.stdout.split('expect: { sw: "9000"').length > 5, printed.stdout);
  writeFileSync(scenario, printed.stdout);
  const run = await cpsSim(['run', '--target', 'in-process', scenario]);
  t.is(run.exitCode, 0, run.stdout + run.stderr);
});

test('of two readers and of a card that was swapped: what is not in the scenario is a remark', async (t) => {
  const door = await opened(t);
  await ask(door, 'POST', RECORDING);
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await step(door, { insert: 'infirmier', reader: 'pave' });
  const select = { apdu: '00A4000C023F00' };
  for (const reader of ['bureau', 'pave', 'pave']) await step(door, { ...select, reader });
  await step(door, { remove: 'infirmier' });
  await step(door, { swap: { from: 'medecin', to: 'infirmier' } });
  t.is((await step(door, { CardAcquireContext: {}, reader: 'bureau' })).status, 200);
  await readCertificate(door);
  const { text } = await ended(door);
  const file = join(temporaryDirectory('door-recording-'), 't.jsonl');
  writeFileSync(file, text);
  const { exitCode, stdout, stderr } = await cpsSim(['decode', '--scenario', file]);
  t.is(exitCode, 0, stderr);
  t.regex(stdout, /profile: "cps3-medecin"/);
  t.regex(
    stdout,
    /# a card was inserted here, one of cps3-medecin, cps3-infirmier[^\n]*\n {2}- remove: carte\n {2}- insert: carte\n/,
  );
  t.regex(stdout, /# 2 command\(s\) to 'pave 00 00' are not here/);
});

test('a world that starts anew is recorded on; what is no wish is refused', async (t) => {
  const door = await opened(t);
  t.like(await ask(door, 'POST', RECORDING, { keep: true }), { status: 422, body: { reason: 'body' } });
  await ask(door, 'POST', RECORDING);
  await ask(door, 'POST', '/worlds/main/reset');
  await step(door, { insert: 'medecin', reader: 'bureau' });
  await step(door, { apdu: '00A4000C023F00', reader: 'bureau' });
  t.is((await ask(door, 'GET', '/worlds/main')).body.recording.commands, 1);
  t.is((await ended(door)).status, 200);
});
