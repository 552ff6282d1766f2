import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import { SW } from '#iso7816/status-word.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../../../simulator/card/card.ts';
import { StatusWordError } from '../../../../simulator/card/commands/status-word-error.ts';
import { MemoryStore } from '../../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';

const profile = shippedProfile('cps3-medecin');
const state = personalise(profile, 1);

test('a refusal is an Error with its words and without a stack', (t) => {
  const error: Error = new StatusWordError(SW.FILE_NOT_FOUND, 'no such file');
  t.true(error instanceof Error);
  t.true(error instanceof StatusWordError);
  t.is(String(error), 'StatusWordError: 6A82: no such file');
  t.is(error.stack, undefined);
});

const told = test.macro((t, command: Uint8Array, sw: string, reason: string) => {
  const events: TraceEvent[] = [];
  const card = new Card({ name: 'card', store: new MemoryStore(profile, state), trace: (event) => events.push(event) });
  card.powerOn();
  t.is(toHex(card.transmit(command)), sw);
  const event = events.findLast(({ kind }) => kind === 'apdu');
  t.is(event?.kind === 'apdu' && event.reason, `${sw}: ${reason}`);
});

test('VERIFY of a wrong length', told, hex`00 20 00 01 03 313233`, '6700', 'CHV 01 takes 4 to 8 bytes');
test('no command APDU', told, hex`00 A4 04`, '6700', '3 bytes, expected at least CLA INS P1 P2');
