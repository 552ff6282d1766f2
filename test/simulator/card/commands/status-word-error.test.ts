import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import { SW } from '#iso7816/status-word.ts';
import type { TraceEvent } from '#trace/event.ts';
import { eventLine } from '#trace/recording-lines.ts';
import { Card } from '../../../../simulator/card/card.ts';
import { StatusWordError } from '../../../../simulator/card/commands/status-word-error.ts';
import { MemoryStore } from '../../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';

const profile = shippedProfile('cps3-medecin');
const state = personalise(profile, 1);

test('a refusal is an Error with its words and without a stack', (t) => {
  const error = new StatusWordError(SW.FILE_NOT_FOUND, { en: 'no such file', fr: 'fichier absent' });
  t.true(error instanceof Error);
  t.true(error instanceof StatusWordError);
  t.is(String(error), 'StatusWordError: 6A82: no such file');
  t.is((error as Error).stack, undefined);
  t.is(error.messageIn('fr'), '6A82 : fichier absent');
});

test('the words of a refusal are made for who asks for them', (t) => {
  let made = 0;
  const error = new StatusWordError(SW.WRONG_LENGTH, () => {
    made += 1;
    return { en: 'too long', fr: 'trop long' };
  });
  t.is(made, 0);
  t.is(error.message, '6700: too long');
  t.is(made, 1);
});

const told = test.macro((t, command: Uint8Array, sw: string, en: string, fr: string) => {
  const events: TraceEvent[] = [];
  const card = new Card({ name: 'card', store: new MemoryStore(profile, state), trace: (event) => events.push(event) });
  card.powerOn();
  t.is(toHex(card.transmit(command)), sw);
  const event = events.findLast(({ kind }) => kind === 'apdu');
  if (event?.kind !== 'apdu') return t.fail();
  t.is(event.reason, `${sw}: ${en}`);
  t.deepEqual(event.why, { en: `${sw}: ${en}`, fr: `${sw} : ${fr}` });
  const line = eventLine({ ...event, at: 0, seq: 1 });
  t.true(line.includes(en) && !line.includes(fr), line);
});

test(
  'VERIFY of a wrong length',
  told,
  hex`00 20 00 01 03 313233`,
  '6700',
  'CHV 01 takes 4 to 8 bytes',
  'CHV 01 prend de 4 à 8 octets',
);
test(
  'no command APDU',
  told,
  hex`00 A4 04`,
  '6700',
  '3 bytes, expected at least CLA INS P1 P2',
  '3 octets, attendu : au moins CLA INS P1 P2',
);
