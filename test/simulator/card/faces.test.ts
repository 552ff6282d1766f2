/** The contactless face of a CPS3. Expected exchanges: reference/cryptolib.md 2, 4, 10; reference/cps-facts.md (b). */
import { createPublicKey, publicDecrypt } from 'node:crypto';
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { Card } from '../../../simulator/card/card.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import { type Exchange, playExchanges, profile, state, type TestCard, testCard, VERIFY_PIN } from './test-card.ts';

const contactless = (): TestCard => testCard({ face: 'contactless' });
const SELECT_CONTACTLESS: Exchange = ['00 A4 09 0C 04 3F00 0002', '9000'];

test('each face has its answer to reset', (t) => {
  const atr = (face?: 'contact' | 'contactless') => toHex(testCard({ ...(face && { face }) }).card.getAtr());
  t.is(atr(), '3BAC00402A001225006480000310009000');
  t.is(atr('contact'), atr());
  t.is(atr('contactless'), '3B8F80010031B86404B0ECC1739401808290000E');
});

test('a card without antenna has no contactless face', (t) => {
  const { contactless: _, ...faces } = profile.faces;
  const store = new MemoryStore({ ...profile, faces }, state);
  t.throws(() => new Card({ name: 'test', store, face: 'contactless' }), { code: 'ERR_FACE' });
});

const CONVERSATIONS: Readonly<Record<string, readonly Exchange[]>> = {
  'data come at once: T=CL is T=1': [
    ['00 A4 09 04 04 3F00D003 00', '62*9000'],
    ['00 B0 0000 0C', '5A0A*9000'],
  ],
  'the application is read without a code': [
    ['00 A4 09 04 06 3F0000025031 00', '62*9000'],
    ['00 B0 0000 E7', 'A0*6282'],
    ['00 A4 09 04 06 3F0000017102 00', '62*9000'],
    ['00 B0 0000 E7', '30*6282'],
    ['00 A4 09 04 06 3F000001A003 00', '62*9000'],
    ['00 B0 0000 E7', '3082*9000'],
    ['00 A4 09 04 06 3F000001D101 00', '62*9000'],
    ['00 B0 0000 E7', 'E3*6282'],
  ],
  'there is no code': [
    [VERIFY_PIN[0], '6982'],
    ['00 24 00 01 08 3132333434333231', '6982'],
    ['00 2C 02 01 04 34333231', '6982'],
  ],
  'the counter of the code is not shown': [['00 CB 3FFF 0A 4D087006BF810102A080 00', '6982']],
  'CPS_DATA cannot be written': [
    ['00 A4 09 04 06 3F000001D107 00', '62*9000'],
    ['00 D6 0000 01 41', '6982'],
  ],
  'the keys of the contact face cannot be used': [
    ['00 A4 09 0C 04 3F00 0001', '9000'],
    ['00 22 41 A4 06 800102 840182', '9000'],
    ['00 88 0000 04 41424344 00', '6982'],
  ],
};
for (const [title, exchanges] of Object.entries(CONVERSATIONS))
  test(title, (t) => playExchanges(t, contactless(), exchanges));

for (const file of ['7001', '7002', 'A001', 'A002', 'D120'])
  test(`${file} is for the contact face alone`, (t) => {
    const select: Exchange = [`00 A4 09 04 06 3F000001${file} 00`, '62*9000'];
    playExchanges(t, contactless(), [select, ['00 B0 0000 E7', '6982']]);
  });

test('the technical key signs without a code, and only here', (t) => {
  const signing: Exchange[] = [SELECT_CONTACTLESS, ['00 22 41 A4 06 800102 840183', '9000']];
  const card = contactless();
  playExchanges(t, card, signing);
  const answer = card.send('00 88 0000 04 41424344 00');
  t.is(answer.slice(-4), '9000');
  const key = createPublicKey(state.keys['3F00/0002/03'] as never);
  t.is(toHex(publicDecrypt(key, fromHex(answer.slice(0, -4)))), '41424344');
  const contact = testCard();
  playExchanges(t, contact, [VERIFY_PIN, ...signing, ['00 88 0000 04 41424344', '6982']]);
});

test('the codes stay as they are', (t) => {
  const card = contactless();
  for (let i = 0; i < 5; i++) card.send('00 20 0001 04 30303030');
  t.deepEqual(card.store.state.referenceData, state.referenceData);
});
