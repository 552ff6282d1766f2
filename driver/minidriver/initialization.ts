/** Initialization and deconstruct. Source: Smart Card Minidriver Specification 7.07, 4.1; reference/minidriver.md 3, 4.1. */
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { WIN32 } from '#windows/codes.ts';
import { CardContents } from './card-contents.ts';
import { CardData, type CardDataRequest } from './card-data.ts';
import { told } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from './settings/configuration.ts';
import { isCps4, registeredCard } from './settings/registered-cards.ts';
import { CACHE_MODE, CARD_DATA_VERSION } from './structures/constants.ts';
import { containerName } from './structures/container-name.ts';
import { isContainerName } from './structures/layouts.ts';

const SECURE_KEY_INJECTION_NO_CARD_MODE = 1;
const ATR_LENGTHS = { MIN: 2, MAX: 0x22 } as const;

/**
 * CardAcquireContext: the context of a card just connected. Sends no APDU: the ATR says which card it is.
 *
 * Several contexts may live side by side; the caller holds the transactions.
 * @throws MinidriverError SCARD_E_UNKNOWN_CARD for an ATR that is no CPS3; ERROR_REVISION_MISMATCH below version 4;
 *   SCARD_E_INVALID_HANDLE without a card; SCARD_E_UNSUPPORTED_FEATURE for the key injection flag;
 *   SCARD_E_INVALID_PARAMETER for other flags and missing members
 */
export async function cardAcquireContext(request: CardDataRequest, flags = 0): Promise<CardData> {
  return told(request ?? {}, 'CardAcquireContext', () => acquire(request, flags));
}

function acquire(request: CardDataRequest, flags: number): CardData {
  checkRequest(request, flags);
  const { version = CARD_DATA_VERSION.CURRENT, atr, card, log } = request;
  if (version < CARD_DATA_VERSION.FOUR) {
    const expected = `expected ${CARD_DATA_VERSION.FOUR} or more`;
    throw new Refusal(WIN32.ERROR_REVISION_MISMATCH, `CARD_DATA.dwVersion ${version}, ${expected}`);
  }
  checkCard(atr);
  const contents = new CardContents(log?.watch(card) ?? card, checkedConfiguration(request.configuration));
  return new CardData(Math.min(version, CARD_DATA_VERSION.CURRENT), request, contents);
}

function checkCard(atr: Bytes): void {
  if (isCps4(atr))
    throw new Refusal(
      SCARD.E_UNKNOWN_CARD,
      'the card is a CPS4, this is the minidriver of the CPS3: use a cps3 profile, or PKCS #11 or PC/SC',
    );
  if (registeredCard(atr) === undefined) throw new Refusal(SCARD.E_UNKNOWN_CARD, 'the ATR is not that of a CPS');
}

function invalidParameter(why: string): Refusal {
  return new Refusal(SCARD.E_INVALID_PARAMETER, why);
}

function checkRequest(request: CardDataRequest | undefined, flags: number): void {
  if (request === undefined || request === null) throw invalidParameter('no CARD_DATA');
  if ((flags & ~SECURE_KEY_INJECTION_NO_CARD_MODE) !== 0) throw invalidParameter(`dwFlags ${flags}, expected 0`);
  if (flags !== 0) throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, 'no key injection without a card');
  const { atr, cardName, card } = request as Partial<CardDataRequest>;
  if (card === undefined || card === null) throw new Refusal(SCARD.E_INVALID_HANDLE, 'no connected card');
  if (!(atr instanceof Uint8Array)) throw invalidParameter('no ATR');
  if (typeof cardName !== 'string') throw invalidParameter('no card name');
  checkAtr(atr);
}

function checkAtr(atr: Bytes): void {
  if (atr.length < ATR_LENGTHS.MIN || atr.length > ATR_LENGTHS.MAX) {
    throw invalidParameter(`ATR of ${atr.length} bytes, expected ${ATR_LENGTHS.MIN} to ${ATR_LENGTHS.MAX}`);
  }
}

function checkedConfiguration(given: Partial<Configuration> = {}): Configuration {
  const configuration = { ...DEFAULT_CONFIGURATION, ...given };
  const longest = containerName(configuration.containerName, '0'.repeat(16), 'AUTH');
  if (!isContainerName(longest))
    throw invalidParameter(`container name '${longest}': expected 1 to 39 characters without '\\'`);
  const modes: readonly number[] = Object.values(CACHE_MODE);
  if (!modes.includes(configuration.cacheMode))
    throw invalidParameter(`cache mode ${configuration.cacheMode}, expected one of ${modes.join(', ')}`);
  return configuration;
}

/**
 * CardDeleteContext: forgets what was read. Works with the card removed and outside a transaction; the connection to
 * the card stays the caller's.
 * @throws MinidriverError SCARD_E_INVALID_PARAMETER when there is no context, or no more
 */
export async function cardDeleteContext(cardData: CardData): Promise<void> {
  return told(cardData?.told, 'CardDeleteContext', () => {
    if (cardData?.vendorSpecific === undefined)
      throw invalidParameter('CARD_DATA without context, or its context was deleted');
    cardData.vendorSpecific = undefined;
  });
}
