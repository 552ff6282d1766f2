import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import {
  type CardData,
  type CardDataRequest,
  cardAcquireContext,
  cardDeleteContext,
  cardReadFile,
  registeredCard,
  SCARD,
  WIN32,
} from '../../../driver/minidriver/index.ts';
import { refused } from './refused.ts';
import { acquired, request, VirtualCard } from './virtual-card.ts';

test('a context is acquired from the ATR alone, without an APDU', async (t) => {
  const { card, cardData } = await acquired();
  t.deepEqual(card.takeCommands(), []);
  t.is(cardData.version, 7);
  t.is(toHex(cardData.atr), '3BAC00402A001225006480000310009000');
});

const negotiated = test.macro(async (t, version: number, agreed: number) => {
  const { cardData } = await acquired({}, { version });
  t.is(cardData.version, agreed);
});
test('version 4 stays 4', negotiated, 4, 4);
test('version 5 stays 5', negotiated, 5, 5);
test('version 7 stays 7', negotiated, 7, 7);
test('version 8 becomes 7', negotiated, 8, 7);
test('version 0xFFFFFFFF becomes 7', negotiated, 0xffffffff, 7);

const refusedRequest = test.macro(
  async (t, scard: number, more: Partial<Record<keyof CardDataRequest, unknown>>, flags?: number) => {
    const card = new VirtualCard();
    const given = { ...request(card), ...more } as CardDataRequest;
    await refused(t, scard, cardAcquireContext(given, flags), 'CardAcquireContext');
    t.deepEqual(card.takeCommands(), [], 'the card is left alone');
  },
);
const { E_INVALID_PARAMETER, E_INVALID_HANDLE, E_UNKNOWN_CARD, E_UNSUPPORTED_FEATURE } = SCARD;
test('version 3', refusedRequest, WIN32.ERROR_REVISION_MISMATCH, { version: 3 });
test('version 0', refusedRequest, WIN32.ERROR_REVISION_MISMATCH, { version: 0 });
test('an unknown flag', refusedRequest, E_INVALID_PARAMETER, {}, 2);
test('key injection without card', refusedRequest, E_UNSUPPORTED_FEATURE, {}, 1);
test('key injection and an unknown flag', refusedRequest, E_INVALID_PARAMETER, {}, 3);
test('no connected card', refusedRequest, E_INVALID_HANDLE, { card: undefined });
test('no ATR', refusedRequest, E_INVALID_PARAMETER, { atr: undefined });
test('no card name', refusedRequest, E_INVALID_PARAMETER, { cardName: undefined });
test('an ATR of 1 byte', refusedRequest, E_INVALID_PARAMETER, { atr: hex`3B` });
test('an ATR of 35 bytes', refusedRequest, E_INVALID_PARAMETER, { atr: new Uint8Array(35).fill(0x3b) });
test('an ATR that starts with FF', refusedRequest, E_UNKNOWN_CARD, { atr: hex`FF 00` });
test('an ATR that starts with 00', refusedRequest, E_UNKNOWN_CARD, { atr: hex`00 00` });
test('the ATR of another card', refusedRequest, E_UNKNOWN_CARD, { atr: hex`3B 60 00` });
test('a CPS ATR one byte short', refusedRequest, E_UNKNOWN_CARD, {
  atr: hex`3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90`,
});
test('a cache mode that is none', refusedRequest, E_INVALID_PARAMETER, { configuration: { cacheMode: 0 } });
test('a container name that does not fit', refusedRequest, E_INVALID_PARAMETER, {
  configuration: { containerName: `${'x'.repeat(20)}{cardNumber}{suffix}` },
});

test('no request at all', async (t) => {
  const nothing = undefined as unknown as CardDataRequest;
  await refused(t, E_INVALID_PARAMETER, cardAcquireContext(nothing));
});

test('the registered mask lets the batches of the card pass, and no other card', (t) => {
  // Source: reference/cps-facts.md (a): bytes 1 to 4 and 11 to 13 may vary.
  t.is(registeredCard(hex`3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00`)?.name.slice(-4), 'CPS3');
  t.truthy(registeredCard(hex`3B DC 18 FF 00 00 12 25 00 64 80 04 01 00 00 90 00`));
  t.is(registeredCard(hex`3B AC 00 40 2A 00 12 25 01 64 80 00 03 10 00 90 00`), undefined);
  // Vitale cards and the contactless side of the CPS are not for this minidriver.
  t.is(registeredCard(hex`3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E`), undefined);
});

test('a deleted context is worth nothing, twice deleted is refused', async (t) => {
  const { cardData } = await acquired();
  await cardDeleteContext(cardData);
  await refused(t, E_INVALID_PARAMETER, cardDeleteContext(cardData), 'CardDeleteContext');
  await refused(t, E_INVALID_PARAMETER, cardReadFile(cardData, null, 'cardid'), 'CardReadFile');
});

test('no context at all', async (t) => {
  const nothing = undefined as unknown as CardData;
  await refused(t, E_INVALID_PARAMETER, cardDeleteContext(nothing), 'CardDeleteContext');
  await refused(t, E_INVALID_PARAMETER, cardReadFile(nothing, null, 'cardid'), 'CardReadFile');
});

test('a context is deleted with the card removed', async (t) => {
  const { card, cardData } = await acquired();
  card.failure = SCARD.W_REMOVED_CARD;
  await t.notThrowsAsync(cardDeleteContext(cardData));
});

test('two contexts on one card: deleting one leaves the other', async (t) => {
  const card = new VirtualCard();
  const [first, second] = [await cardAcquireContext(request(card)), await cardAcquireContext(request(card))];
  await cardDeleteContext(first);
  t.is((await cardReadFile(second, null, 'cardid')).length, 16);
});
