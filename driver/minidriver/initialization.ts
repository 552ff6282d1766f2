/** Initialization and deconstruct. Source: Smart Card Minidriver Specification 7.07, 4.1; reference/minidriver.md 3, 4.1. */
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { WIN32 } from '#windows/codes.ts';
import type { Generation } from '../iasecc/generation.ts';
import { CardContents } from './card-contents.ts';
import { CardData, type CardDataRequest } from './card-data.ts';
import { told } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { type Configuration, DEFAULT_CONFIGURATION } from './settings/configuration.ts';
import { generationOf, takenGeneration } from './settings/registered-cards.ts';
import { CACHE_MODE, CARD_DATA_VERSION } from './structures/constants.ts';
import { containerName } from './structures/container-name.ts';
import { isContainerName } from './structures/layouts.ts';

const SECURE_KEY_INJECTION_NO_CARD_MODE = 1;
const ATR_LENGTHS = { MIN: 2, MAX: 0x22 } as const;

/**
 * CardAcquireContext: the context of a card just connected. Sends no APDU: the ATR says which card it is.
 *
 * Several contexts may live side by side; the caller holds the transactions.
 * @throws MinidriverError SCARD_E_UNKNOWN_CARD for an ATR that is no CPS3, nor a CPS4 that is asked for; ERROR_REVISION_MISMATCH below version 4;
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
    throw new Refusal(WIN32.ERROR_REVISION_MISMATCH, {
      en: `CARD_DATA.dwVersion ${version}, expected ${CARD_DATA_VERSION.FOUR} or more`,
      fr: `CARD_DATA.dwVersion ${version}, attendu : ${CARD_DATA_VERSION.FOUR} ou plus`,
    });
  }
  const configuration = checkedConfiguration(request.configuration);
  const generation = checkedGeneration(atr, configuration);
  const contents = new CardContents(log?.watch(card) ?? card, configuration, generation);
  return new CardData(Math.min(version, CARD_DATA_VERSION.CURRENT), request, contents);
}

function checkedGeneration(atr: Bytes, configuration: Configuration): Generation {
  const taken = takenGeneration(atr, configuration);
  if (taken !== undefined) return taken;
  if (generationOf(atr) === 'cps4')
    throw new Refusal(SCARD.E_UNKNOWN_CARD, {
      en: 'the card is a CPS4, this is the minidriver of the CPS3: use a cps3 profile, PKCS #11 or PC/SC, or generation cps4 in its configuration',
      fr: 'la carte est une CPS4, ce minidriver est celui de la CPS3 : prenez un profil cps3, PKCS #11 ou PC/SC, ou generation cps4 dans sa configuration',
    });
  throw new Refusal(SCARD.E_UNKNOWN_CARD, {
    en: 'the ATR is not that of a CPS',
    fr: "l'ATR n'est pas celui d'une CPS",
  });
}

function invalidParameter(why: Text): Refusal {
  return new Refusal(SCARD.E_INVALID_PARAMETER, why);
}

function checkRequest(request: CardDataRequest | undefined, flags: number): void {
  if (request === undefined || request === null) throw invalidParameter({ en: 'no CARD_DATA', fr: 'pas de CARD_DATA' });
  if ((flags & ~SECURE_KEY_INJECTION_NO_CARD_MODE) !== 0)
    throw invalidParameter({ en: `dwFlags ${flags}, expected 0`, fr: `dwFlags ${flags}, attendu : 0` });
  if (flags !== 0)
    throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
      en: 'no key injection without a card',
      fr: "pas d'injection de clé sans carte",
    });
  const { atr, cardName, card } = request as Partial<CardDataRequest>;
  if (card === undefined || card === null)
    throw new Refusal(SCARD.E_INVALID_HANDLE, { en: 'no connected card', fr: 'pas de carte connectée' });
  if (!(atr instanceof Uint8Array)) throw invalidParameter({ en: 'no ATR', fr: "pas d'ATR" });
  if (typeof cardName !== 'string') throw invalidParameter({ en: 'no card name', fr: 'pas de nom de carte' });
  checkAtr(atr);
}

function checkAtr(atr: Bytes): void {
  if (atr.length < ATR_LENGTHS.MIN || atr.length > ATR_LENGTHS.MAX) {
    throw invalidParameter({
      en: `ATR of ${atr.length} bytes, expected ${ATR_LENGTHS.MIN} to ${ATR_LENGTHS.MAX}`,
      fr: `ATR de ${atr.length} octets, attendu : ${ATR_LENGTHS.MIN} à ${ATR_LENGTHS.MAX}`,
    });
  }
}

function checkedConfiguration(given: Partial<Configuration> = {}): Configuration {
  const configuration = { ...DEFAULT_CONFIGURATION, ...given };
  const longest = containerName(configuration.containerName, '0'.repeat(16), 'AUTH');
  if (!isContainerName(longest))
    throw invalidParameter({
      en: `container name '${longest}': expected 1 to 39 characters without '\\'`,
      fr: `nom de conteneur '${longest}', attendu : 1 à 39 caractères sans '\\'`,
    });
  const modes: readonly number[] = Object.values(CACHE_MODE);
  if (!modes.includes(configuration.cacheMode))
    throw invalidParameter({
      en: `cache mode ${configuration.cacheMode}, expected one of ${modes.join(', ')}`,
      fr: `mode de cache ${configuration.cacheMode}, attendu l'un de : ${modes.join(', ')}`,
    });
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
      throw invalidParameter({
        en: 'CARD_DATA without context, or its context was deleted',
        fr: 'CARD_DATA sans contexte, ou dont le contexte a été supprimé',
      });
    cardData.vendorSpecific = undefined;
  });
}
