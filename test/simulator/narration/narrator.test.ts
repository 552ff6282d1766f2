/**
 * What real clients did, told in sentences: one expected text for each transcript in fixtures/narrations (RECORD=1
 * writes them anew; read them before they are committed).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { fromHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#iso7816/trace-event.ts';
import { Narrator } from '../../../simulator/narration/index.ts';
import { shippedProfile } from '../../../simulator/personalisation/index.ts';
import { traceEvents, transcripts } from '../../transcript.ts';

const FOLDER = new URL('../../../fixtures/narrations/', import.meta.url);

function told(narrator: Narrator, events: Iterable<TraceEvent>): string[] {
  return [...[...events].flatMap((event) => narrator.narrate(event)), ...narrator.end()];
}

function golden(name: string, sentences: readonly string[]): string[] {
  const file = new URL(`${name}.txt`, FOLDER);
  if (process.env.RECORD === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, `${sentences.join('\n')}\n`);
  }
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

for (const transcript of transcripts()) {
  test(`${transcript.file} in sentences`, (t) => {
    const narrator = new Narrator({ profile: shippedProfile(transcript.card.profile) });
    const sentences = told(narrator, traceEvents(transcript));
    t.deepEqual(sentences, golden(transcript.file.replace('.txt', ''), sentences));
  });
}

test('in French', (t) => {
  const [transcript] = transcripts().filter(({ file }) => file === 'cryptolib-pin.txt');
  if (transcript === undefined) return t.fail();
  const narrator = new Narrator({ profile: shippedProfile(transcript.card.profile), language: 'fr' });
  const sentences = told(narrator, traceEvents(transcript));
  t.deepEqual(sentences, golden('cryptolib-pin.fr', sentences));
});

const apdu = (command: string, response: string): TraceEvent => ({
  kind: 'apdu',
  origin: 'card',
  card: 'test',
  command: fromHex(command),
  response: fromHex(response),
  durationMs: 0,
});

test('without a profile, by numbers and usual names', (t) => {
  const events = [
    apdu('00A40904043F002F01', '611A'),
    apdu('00C000001A', '62009000'),
    apdu('00B0000039', `${'00'.repeat(57)}9000`),
    apdu('00A4090C043F000001', '9000'),
    apdu('00A4020C02D120', '9000'),
    apdu('00B00000E7', '6982'),
    apdu('002241A406800102840182', '9000'),
    apdu('00880000044142434400', '6982'),
    apdu('0020000104', '63C2'),
    apdu('0070000001', '6D00'),
    apdu('FF', '6700'),
  ];
  t.deepEqual(told(new Narrator(), events), [
    'reads 3F00/2F01 (EF.ATR) (57 bytes)',
    'opens the application 3F00/0001',
    'reads 3F00/0001/D120: refused, code not verified',
    'wants to use a key: refused, code not verified',
    'asks the state of code porteur: not verified, 2 tries left',
    'MANAGE CHANNEL 0000 -> 6D00 INS not supported',
  ]);
});

test('it never throws and never stops telling, whatever passes', (t) => {
  const bytes = fc.uint8Array({ maxLength: 20 });
  const telling = fc.property(fc.array(fc.tuple(bytes, bytes), { maxLength: 30 }), fc.boolean(), (pairs, known) => {
    const narrator = new Narrator(known ? { profile: shippedProfile('cps3-medecin') } : {});
    const events = pairs.map(
      ([command, response]): TraceEvent => ({
        kind: 'apdu',
        origin: 'card',
        card: 'x',
        command,
        response,
        durationMs: 0,
      }),
    );
    const sentences = told(narrator, [...events, apdu('0020000104FFFFFFFF', '63C1')]);
    return /: wrong, 1 try left$/.test(sentences.at(-1) ?? '') && sentences.every((sentence) => sentence !== '');
  });
  t.notThrows(() => fc.assert(telling, { seed: 7, numRuns: 500 }));
});
