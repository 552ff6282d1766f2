/**
 * The table of CARD_DATA: every function by its name, those that a read-only card refuses, and those that only ask.
 *
 * Source: reference/minidriver.md 3, 4.0, 4.3 to 4.5, 4.10, 4.12, 4.16, 4.19 to 4.21.
 */
import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import * as minidriver from '../../../driver/minidriver/index.ts';
import {
  CARD_AUTHENTICATE_PIN,
  CARD_DATA_FUNCTIONS,
  type CardData,
  functionsOfVersion,
  SCARD,
  WIN32,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { vector } from './vectors.ts';
import { acquired } from './virtual-card.ts';

const { E_INVALID_PARAMETER, E_UNSUPPORTED_FEATURE, E_NO_KEY_CONTAINER, W_SECURITY_VIOLATION, W_WRONG_CHV } = SCARD;
type Function = (cardData: CardData, ...args: unknown[]) => Promise<unknown>;
const functions = CARD_DATA_FUNCTIONS as unknown as Readonly<Record<string, Function>>;

const REFUSING =
  'CardDeleteContainer CardCreateContainer CardCreateContainerEx CardGetChallenge CardGetChallengeEx ' +
  'CardAuthenticateChallenge CardCreateDirectory CardDeleteDirectory CardCreateFile CardWriteFile CardDeleteFile ' +
  'CardConstructDHAgreement CardDeriveKey CardDestroyDHAgreement CardSetContainerProperty CardImportSessionKey ' +
  'CardGetSharedKeyHandle CardGetAlgorithmProperty CardGetKeyProperty CardSetKeyProperty CardDestroyKey ' +
  'CardProcessEncryptedData MDImportSessionKey MDEncryptData';

test('all 45 functions are there, under the version that brought them', (t) => {
  t.is(Object.keys(functions).length, 45);
  t.deepEqual(
    [4, 5, 6, 7].map((version) => functionsOfVersion(version).length),
    [25, 27, 35, 45],
  );
  t.false(functionsOfVersion(5).includes('CardGetProperty'));
  t.true(functionsOfVersion(6).includes('CardGetProperty'));
});

for (const name of REFUSING.split(' ')) {
  test(`${name} is refused, and the card is not asked`, async (t) => {
    const { card, cardData } = await acquired();
    card.takeCommands();
    await refused(t, E_UNSUPPORTED_FEATURE, functions[name]?.(cardData) ?? Promise.resolve(), name);
    t.deepEqual(card.takeCommands(), []);
  });

  test(`${name} without a context`, async (t) => {
    const call = functions[name]?.(undefined as unknown as CardData) ?? Promise.resolve();
    await refused(t, E_INVALID_PARAMETER, call);
  });
}

test('the three queries give their structures', async (t) => {
  const { cardData } = await acquired();
  t.is(toHex(await minidriver.cardQueryCapabilities(cardData)), vector('CARD_CAPABILITIES'));
  t.is(toHex(await minidriver.cardQueryFreeSpace(cardData)), vector('CARD_FREE_SPACE_INFO'));
  for (const keySpec of [1, 2])
    t.is(toHex(await minidriver.cardQueryKeySizes(cardData, keySpec)), vector('CARD_KEY_SIZES 2048'));
});

type Call = (cardData: CardData) => Promise<unknown>;
const gives = test.macro({
  exec: async (t, call: Call, scard: number) => {
    const { cardData } = await acquired();
    await refused(t, scard, call(cardData));
  },
  title: (title) => title ?? '',
});
const { ERROR_REVISION_MISMATCH } = WIN32;
test(
  'capabilities, version 2',
  gives,
  (c) => minidriver.cardQueryCapabilities(c, { version: 2 }),
  ERROR_REVISION_MISMATCH,
);
test(
  'free space, version 2',
  gives,
  (c) => minidriver.cardQueryFreeSpace(c, 0, { version: 2 }),
  ERROR_REVISION_MISMATCH,
);
test('free space, flags', gives, (c) => minidriver.cardQueryFreeSpace(c, 1), E_INVALID_PARAMETER);
test('key sizes, flags', gives, (c) => minidriver.cardQueryKeySizes(c, 1, 1), E_INVALID_PARAMETER);
test(
  'key sizes, version 2',
  gives,
  (c) => minidriver.cardQueryKeySizes(c, 1, 0, { version: 2 }),
  ERROR_REVISION_MISMATCH,
);
test('key sizes of key specification 0', gives, (c) => minidriver.cardQueryKeySizes(c, 0), E_INVALID_PARAMETER);
test('key sizes of key specification 9', gives, (c) => minidriver.cardQueryKeySizes(c, 9), E_INVALID_PARAMETER);
for (const keySpec of [3, 4, 5, 6, 7, 8])
  test(
    `key sizes of an elliptic curve, ${keySpec}`,
    gives,
    (c) => minidriver.cardQueryKeySizes(c, keySpec),
    E_UNSUPPORTED_FEATURE,
  );
for (const index of [2, 3, 255])
  test(
    `container property of container ${index}`,
    gives,
    (c) => minidriver.cardGetContainerProperty(c, index, 'PIN Identifier'),
    E_NO_KEY_CONTAINER,
  );
for (const name of ['Associated ECDH Key', 'pin identifier', ''])
  test(
    `container property '${name}'`,
    gives,
    (c) => minidriver.cardGetContainerProperty(c, 0, name),
    E_INVALID_PARAMETER,
  );
test(
  'container property, flags',
  gives,
  (c) => minidriver.cardGetContainerProperty(c, 0, 'Container Info', 1),
  E_INVALID_PARAMETER,
);

test('container properties: the public key, and the code that protects the key', async (t) => {
  const { cardData } = await acquired();
  for (const index of [0, 1]) {
    t.is(await minidriver.cardGetContainerProperty(cardData, index, 'PIN Identifier'), 1);
    t.deepEqual(
      await minidriver.cardGetContainerProperty(cardData, index, 'Container Info'),
      await minidriver.cardGetContainerInfo(cardData, index),
    );
  }
});

const NOTHING = new Uint8Array(0);
for (const name of [
  'Free Space',
  'Capabilities',
  'Key Sizes',
  'PIN List',
  'Authenticated State',
  'Key Import Support',
  'Algorithms',
  'Padding Schemes',
  'Chaining Modes',
  'Cache Mode',
  'Card Identifier',
  'Card Serial Number',
  'PIN Information',
  'CPSCPLC',
  'Other',
])
  test(`'${name}' cannot be set`, gives, (c) => minidriver.cardSetProperty(c, name, NOTHING), E_UNSUPPORTED_FEATURE);
test(
  'a property set with flags',
  gives,
  (c) => minidriver.cardSetProperty(c, 'Parent Window', NOTHING, 1),
  E_INVALID_PARAMETER,
);

test('what concerns dialogs can be set', async (t) => {
  const { cardData } = await acquired();
  for (const name of ['Parent Window', 'PIN Context String'])
    await t.notThrowsAsync(minidriver.cardSetProperty(cardData, name, NOTHING));
});

const change =
  (userId: string, currentAuthenticator: string, newAuthenticator: string, more = {}): Call =>
  (c) =>
    minidriver.cardChangeAuthenticator(c, { userId, currentAuthenticator, newAuthenticator, ...more });
test('change: wrong code', gives, change('user', '0000', '4321'), W_WRONG_CHV);
test('change: nobody', gives, change('anonymous', '1234', '4321'), E_INVALID_PARAMETER);
test('change: the unblocking code', gives, change('admin', '12345678', '87654321'), W_SECURITY_VIOLATION);
test('change: empty code', gives, change('user', '', '4321'), E_INVALID_PARAMETER);
test('change: empty new code', gives, change('user', '1234', ''), E_INVALID_PARAMETER);
test('change: new code of letters', gives, change('user', '1234', 'abcd'), SCARD.E_INVALID_CHV);
test('change: retry count', gives, change('user', '1234', '4321', { retryCount: 3 }), E_INVALID_PARAMETER);
test(
  'change: challenge and response',
  gives,
  change('user', '1234', '4321', { flags: CARD_AUTHENTICATE_PIN.CHALLENGE_RESPONSE }),
  E_UNSUPPORTED_FEATURE,
);
test('change: flags 3', gives, change('user', '1234', '4321', { flags: 3 }), E_INVALID_PARAMETER);

test('change: the new code is the code', async (t) => {
  const { cardData } = await acquired();
  await change('user', '1234', '4321')(cardData);
  await refused(t, W_WRONG_CHV, minidriver.cardAuthenticateEx(cardData, { pin: '1234' }));
  await t.notThrowsAsync(minidriver.cardAuthenticateEx(cardData, { pin: '4321' }));
});
