/** The contactless face of a CPS3. Expected exchanges: reference/cryptolib.md 2, 4, 10; reference/cps-facts.md (b). */
import { createPublicKey, publicDecrypt } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { Card } from '../../../simulator/card/card.ts';
import type { DfNode, EfNode, KeyNode, Profile } from '../../../simulator/card/profile/schema.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import { type Exchange, playExchanges, profile, state, type TestCard, testCard, VERIFY_PIN } from './test-card.ts';

const contactless = (): TestCard => testCard({ face: 'contactless' });
const SELECT_KEYS: Exchange = ['00 A4 09 0C 04 3F00 0001', '9000'];
const USE_TECHNICAL_KEY: Exchange = ['00 22 41 A4 06 800102 840183', '9000'];
const AUTHENTICATE = '00 88 0000 04 41424344';

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
    SELECT_KEYS,
    ['00 22 41 A4 06 800102 840182', '9000'],
    [`${AUTHENTICATE} 00`, '6982'],
  ],
  'the key stands where its AID and OpenSC say, and not in the DF of the volet': [
    ['00 A4 09 0C 04 3F00 0002', '9000'],
    ['00 22 41 A4 06 800102 840183', '6A88'],
    SELECT_KEYS,
    ['00 CB 3FFF 0A 4D087006BF900302A080 00', '70*9000'],
    USE_TECHNICAL_KEY,
  ],
};
for (const [title, exchanges] of Object.entries(CONVERSATIONS))
  test(title, (t) => playExchanges(t, contactless(), exchanges));

for (const file of ['7001', '7002', 'A001', 'A002', 'D120'])
  test(`${file} is for the contact face alone`, (t) => {
    const select: Exchange = [`00 A4 09 04 06 3F000001${file} 00`, '62*9000'];
    playExchanges(t, contactless(), [select, ['00 B0 0000 E7', '6982']]);
  });

/** The answer holds 41424344, signed by the technical key. */
function checkSignature(t: ExecutionContext, answer: string): void {
  t.is(answer.slice(-4), '9000');
  const key = createPublicKey(state.keys['3F00/0001/03'] as never);
  t.is(toHex(publicDecrypt(key, fromHex(answer.slice(0, -4)))), '41424344');
}

test('the technical key signs without a code, and only here', (t) => {
  const card = contactless();
  playExchanges(t, card, [SELECT_KEYS, USE_TECHNICAL_KEY]);
  checkSignature(t, card.send(`${AUTHENTICATE} 00`));
  playExchanges(t, testCard(), [VERIFY_PIN, SELECT_KEYS, USE_TECHNICAL_KEY, [AUTHENTICATE, '6982']]);
});

const HIDDEN = ['0002/5031', '0002/5032', '0001/7102', '0001/7104', '0001/7106', '0001/A003'];

for (const file of HIDDEN)
  test(`${file} of the contactless volet is not read in contact`, (t) => {
    const select: Exchange = [`00 A4 09 0C 06 3F00${file.replace('/', '')}`, '9000'];
    playExchanges(t, testCard(), [VERIFY_PIN, select, ['00 B0 0000 04', '6982']]);
  });

/** The same card with its volet and technical key open in contact too. */
function openInContact(profile: Profile): void {
  const children = (df: string) => profile.mf.children[df] as DfNode;
  for (const file of HIDDEN) {
    const [df = '', fid = ''] = file.split('/');
    (children(df).children[fid] as EfNode).access.contact = '7B FF FF FF FF FF 00';
  }
  (children('0001').keys['03'] as KeyNode).access.contact = '73 FF 00 FF FF 00';
}

test('a profile may open volet and technical key in contact', (t) => {
  const card = testCard({ change: openInContact });
  for (const file of HIDDEN)
    playExchanges(t, card, [
      [`00 A4 09 0C 06 3F00${file.replace('/', '')}`, '9000'],
      ['00 B0 0000 01', '*9000'],
    ]);
  playExchanges(t, card, [SELECT_KEYS, USE_TECHNICAL_KEY, [AUTHENTICATE, '6100']]);
  checkSignature(t, card.send('00 C0 0000 00'));
});

test('the codes stay as they are', (t) => {
  const card = contactless();
  for (let i = 0; i < 5; i++) card.send('00 20 0001 04 30303030');
  t.deepEqual(card.store.state.referenceData, state.referenceData);
});
