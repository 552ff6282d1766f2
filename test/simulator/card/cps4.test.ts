/** The CPS4 as its one client uses it. Expected exchanges: reference/cryptolib.md 9, reference/cps-facts.md (c). */
import { constants, createPublicKey, type KeyObject, publicDecrypt, publicEncrypt, verify } from 'node:crypto';
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { type Exchange, playExchanges, type TestCard, testCard } from './test-card.ts';

const state = personalise(shippedProfile('cps4-medecin'), 1);
const publicKeyOf = (reference: string): KeyObject =>
  createPublicKey(state.keys[`3F00/0001/${reference}`] as KeyObject);

const OPEN: Exchange = ['01 A4 04 0C 08 8025000001FF0100', '9000'];
const APPLICATION: Exchange = ['01 A4 08 00 02 0001 00', '6F*9000'];
const VERIFY: Exchange = ['01 20 00 01 04 31323334', '9000'];
const VERIFY_PUK: Exchange = ['01 20 00 02 08 3132333435363738', '9000'];

function openedCard(...exchanges: readonly Exchange[]): TestCard {
  const card = testCard({ profile: 'cps4-medecin' });
  card.send(OPEN[0]);
  for (const [command] of exchanges) card.send(command);
  return card;
}

const CONVERSATIONS: Readonly<Record<string, readonly Exchange[]>> = {
  'channel 1 is closed until SELECT by DF name opens it': [
    ['01 20 00 01', '6881'],
    ['01 A4 08 00 02 D003 00', '6881'],
    OPEN,
    ['01 A4 08 00 02 D003 00', '6F*9000'],
  ],
  'a SELECT that fails opens nothing': [
    ['01 A4 04 0C 04 AABBCCDD', '6A82'],
    ['01 20 00 01', '6881'],
  ],
  'the card has no channel 2, and takes no further interindustry class': [
    ['02 A4 04 0C 08 8025000001FF0100', '6881'],
    ['41 A4 04 0C 08 8025000001FF0100', '6881'],
  ],
  'each channel has its current file': [
    OPEN,
    ['01 A4 08 00 02 D003 00', '6F*9000'],
    ['00 A4 00 0C 02 2F00', '9000'],
    ['01 B0 0000 00', '5A0A*9000'],
    ['00 B0 0000 00', '61*9000'],
  ],
  'the card manager is there': [['01 A4 04 0C 07 A0000001510000', '9000']],
  'files by their path below the MF, answered with FCI': [
    OPEN,
    ['01 A4 08 00 04 0001 5031 00', '6F*9000'],
    ['01 B0 0000 00', 'A8*9000'],
    APPLICATION,
  ],
  'VERIFY without data always gives the tries': [
    OPEN,
    ['01 20 00 01', '63C3'],
    ['01 20 00 01 04 30303030', '63C2'],
    ['01 20 00 01', '63C2'],
    VERIFY,
    ['01 20 00 01', '63C3'],
    ['01 20 00 02', '63CA'],
  ],
  'the code is changed by VERIFY and a new code alone': [
    OPEN,
    ['01 24 01 01 04 34333231', '6982'],
    VERIFY,
    ['01 24 01 01 04 34333231', '9000'],
    ['01 20 00 01 04 31323334', '63C2'],
    ['01 20 00 01 04 34333231', '9000'],
  ],
  'a new code that is none changes nothing': [
    OPEN,
    VERIFY,
    ['01 24 01 01 03 343332', '6700'],
    ['01 24 01 01 04 41424344', '6A80'],
    VERIFY,
  ],
  'the code is unblocked in one step and then replaced': [
    OPEN,
    ['01 20 00 01 04 30303030', '63C2'],
    ['01 20 00 01 04 30303030', '63C1'],
    ['01 20 00 01 04 30303030', '63C0'],
    ['01 20 00 01', '6983'],
    ['01 2C 03 81', '6982'],
    VERIFY_PUK,
    ['01 2C 03 81', '9000'],
    ['01 24 01 01 04 34333231', '9000'],
    ['01 20 00 01 04 34333231', '9000'],
  ],
  'a blocked code cannot be replaced before it is unblocked': [
    OPEN,
    ['01 20 00 01 04 30303030', '63C2'],
    ['01 20 00 01 04 30303030', '63C1'],
    ['01 20 00 01 04 30303030', '63C0'],
    VERIFY_PUK,
    ['01 24 01 01 04 34333231', '6983'],
  ],
  'MSE SET: key and algorithm in 91, behind P1 81 for a signature alone': [
    OPEN,
    APPLICATION,
    ['01 22 81 B6 04 9102 2890', '9000'],
    ['01 22 41 B6 04 9102 2810', '9000'],
    ['01 22 81 B6 04 9102 2899', '6A88'],
    ['01 22 81 B6 04 9102 4290', '6A80'],
    ['01 22 81 B6 04 9102 28A0', '6A80'],
    ['01 22 81 B6 03 9101 28', '6A80'],
    ['01 22 81 B6 07 9102 2890 800128', '6A80'],
    ['01 22 81 B8 03 830120', '6A81'],
    ['01 22 41 B8 03 830120', '9000'],
  ],
  'a key is not used without the code': [
    OPEN,
    APPLICATION,
    ['01 22 81 B6 04 9102 2890', '9000'],
    [`01 2A 9E 9A 20 ${'41'.repeat(32)} 00`, '6982'],
    ['01 22 41 B8 03 830120', '9000'],
    [`11 2A 80 86 FF ${'00'.repeat(255)}`, '9000'],
    ['01 2A 80 86 01 05 00', '6982'],
  ],
};
for (const [title, exchanges] of Object.entries(CONVERSATIONS))
  test(title, (t) => playExchanges(t, testCard({ profile: 'cps4-medecin' }), exchanges));

const signature = test.macro({
  exec(t, algorithm: string, key: '10' | '20', hash: 'sha1' | 'sha256', pss: boolean) {
    const { send } = openedCard(VERIFY, APPLICATION, [
      `01 22 81 B6 04 9102 ${algorithm} ${key === '10' ? '90' : 'A0'}`,
      '9000',
    ]);
    const digest = hash === 'sha1' ? SHA1_OF_ABC : SHA256_OF_ABC;
    const answer = send(`01 2A 9E 9A ${toHex(Uint8Array.of(digest.length / 2))} ${digest} 00`);
    t.is(answer.slice(-4), '9000');
    const padding = pss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
    const publicKey = { key: publicKeyOf(key), padding, ...(pss && { saltLength }) };
    t.true(verify(hash, Buffer.from('abc'), publicKey, fromHex(answer.slice(0, -4))));
  },
  title: (_, algorithm, key, hash, pss) => `algorithm ${algorithm}, key ${key}: ${pss ? 'PSS' : 'PKCS#1'} with ${hash}`,
});
// Source: FIPS 180-4, examples.
const SHA1_OF_ABC = 'A9993E364706816ABA3E25717850C26C9CD0D89D';
const SHA256_OF_ABC = 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD';
test(signature, '0A', '10', 'sha1', false);
test(signature, '28', '10', 'sha256', false);
test(signature, '15', '10', 'sha1', true);
test(signature, '2C', '10', 'sha256', true);
test(signature, '15', '20', 'sha1', true);
test(signature, '2C', '20', 'sha256', true);

test('two PSS signatures of the same digest differ: the salt is random', (t) => {
  const { send } = openedCard(VERIFY, APPLICATION, ['01 22 81 B6 04 9102 2C90', '9000']);
  const sign = (): string => send(`01 2A 9E 9A 20 ${SHA256_OF_ABC} 00`);
  t.not(sign(), sign());
});

test('DECIPHER with the authentication key is raw RSA, chained without padding indicator', (t) => {
  const { send } = openedCard(VERIFY, APPLICATION, ['01 22 41 B8 03 830120', '9000']);
  const cryptogram = toHex(
    publicEncrypt({ key: publicKeyOf('20'), padding: constants.RSA_PKCS1_PADDING }, Buffer.from('secret')),
  );
  t.is(send(`11 2A 80 86 FF ${cryptogram.slice(0, 510)}`), '9000');
  const block = send(`01 2A 80 86 01 ${cryptogram.slice(510)} 00`);
  t.regex(block, /^0002([0-9A-F]{2})+00736563726574(9000)$/);
  t.is(block.length, 2 * 258);
});

test('raw RSA signs what the host has padded', (t) => {
  const { send } = openedCard(VERIFY, APPLICATION, ['01 22 41 B8 03 830120', '9000']);
  const block = `0001${'FF'.repeat(249)}0041424344`;
  t.is(send(`11 2A 80 86 FF ${block.slice(0, 510)}`), '9000');
  const answer = send(`01 2A 80 86 01 ${block.slice(510)} 00`);
  t.is(toHex(publicDecrypt(publicKeyOf('20'), fromHex(answer.slice(0, -4)))), '41424344');
});

test('the card that speaks T=0 alone fetches data on the same channel', (t) => {
  playExchanges(t, testCard({ profile: 'cps4-medecin-t0' }), [
    OPEN,
    ['01 A4 08 00 02 D003', '61*'],
    ['00 C0 0000 24', '6985'],
    ['01 C0 0000 27', '6F*9000'],
    ['01 20 00 01 00', '63C3'],
  ]);
});

test('channels 4 to 19 are those of the further interindustry class, on a card that has so many', (t) => {
  const card = testCard({
    profile: 'cps4-medecin',
    change: ({ behaviour }) => {
      behaviour.supplementaryChannels = 19;
    },
  });
  playExchanges(t, card, [
    ['40 A4 04 0C 08 8025000001FF0100', '9000'],
    ['40 20 00 01', '63C3'],
    ['41 20 00 01', '6881'],
    ['4F A4 04 0C 08 8025000001FF0100', '9000'],
    ['4F 20 00 01', '63C3'],
    ['60 A4 04 0C 08 8025000001FF0100', '6882'],
  ]);
});

test('a code verified on one channel is verified for the card', (t) => {
  playExchanges(t, testCard({ profile: 'cps4-medecin' }), [
    OPEN,
    VERIFY,
    ['00 A4 08 0C 04 0001 D120', '9000'],
    ['00 B0 0000 00', 'EE*9000'],
  ]);
});

const MANAGER: Exchange = ['01 A4 04 0C 07 A0000001510000', '9000'];
const CPS2TER: Exchange = ['00 A4 04 0C 08 8025000001FF0002', '9000'];
const refusesReselection = (): TestCard =>
  testCard({
    profile: 'cps4-medecin',
    change: ({ behaviour }) => {
      behaviour.reselection = '6985';
    },
  });

test('by default the application that a channel has open is selected again', (t) => {
  playExchanges(t, testCard({ profile: 'cps4-medecin' }), [OPEN, APPLICATION, OPEN]);
});

// Source: reference/cryptolib.md 9.7, the way back to the card's application.
test('a profile may refuse that with 6985, until the card manager was selected in between', (t) => {
  const refused: Exchange = [OPEN[0], '6985'];
  const card = refusesReselection();
  playExchanges(t, card, [OPEN, refused, APPLICATION, refused, MANAGER, CPS2TER, OPEN, refused]);
  card.card.reset();
  playExchanges(t, card, [OPEN, VERIFY]);
});

test('only there: not on the basic channel, and a refusal changes nothing', (t) => {
  const basic: Exchange = ['00 A4 04 0C 08 8025000001FF0100', '9000'];
  playExchanges(t, refusesReselection(), [
    basic,
    basic,
    OPEN,
    APPLICATION,
    VERIFY,
    [OPEN[0], '6985'],
    ['01 A4 08 00 04 0001 D120 00', '6F*9000'],
    ['01 B0 0000 00', 'EE*9000'],
  ]);
});

test('power off and reset close the channels', (t) => {
  const { card, send } = openedCard();
  card.reset();
  t.is(send('01 20 00 01'), '6881');
});

test('ATR of production, and the one of T=0', (t) => {
  const atr = (profile: string) => toHex(testCard({ profile }).card.getAtr());
  t.is(atr('cps4-medecin'), '3B9B188001001225006480040100009044');
  t.is(atr('cps4-medecin-t0'), '3BDC18FF000012250064800004010090' + '00');
});

test('a CPS3 takes none of it', (t) => {
  playExchanges(t, testCard(), [
    ['01 A4 04 0C 08 8025000001FF0100', '6881'],
    ['00 20 00 01 04 31323334', '9000'],
    ['00 20 00 01 00', '9000'],
    ['00 24 01 01 04 34333231', '6B00'],
    ['00 A4 09 0C 04 3F000001', '9000'],
    ['00 22 81 B6 04 91024281', '6A81'],
    ['00 22 41 B6 04 91024281', '6A80'],
    ['00 22 41 B8 03 840182', '9000'],
    [`10 2A 80 86 FF ${'00'.repeat(255)}`, '9000'],
    ['00 2A 80 86 01 05', '6985'],
  ]);
});
