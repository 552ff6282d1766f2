/** What is written of a recording: no code, nobody's name, and what a program still needs. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { ascii, type Bytes, concat, fromHex, toHex, uint16 } from '#iso7816/bytes.ts';
import type { ApduEvent, StampedEvent } from '#trace/event.ts';
import { parseRecording, type Recording } from '#trace/recording.ts';
import { withoutHolder } from '../../../../scenarios/observers/recording/hidden-data.ts';
import { Recorder } from '../../../../scenarios/observers/recording/recorder.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';

const HEADER = { tool: 'cps-sim test', start: '2026-01-01T00:00:00.000Z' } as const;
const CONTENTS = personalise(shippedProfile('cps3-medecin'), 1).contents;

function apdu(command: Bytes, response: Bytes): StampedEvent & ApduEvent {
  const told = { kind: 'apdu', origin: 'reader', card: 'bureau 00 00', program: 'program 1', durationMs: 0 } as const;
  return { ...told, command, response, at: 0, seq: 1 };
}

const success = (data: Bytes) => concat(data, uint16(0x9000));

/** A file as programs read it: selected, then pieces of 200 bytes. */
function reading(fid: string, content: Bytes): (StampedEvent & ApduEvent)[] {
  const pieces = Array.from({ length: Math.ceil(content.length / 200) }, (_, i) => 200 * i);
  const read = (at: number) => concat(fromHex('00B0'), uint16(at), fromHex('C8'));
  return [
    apdu(fromHex(`00A4020C02${fid}`), uint16(0x9000)),
    ...pieces.map((at) => apdu(read(at), success(content.subarray(at, at + 200)))),
  ];
}

function recording(events: readonly StampedEvent[], identity: 'kept' | 'replaced', code?: Bytes): Recording {
  const recorder = new Recorder();
  for (const event of events) recorder.event(event);
  if (code !== undefined) recorder.codes(code);
  return parseRecording(recorder.text({ ...HEADER, identity }), 't.jsonl');
}

/** The data of the answers, without the first one. */
function readBack({ events }: Recording): Bytes {
  return concat(...events.slice(1).flatMap((event) => (event.kind === 'apdu' ? [event.response.subarray(0, -2)] : [])));
}

function contentOf(path: string): Bytes {
  const content = CONTENTS[path];
  if (content === undefined) throw new Error(`${path} is not there`);
  return content;
}

const CERTIFICATES = Object.entries(CONTENTS).flatMap(([path, content]) => {
  return content !== undefined && content[0] === 0x30 && content[4] === 0x30 && content.length > 900 ? [path] : [];
});

test('the name of a card file is in no recording of nobody', (t) => {
  const card = 'marie-martin.cps.json';
  const inserted = { kind: 'reader', origin: 'reader', reader: 'bureau 00 00', action: 'card-inserted', card } as const;
  const named = (identity: 'kept' | 'replaced') => recording([{ ...inserted, at: 0, seq: 1 }], identity).events[0];
  t.like(named('replaced'), { ...inserted, card: 'bureau 00 00' });
  t.like(named('kept'), inserted);
});

test('a program that sent no command has called all the same', (t) => {
  const recorder = new Recorder();
  const call = {
    kind: 'pcsc',
    origin: 'reader',
    call: 'SCardConnect',
    result: 'SCARD_S_SUCCESS',
    durationMs: 0,
  } as const;
  recorder.event({ ...call, program: 'program 1', at: 0, seq: 1 });
  recorder.event({ ...apdu(fromHex('0084000008'), uint16(0x6d00)), program: 'program 2' });
  t.deepEqual([recorder.programs, recorder.commands], [2, 1]);
});

test('a certificate read in pieces is still one, of nobody, with its key', (t) => {
  t.true(CERTIFICATES.length >= 2);
  for (const path of CERTIFICATES) {
    const content = contentOf(path);
    const before = new X509Certificate(content);
    const after = new X509Certificate(readBack(recording(reading('7001', content), 'replaced')));
    t.deepEqual(after.publicKey.export({ format: 'jwk' }), before.publicKey.export({ format: 'jwk' }));
    t.notRegex(after.subject.replace(/\w+=/g, ''), /[A-WYZa-wyz1-9]/);
    t.not(after.subject, before.subject);
    t.regex(after.serialNumber, /^010*$/);
    t.is(readBack(recording(reading('7001', content), 'kept')).length, content.length);
    t.deepEqual(readBack(recording(reading('7001', content), 'kept')), content);
  }
});

test('nothing of the holder is left in any file of a card', (t) => {
  const profile = shippedProfile('cps3-medecin');
  const all = Object.values(CONTENTS).map((content) => Buffer.from(withoutHolder(content ?? new Uint8Array(0))));
  const text = all.map((bytes) => bytes.toString('latin1')).join('\n');
  const originals = Object.values(CONTENTS)
    .map((content) => Buffer.from(content ?? []).toString('latin1'))
    .join('\n');
  const names = ['CLAIRE', 'MEDECIN'].filter((name) => originals.toUpperCase().includes(name));
  t.true(names.length > 0, profile.name);
  for (const name of names) t.false(text.toUpperCase().includes(name), name);
  const serial = toHex(contentOf('3F00/D003')).slice(14, 22);
  t.false(all.some((bytes) => toHex(bytes).includes(serial)));
});

test('what programs find their way by stays', (t) => {
  for (const path of ['3F00/2F00', '3F00/2F01', '3F00/0001/5031'])
    t.deepEqual(withoutHolder(contentOf(path)), contentOf(path));
});

test('the access rules of a key, a code and a file stay', (t) => {
  const docp = '7010BF81010CA00AA1088C06F3000013FF00';
  const answers = [
    '700DBF8101097F4106800108810104',
    docp,
    '62228002002482010183025031A1128C077B45FFFFFF45009C077BFFFFFFFFFF00',
  ];
  for (const answer of answers) t.is(toHex(withoutHolder(fromHex(answer))), answer);
});

test('the UID that a reader tells is not written', (t) => {
  const [event] = recording([apdu(fromHex('FFCA000000'), success(fromHex('01020304')))], 'replaced').events;
  t.is(event?.kind === 'apdu' && toHex(event.response), '000000009000');
});

const VERIFY = apdu(fromHex('00200001042A2A2A2A'), uint16(0x9000));

test('a code in another command: the recording is refused, and the message shows no code', (t) => {
  const hidden = apdu(fromHex('80D00000053132333499'), uint16(0x9000));
  const error = t.throws(() => recording([VERIFY, hidden], 'kept', ascii('1234')), { code: 'ERR_RECORDING' });
  t.regex(error?.message ?? '', /^event 2 \(80D00000\) holds a code in clear/);
  t.notRegex(error?.message ?? '', /1234|31323334/);
  t.notThrows(() => recording([VERIFY, hidden], 'kept', ascii('5678')));
});

test('a code that nobody has masked: refused', (t) => {
  t.throws(() => recording([apdu(fromHex('002000010431323334'), uint16(0x9000))], 'kept'), { code: 'ERR_RECORDING' });
});

test('what a card tells of itself is not in the recording a second time', (t) => {
  t.is(recording([{ ...VERIFY, origin: 'card' }, VERIFY], 'kept').events.length, 1);
});
