/** Get Data of a contactless reader. Source: PC/SC part 3, revision 2.01.09, 3.2.2.1.3. */
import test from 'ava';
import { fromHex, hex, toHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Card } from '../../../simulator/card/card.ts';
import { uidOf } from '../../../simulator/card/security/uid.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { CardInField } from '../../../simulator/reader/card-in-field.ts';

const profile = shippedProfile('cps3-medecin');

function inField(trace?: (event: TraceEvent) => void): CardInField {
  const store = new MemoryStore(profile, personalise(profile, 1));
  const card = new CardInField(new Card({ name: 'medecin', store, face: 'contactless' }), hex`1F A2 03 04`, trace);
  void card.powerOn();
  return card;
}

const answers = test.macro({
  exec: async (t, command: string, expected: string) => {
    t.is(toHex(await inField().transmit(fromHex(command)), ' '), expected);
  },
  title: (_, command: string) => `in the field: ${command}`,
});

test(answers, 'FFCA000000', '1F A2 03 04 90 00');
test(answers, 'FFCA0000', '1F A2 03 04 90 00');
test(answers, 'FFCA000004', '1F A2 03 04 90 00');
test(answers, 'FFCA000003', '6C 04');
test(answers, 'FFCA000005', '1F A2 03 04 62 82');
test(answers, 'FFCA00000000FF', '1F A2 03 04 62 82');
// The historical bytes of the ATR in fixtures/profiles/cps3.json.
test(answers, 'FFCA010000', '00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 90 00');
test(answers, 'FFCA01000E', '6C 0F');
test(answers, 'FFCA020000', '6A 81');
test(answers, 'FFCAF00000', '6A 81');
test(answers, 'FFCA000100', '6B 00');
test(answers, 'FFCA00000101', '67 00');
test(answers, 'FFCA00', '67 00');
// What is not Get Data goes to the card, which knows no class FF.
test(answers, 'FFB0000004', '6E 00');
test(answers, '00A4040C0BE828BD080F8025000001FF', '90 00');

test('what the reader answers is told as its own', async (t) => {
  const events: TraceEvent[] = [];
  await inField((event) => events.push(event)).transmit(hex`FF CA 00 00 00`);
  t.like(events, [{ kind: 'apdu', origin: 'reader', card: 'medecin', response: hex`1F A2 03 04 90 00` }]);
});

test('a card has always the same UID, another card another one, of the form that ISO/IEC 14443-3 has for such', (t) => {
  const uids = [1, 1, 2, 3].map((seed) => uidOf(personalise(profile, seed).contents));
  t.deepEqual(uids[0], uids[1]);
  t.is(new Set(uids.map((uid) => toHex(uid))).size, 3);
  for (const uid of uids) t.deepEqual([uid.length, (uid[0] ?? 0) & 0x0f, uid[0] === 0xff], [4, 0x0f, false]);
});
