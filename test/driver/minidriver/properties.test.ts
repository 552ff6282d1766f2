import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import {
  type CardData,
  cardAuthenticateEx,
  cardGetProperty,
  cardReadFile,
  type PropertyQuery,
  SCARD,
  WIN32,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { vector } from './vectors.ts';
import { acquired } from './virtual-card.ts';

const { E_INVALID_PARAMETER, E_UNSUPPORTED_FEATURE } = SCARD;

/** Name, dwFlags that the property takes, and its value when it does not depend on the card. */
const PROPERTIES: readonly (readonly [name: string, flags: number, hex: string | undefined])[] = [
  ['Free Space', 0, vector('CARD_FREE_SPACE_INFO')],
  ['Capabilities', 0, vector('CARD_CAPABILITIES')],
  ['Key Sizes', 1, vector('CARD_KEY_SIZES 2048')],
  ['Read Only Mode', 0, '01000000'],
  ['Cache Mode', 0, '02000000'],
  ['Supports Windows x.509 Enrollment', 0, '00000000'],
  ['Card Identifier', 0, undefined],
  ['Card Serial Number', 0, undefined],
  ['PIN Information', 1, vector('PIN_INFO ROLE_USER')],
  ['PIN List', 0, '06000000'],
  ['Authenticated State', 0, '00000000'],
  ['PIN Strength Verify', 1, '01000000'],
  ['PIN Strength Change', 1, '01000000'],
  ['PIN Strength Unblock', 1, '01000000'],
  ['Key Import Support', 0, '00000000'],
  // Source: UTF-16LE multi-string `RSA`; CARD_PADDING_NONE | CARD_PADDING_PKCS1: reference/minidriver.md 5.
  ['Algorithms', 2, '5200530041000000' + '0000'],
  ['Padding Schemes', 2, '03000000'],
  ['CPSVersion', 0, '43005000530033007600330000' + '00'],
  ['CPSEFData', 0, '00'.repeat(245)],
  ['CPSEFLang', 0, 'E50480026672'],
  ['CPSPersoVersion', 0, '80000310'],
  ['CPSCPLC', 0, undefined],
];

test('they are the 22 of the guide', (t) => {
  t.is(PROPERTIES.length, 22);
});

for (const [name, flags, value] of PROPERTIES) {
  test(`${name}: value, guide's spelling, copy`, async (t) => {
    const { cardData } = await acquired();
    const bytes = await cardGetProperty(cardData, name, { flags });
    const read = toHex(bytes);
    if (value !== undefined) t.is(read, value);
    t.is(toHex(await cardGetProperty(cardData, name.replaceAll(' ', ''), { flags })), read);
    bytes.fill(0xee);
    t.is(toHex(await cardGetProperty(cardData, name, { flags })), read);
  });

  test(`${name}: a buffer one byte short, flags, case`, async (t) => {
    const { cardData } = await acquired();
    const { length } = await cardGetProperty(cardData, name, { flags });
    t.is((await cardGetProperty(cardData, name, { flags, bufferLength: length })).length, length);
    const short = cardGetProperty(cardData, name, { flags, bufferLength: length - 1 });
    const error = await refused(t, WIN32.ERROR_INSUFFICIENT_BUFFER, short, 'CardGetProperty');
    t.is(error.dataLength, length);
    await refused(t, E_INVALID_PARAMETER, cardGetProperty(cardData, name, { flags: 0xffffffff }));
    await refused(t, E_UNSUPPORTED_FEATURE, cardGetProperty(cardData, name.toLowerCase(), { flags }));
  });
}

test('Card Identifier is the content of cardid; Card Serial Number is EF.SN', async (t) => {
  const { cardData } = await acquired();
  const identifier = toHex(await cardGetProperty(cardData, 'Card Identifier'));
  t.is(identifier, toHex(await cardReadFile(cardData, null, 'cardid')));
  t.is(identifier.slice(0, 20), toHex(await cardGetProperty(cardData, 'Card Serial Number')));
});

test('CPSCPLC is 42 bytes and differs from card to card', async (t) => {
  const [one, other] = [await acquired({ seed: 1 }), await acquired({ seed: 2 })];
  const cplc = await cardGetProperty(one.cardData, 'CPSCPLC');
  t.is(cplc.length, 42);
  t.not(toHex(await cardGetProperty(other.cardData, 'CPSCPLC')), toHex(cplc));
});

test('the CPLC is asked for in the MF', async (t) => {
  const { card, cardData } = await acquired();
  await cardGetProperty(cardData, 'CPSCPLC');
  t.deepEqual(card.takeCommands().slice(0, 2), ['00A4090C023F00', '00CA9F7F00']);
});

test('Authenticated State follows the card', async (t) => {
  const { card, cardData } = await acquired();
  const state = async () => toHex(await cardGetProperty(cardData, 'Authenticated State'));
  await cardAuthenticateEx(cardData, { pin: '1234' });
  t.is(await state(), '02000000');
  card.card.reset();
  t.is(await state(), '00000000');
});

test('a blocked PIN is not authenticated', async (t) => {
  const { cardData } = await acquired();
  for (let i = 0; i < 3; i++) await cardAuthenticateEx(cardData, { pin: '0000' }).catch(() => undefined);
  t.is(toHex(await cardGetProperty(cardData, 'Authenticated State')), '00000000');
});

test('PIN Information and PIN Strength of the unblocking code', async (t) => {
  const { cardData } = await acquired();
  t.is(toHex(await cardGetProperty(cardData, 'PIN Information', { flags: 2 })), vector('PIN_INFO ROLE_ADMIN'));
  t.is(toHex(await cardGetProperty(cardData, 'PIN Strength Verify', { flags: 2 })), '01000000');
  t.is(toHex(await cardGetProperty(cardData, 'PIN Strength Change', { flags: 2 })), '00000000');
  t.is(toHex(await cardGetProperty(cardData, 'PIN Strength Unblock', { flags: 2 })), '00000000');
});

test('Key Sizes: by key specification, 0 stands for RSA', async (t) => {
  const { cardData } = await acquired();
  for (const flags of [0, 1, 2]) {
    t.is(toHex(await cardGetProperty(cardData, 'Key Sizes', { flags })), vector('CARD_KEY_SIZES 2048'));
  }
});

const refusedQuery = test.macro(async (t, scard: number, name: string, query?: PropertyQuery) => {
  const { cardData } = await acquired();
  await refused(t, scard, cardGetProperty(cardData, name, query), 'CardGetProperty');
});
test('Key Sizes of an elliptic curve', refusedQuery, E_UNSUPPORTED_FEATURE, 'Key Sizes', { flags: 3 });
test('Key Sizes of no key specification', refusedQuery, E_INVALID_PARAMETER, 'Key Sizes', { flags: 9 });
test('PIN Information of PIN 0', refusedQuery, E_INVALID_PARAMETER, 'PIN Information', { flags: 0 });
test('PIN Information of PIN 3', refusedQuery, E_INVALID_PARAMETER, 'PIN Information', { flags: 3 });
test('PIN Information of PIN 8', refusedQuery, E_INVALID_PARAMETER, 'PIN Information', { flags: 8 });
test('PIN_INFO version 0', refusedQuery, WIN32.ERROR_REVISION_MISMATCH, 'PIN Information', { flags: 1, version: 0 });
test('PIN_INFO version 7', refusedQuery, WIN32.ERROR_REVISION_MISMATCH, 'PIN Information', { flags: 1, version: 7 });
test('CARD_FREE_SPACE_INFO version 2', refusedQuery, WIN32.ERROR_REVISION_MISMATCH, 'Free Space', { version: 2 });
test('CARD_CAPABILITIES version 2', refusedQuery, WIN32.ERROR_REVISION_MISMATCH, 'Capabilities', { version: 2 });
test('CARD_KEY_SIZES version 2', refusedQuery, WIN32.ERROR_REVISION_MISMATCH, 'Key Sizes', { flags: 1, version: 2 });
test('Algorithms of ciphers: none', async (t) => {
  const { cardData } = await acquired();
  t.is(toHex(await cardGetProperty(cardData, 'Algorithms', { flags: 1 })), '0000');
  t.is(toHex(await cardGetProperty(cardData, 'Padding Schemes', { flags: 1 })), '00000000');
});
test('Algorithms of no kind of operation', refusedQuery, E_INVALID_PARAMETER, 'Algorithms', { flags: 0 });
test('Padding Schemes of both kinds', refusedQuery, E_INVALID_PARAMETER, 'Padding Schemes', { flags: 3 });
// Source: the guide, table 26, which does not list it.
test('Chaining Modes', refusedQuery, E_UNSUPPORTED_FEATURE, 'Chaining Modes');
test('Parent Window can only be set', refusedQuery, E_UNSUPPORTED_FEATURE, 'Parent Window');
test('a property nobody knows', refusedQuery, E_UNSUPPORTED_FEATURE, 'Other');
test('a name of an object member', refusedQuery, E_UNSUPPORTED_FEATURE, 'toString');

test('no property name', async (t) => {
  const { cardData } = await acquired();
  const nothing = null as unknown as string;
  await refused(t, E_INVALID_PARAMETER, cardGetProperty(cardData as CardData, nothing), 'CardGetProperty');
});
