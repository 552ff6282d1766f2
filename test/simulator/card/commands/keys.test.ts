/** MANAGE SECURITY ENVIRONMENT, PERFORM SECURITY OPERATION, INTERNAL AUTHENTICATE. */
import { constants, createHash, createPublicKey, createVerify, publicDecrypt, publicEncrypt } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { ascii, type Bytes, concat, fromHex, hex, toHex } from '#iso7816/bytes.ts';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import {
  type Exchange,
  playExchanges,
  SELECT_APPLICATION,
  SELECT_MF,
  state,
  type TestCard,
  type TestCardOptions,
  t1,
  testCard,
  VERIFY_PIN,
  WRONG_PIN,
} from '../test-card.ts';

const exchanges = test.macro<[readonly Exchange[], TestCardOptions?]>((t, list, options) =>
  playExchanges(t, testCard(options), list),
);

function publicKeyOf(path: string) {
  const key = state.keys[path];
  if (key === undefined) throw new Error(`no key ${path}`);
  return createPublicKey(key);
}
const SIGNATURE_KEY = publicKeyOf('3F00/0001/01');
const AUTHENTICATION_KEY = publicKeyOf('3F00/0001/02');

const MSE_AUTHENTICATE: Exchange = ['00 22 41 A4 06 80 01 02 84 01 82', '9000'];
const MSE_DECIPHER: Exchange = ['00 22 41 B8 06 80 01 1A 84 01 82', '9000'];
const mseSign = (algorithm: string): Exchange => [`00 22 41 B6 06 80 01 ${algorithm} 84 01 81`, '9000'];
const mseHash = (algorithm: string): Exchange => [`00 22 41 AA 03 80 01 ${algorithm}`, '9000'];
const TEXT_DIGEST = toHex(new Uint8Array(createHash('sha256').update('ordonnance').digest()));
const SIGN_DIGEST = `00 2A 9E 9A 20 ${TEXT_DIGEST}`;
const lc = (data: Bytes): string => toHex(Uint8Array.of(data.length));

/** The 256 bytes that wait after 6100. */
function fetch(t: ExecutionContext, card: TestCard): Bytes {
  const response = card.send('00 C0 00 00 00');
  t.true(response.endsWith('9000'));
  return fromHex(response.slice(0, -4));
}

// Source of the commands: reference/opensc-cpx.md 9, reference/cryptolib.md 8.
test('INTERNAL AUTHENTICATE pads the data as given', (t) => {
  const card = testCard();
  const digestInfo = `3031300D060960864801650304020105000420${TEXT_DIGEST}`;
  playExchanges(t, card, [
    SELECT_APPLICATION,
    ['00 22 41 A4 06 84 01 82 80 01 02', '9000'],
    VERIFY_PIN,
    [`00 88 00 00 33 ${digestInfo}`, '6100'],
  ]);
  const signature = fetch(t, card);
  t.is(toHex(new Uint8Array(publicDecrypt(AUTHENTICATION_KEY, signature))), digestInfo);
});
test('INTERNAL AUTHENTICATE takes 1 to 102 bytes', exchanges, [
  SELECT_APPLICATION,
  MSE_AUTHENTICATE,
  VERIFY_PIN,
  [`00 88 00 00 66 ${'AA'.repeat(102)}`, '6100'],
  [`00 88 00 00 67 ${'AA'.repeat(103)}`, '6700'],
  ['00 88 00 00 00', '6700'],
  ['00 88 02 82 01 AA', '6B00'],
  ['00 88 02 00 01 AA', '6B00'],
  ['00 88 00 82 01 AA', '6B00'],
]);
test('a key needs the code, its environment and its DF', exchanges, [
  SELECT_APPLICATION,
  ['00 88 00 00 01 AA', '6985'],
  MSE_AUTHENTICATE,
  ['00 88 00 00 01 AA', '6982'],
  VERIFY_PIN,
  ['00 88 00 00 01 AA', '6100'],
  [WRONG_PIN, '63C2'],
  ['00 88 00 00 01 AA', '6982'],
  VERIFY_PIN,
  SELECT_APPLICATION,
  ['00 88 00 00 01 AA', '6100'],
  SELECT_MF,
  ['00 88 00 00 01 AA', '6985'],
  SELECT_APPLICATION,
  ['00 88 00 00 01 AA', '6985'],
]);
test(
  'a key that the state does not hold',
  exchanges,
  [SELECT_APPLICATION, MSE_AUTHENTICATE, VERIFY_PIN, ['00 88 00 00 01 AA', '6A88']],
  { state: { keys: {} } },
);

const signature = test.macro<[string, string, number]>((t, algorithm, hash, length) => {
  const card = testCard();
  const message = Uint8Array.from({ length }, (_, i) => i & 0xff);
  playExchanges(t, card, [SELECT_APPLICATION, VERIFY_PIN, mseSign(algorithm)]);
  const digest = new Uint8Array(createHash(hash).update(message).digest());
  playExchanges(t, card, [[`00 2A 9E 9A ${lc(digest)} ${toHex(digest)}`, '6100']]);
  t.true(createVerify(hash).update(message).verify(SIGNATURE_KEY, fetch(t, card)));
});
test('signature over a SHA-1 digest', signature, '12', 'sha1', 40);
test('signature over a SHA-256 digest', signature, '42', 'sha256', 40);

test('PSO HASH of a short message, then the signature without data', (t) => {
  const card = testCard();
  playExchanges(t, card, [
    SELECT_APPLICATION,
    mseHash('40'),
    [`00 2A 90 A0 0E 90 00 80 0A ${toHex(ascii('ordonnance'))}`, '9000'],
    mseSign('42'),
    ['00 2A 9E 9A 00', '6982'],
    VERIFY_PIN,
  ]);
  const response = card.send('00 2A 9E 9A 00');
  t.is(response.length, 2 * 258);
  t.true(
    createVerify('sha256')
      .update('ordonnance')
      .verify(SIGNATURE_KEY, fromHex(response.slice(0, -4))),
  );
  playExchanges(t, card, [['00 2A 9E 9A 00', '6985']]);
});
// A digest is the state after the message and its padding. Source of the layout: reference/cryptolib.md 8.
test('PSO HASH continues from a state', (t) => {
  for (const [algorithm, signWith, hash] of [
    ['10', '12', 'sha1'],
    ['40', '42', 'sha256'],
  ] as const) {
    const first = new Uint8Array(51).fill(0x61);
    const padding = concat(hex`80`, new Uint8Array(4), hex`00 00 00 00 00 00 01 98`);
    const hashState = new Uint8Array(createHash(hash).update(first).digest());
    const last = ascii('the end');
    const data = concat(
      hex`90 ${hashState.length + 8}`,
      hashState,
      hex`00 00 00 00 00 00 02 00`,
      hex`80 ${last.length}`,
      last,
    );
    const card = testCard();
    playExchanges(t, card, [
      SELECT_APPLICATION,
      VERIFY_PIN,
      mseHash(algorithm),
      [`00 2A 90 A0 ${lc(data)} ${toHex(data)}`, '9000'],
      mseSign(signWith),
    ]);
    const signed = fromHex(card.send('00 2A 9E 9A 00').slice(0, -4));
    t.true(createVerify(hash).update(first).update(padding).update(last).verify(SIGNATURE_KEY, signed), hash);
  }
});
test('PSO HASH refuses what is no last round', exchanges, [
  SELECT_APPLICATION,
  ['00 2A 90 A0 05 90 00 80 01 AA', '6985'],
  mseHash('40'),
  ['00 2A 90 A0 03 80 01 AA', '6A80'],
  ['00 2A 90 A0 02 90 00', '6A80'],
  ['00 2A 90 A0 08 90 00 80 01 AA 81 01 AA', '6A80'],
  ['00 2A 90 A0 05 90 00 80 02 AA', '6A80'],
  [`00 2A 90 A0 45 90 00 80 41 ${'AA'.repeat(65)}`, '6A80'],
  [`00 2A 90 A0 21 90 1C ${'AA'.repeat(20)} 0000000000000200 80 01 AA`, '6A80'],
  [`00 2A 90 A0 2D 90 28 ${'AA'.repeat(32)} 0000000000000201 80 01 AA`, '6A80'],
  [`00 2A 90 A0 2D 90 28 ${'AA'.repeat(32)} 0000000000000000 80 01 AA`, '6A80'],
  [`00 2A 90 A0 2D 90 28 ${'AA'.repeat(32)} 0000000000000200 80 01 AA`, '9000'],
  [`00 2A 90 A0 44 90 00 80 40 ${'AA'.repeat(64)}`, '9000'],
]);
test('a digest of another hash, a length of another hash, a wrong Le', exchanges, [
  SELECT_APPLICATION,
  VERIFY_PIN,
  mseHash('10'),
  ['00 2A 90 A0 05 90 00 80 01 AA', '9000'],
  mseSign('42'),
  ['00 2A 9E 9A 00', '6985'],
  [`00 2A 9E 9A 14 ${'AA'.repeat(20)}`, '6700'],
  mseSign('12'),
  ['00 2A 9E 9A 10', '6C00'],
  ['00 2A 9E 9A 00', '* 9000'],
]);
test('a new MSE SET for HASH, a PSO HASH that fails, or another DF, forgets the digest', exchanges, [
  SELECT_APPLICATION,
  VERIFY_PIN,
  mseHash('40'),
  ['00 2A 90 A0 05 90 00 80 01 AA', '9000'],
  mseHash('40'),
  mseSign('42'),
  ['00 2A 9E 9A 00', '6985'],
  ['00 2A 90 A0 05 90 00 80 01 AA', '9000'],
  ['00 2A 90 A0 02 90 00', '6A80'],
  ['00 2A 9E 9A 00', '6985'],
  ['00 2A 90 A0 05 90 00 80 01 AA', '9000'],
  SELECT_MF,
  SELECT_APPLICATION,
  mseSign('42'),
  ['00 2A 9E 9A 00', '6985'],
]);

const cryptogram = (message: Bytes): string =>
  toHex(new Uint8Array(publicEncrypt({ key: AUTHENTICATION_KEY, padding: constants.RSA_PKCS1_PADDING }, message)));
const chained = (encrypted: string, indicator = '81'): [string, string] => [
  `10 2A 80 86 FF ${indicator}${encrypted.slice(0, 508)}`,
  `00 2A 80 86 02 ${encrypted.slice(508)}`,
];
test('DECIPHER by command chaining gives the message without its padding', (t) => {
  const [first, last] = chained(cryptogram(ascii('secret')));
  playExchanges(t, testCard(), [
    SELECT_APPLICATION,
    MSE_DECIPHER,
    VERIFY_PIN,
    [first, '9000'],
    [last, '6106'],
    ['00 C0 00 00 06', `${toHex(ascii('secret'))} 9000`],
    [last, '6700'],
  ]);
  playExchanges(t, testCard({ change: t1 }), [
    SELECT_APPLICATION,
    MSE_DECIPHER,
    VERIFY_PIN,
    [first, '9000'],
    [`${last} 00`, `${toHex(ascii('secret'))} 9000`],
  ]);
});
test('DECIPHER without the code, with another indicator, without a message in it', (t) => {
  const encrypted = cryptogram(ascii('secret'));
  const [first, last] = chained(encrypted);
  const otherIndicator = chained(encrypted, '00');
  const tooLarge = chained('FF'.repeat(256));
  playExchanges(t, testCard(), [
    SELECT_APPLICATION,
    [first, '9000'],
    [last, '6985'],
    MSE_DECIPHER,
    [first, '9000'],
    [last, '6982'],
    VERIFY_PIN,
    [otherIndicator[0], '9000'],
    [otherIndicator[1], '6A80'],
    [tooLarge[0], '9000'],
    [tooLarge[1], '6A80'],
  ]);
});
test('a chain ends at any other command, and is bounded', exchanges, [
  SELECT_APPLICATION,
  MSE_DECIPHER,
  VERIFY_PIN,
  [`10 2A 80 86 FF ${'81'.repeat(255)}`, '9000'],
  SELECT_APPLICATION,
  ['00 2A 80 86 02 8181', '6700'],
  ['10 2A 80 86 02 8181', '9000'],
  ['A0 A4 00 00 02 3F00', '9F07'],
  ['00 2A 80 86 02 8181', '6700'],
  [`10 2A 80 86 FF ${'81'.repeat(255)}`, '9000'],
  [`10 2A 80 86 FF ${'81'.repeat(255)}`, '9000'],
  ['10 2A 80 86 02 8181', '9000'],
  ['10 2A 80 86 01 81', '6700'],
  [`10 2A 80 86 FF ${'81'.repeat(255)}`, '9000'],
  [`10 2A 80 86 FF ${'81'.repeat(255)}`, '9000'],
  [`10 2A 80 86 FF ${'81'.repeat(255)}`, '6700'],
  ['00 2A 80 86 02 8181', '6700'],
  mseSign('42'),
  ['10 2A 80 86 02 8181', '9000'],
  [SIGN_DIGEST, '6100'],
  ['10 2A 9E 9A 02 8181', '6884'],
  ['10 A4 00 0C 02 3F00', '6884'],
]);
test('PSO with other P1-P2', exchanges, [
  ['00 2A 00 A8 02 8181', '6B00'],
  ['00 2A 86 80 02 8181', '6B00'],
]);

test('MSE SET: key, algorithm, data objects', exchanges, [
  SELECT_APPLICATION,
  ['00 22 41 A4 06 80 01 02 84 01 84', '6A88'],
  ['00 22 41 A4 06 80 01 02 84 01 02', '6A88'],
  ['00 22 41 A4 06 80 01 02 84 01 81', '6A80'],
  ['00 22 41 A4 06 80 01 12 84 01 82', '6A80'],
  ['00 22 41 B6 06 80 01 12 84 01 82', '6A80'],
  ['00 22 41 B6 03 80 01 99', '6A80'],
  ['00 22 41 B4 03 80 01 99', '6A80'],
  ['00 22 41 A4 05 80 01 02 84 01', '6A80'],
  ['00 22 41 A4 07 80 02 02 02 84 01 82', '6A80'],
  ['00 22 41 A4 09 80 01 02 84 01 82 81 01 01', '6A80'],
  ['00 22 41 A4 09 80 01 02 84 01 82 95 01 40', '9000'],
  ['00 22 41 AA 06 80 01 10 84 01 81', '6A80'],
  ['00 22 41 A4 06 80 01 02 83 01 82', '9000'],
  ['00 22 C1 B6 06 80 01 42 84 01 81', '9000'],
  ['00 22 F1 B8 06 80 01 1A 84 01 82', '9000'],
  ['00 22 81 AA 03 80 01 40', '9000'],
  ['00 22 81 B6 06 80 01 42 84 01 81', '6A81'],
  ['00 22 41 A6 03 80 01 02', '6B00'],
  ['00 22 F2 01', '6A81'],
  ['00 22 41 A4 00', '6700'],
  SELECT_MF,
  ['00 22 41 A4 06 80 01 02 84 01 82', '6A88'],
]);
test('a key without an algorithm cannot be used', exchanges, [
  SELECT_APPLICATION,
  ['00 22 41 A4 03 84 01 82', '9000'],
  VERIFY_PIN,
  ['00 88 00 00 01 AA', '6985'],
]);
test('MSE RESTORE replaces the whole environment', exchanges, [
  SELECT_APPLICATION,
  MSE_AUTHENTICATE,
  VERIFY_PIN,
  mseSign('42'),
  ['00 22 F3 01 00', '9000'],
  ['00 88 00 00 01 AA', '6985'],
  [SIGN_DIGEST, '6985'],
  ['00 22 F3 03', '9000'],
  ['00 22 F3 05', '6A88'],
  ['00 22 F3 01 01 AA', '6700'],
]);
const withOperations = ({ securityEnvironments }: Profile): void => {
  const environment = securityEnvironments['01'];
  if (environment !== undefined) environment.templates.B8 = '80 01 1A 84 01 82';
};
test('MSE RESTORE of an environment that prepares an operation', (t) => {
  const [first, last] = chained(cryptogram(ascii('secret')));
  playExchanges(t, testCard({ change: withOperations }), [
    SELECT_APPLICATION,
    ['00 22 F3 01', '9000'],
    VERIFY_PIN,
    [first, '9000'],
    [last, '6106'],
  ]);
});

test(
  'an algorithm that signs and names no hash',
  exchanges,
  [SELECT_APPLICATION, mseSign('42'), VERIFY_PIN, [SIGN_DIGEST, '6985']],
  {
    change: ({ algorithms }) => {
      algorithms['42'] = { source: 'simulation', operation: 'sign' };
    },
  },
);

const consentEach = ({ mf }: Profile): void => {
  const application = mf.children['0001'];
  if (application?.type !== 'df') throw new Error('no 0001');
  for (const key of Object.values(application.keys)) key.userConsent = 'each';
};
test(
  'a key that asks for consent each time',
  exchanges,
  [
    SELECT_APPLICATION,
    mseSign('42'),
    VERIFY_PIN,
    [SIGN_DIGEST, '6100'],
    [SIGN_DIGEST, '6982'],
    VERIFY_PIN,
    [SIGN_DIGEST, '6100'],
  ],
  { change: consentEach },
);
test('else one VERIFY lasts', exchanges, [
  SELECT_APPLICATION,
  mseSign('42'),
  VERIFY_PIN,
  [SIGN_DIGEST, '6100'],
  [SIGN_DIGEST, '6100'],
]);
