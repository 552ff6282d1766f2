/** Card properties: CardGetProperty. Source: specification 7.07, 4.4; reference/minidriver.md 4.21, 5, 7.2. */
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { WIN32 } from '#windows/codes.ts';
import { getCplc } from '../iasecc/get-data.ts';
import { hasPinPad } from '../iasecc/pin-pad-entry.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardContents } from './card-contents.ts';
import type { CardData } from './card-data.ts';
import { checkFlags, entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { authenticatedPins, pinObject } from './pin-operations.ts';
import { cardIdentifier, MAX_CONTAINERS } from './public-data.ts';
import { checkKeySpec } from './signing-info.ts';
import {
  CARD_PIN_STRENGTH_PLAINTEXT,
  KEY_SPEC,
  OPERATION,
  PADDING,
  PIN_CACHE_POLICY,
  PIN_ID,
  PIN_INFO_VERSION,
  pinSet,
  SECRET_PURPOSE,
  SECRET_TYPE,
} from './structures/constants.ts';
import {
  cardCapabilities,
  cardFreeSpaceInfo,
  cardKeySizes,
  copyOf,
  dwords,
  pinInfo,
  wideMultiString,
  wideString,
} from './structures/layouts.ts';
import { checkStructVersion } from './structures/struct-version.ts';

interface Query {
  readonly flags: number;
  /** dwVersion of the structure the caller gives in, when the property has one. */
  readonly version: number | undefined;
  readonly atr: Bytes;
}

type Property = (contents: CardContents, query: Query) => Promise<Bytes> | Bytes;

/** A property that takes no dwFlags. */
function plain(read: (contents: CardContents, query: Query) => Promise<Bytes> | Bytes): Property {
  return (contents, query) => {
    checkFlags(query.flags);
    return read(contents, query);
  };
}

const TRUE = 1;
const FALSE = 0;

/** dwFlags is the key specification; 0 stands for AT_KEYEXCHANGE. */
async function keySizes(contents: CardContents, { flags, version = 1 }: Query): Promise<Bytes> {
  const keySpec = flags === 0 ? KEY_SPEC.KEYEXCHANGE : flags;
  checkKeySpec(keySpec);
  checkStructVersion('CARD_KEY_SIZES', version, 1);
  const containers = [...(await contents.containers()).values()];
  const container = containers.find((candidate) => candidate.keySpec === keySpec);
  if (container !== undefined) return cardKeySizes(container.key.modulusBits);
  throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
    en: `the card has no key of dwKeySpec ${keySpec}`,
    fr: `la carte n'a pas de clé de dwKeySpec ${keySpec}`,
  });
}

/** dwFlags is the PIN_ID. At a reader with a PIN pad the code of the holder is external: typed there. */
async function pinInformation(contents: CardContents, { flags, version = PIN_INFO_VERSION }: Query): Promise<Bytes> {
  if (version !== PIN_INFO_VERSION) {
    const why = {
      en: `PIN_INFO.dwVersion ${version}, expected ${PIN_INFO_VERSION}`,
      fr: `PIN_INFO.dwVersion ${version}, attendu : ${PIN_INFO_VERSION}`,
    };
    throw new Refusal(WIN32.ERROR_REVISION_MISMATCH, why);
  }
  await pinObject(contents, flags);
  const hasAdmin = (await contents.pins()).has(PIN_ID.ADMIN);
  if (flags === PIN_ID.USER) {
    return pinInfo({
      pinType: (await hasPinPad(contents.channel)) ? SECRET_TYPE.EXTERNAL : SECRET_TYPE.ALPHANUMERIC,
      pinPurpose: SECRET_PURPOSE.PRIMARY_CARD_PIN,
      changePermission: pinSet(PIN_ID.USER),
      unblockPermission: hasAdmin ? pinSet(PIN_ID.ADMIN) : 0,
      cachePolicy: PIN_CACHE_POLICY.NORMAL,
    });
  }
  return pinInfo({
    pinType: SECRET_TYPE.ALPHANUMERIC,
    pinPurpose: SECRET_PURPOSE.UNBLOCK_ONLY_PIN,
    changePermission: 0,
    unblockPermission: 0,
    cachePolicy: PIN_CACHE_POLICY.NONE,
  });
}

/** dwFlags is the PIN_ID; `strength` of the user PIN and of the unblocking code. */
function pinStrength(user: number, admin: number): Property {
  return async (contents, { flags }) => {
    await pinObject(contents, flags);
    return dwords(flags === PIN_ID.USER ? user : admin);
  };
}

async function cplc(contents: CardContents): Promise<Bytes> {
  await contents.selectMf();
  return getCplc(contents.channel);
}

/** @throws Refusal SCARD_E_INVALID_PARAMETER when dwFlags is neither of the two kinds of operation */
function checkOperation(flags: number): void {
  if (flags === OPERATION.CIPHER || flags === OPERATION.ASYMMETRIC) return;
  throw new Refusal(SCARD.E_INVALID_PARAMETER, {
    en: `dwFlags ${flags}, expected 1 (cipher) or 2 (asymmetric)`,
    fr: `dwFlags ${flags}, attendu : 1 (chiffrement) ou 2 (asymétrique)`,
  });
}

/** dwFlags is the kind of operation: the card has RSA and no cipher. */
function algorithms(_: CardContents, { flags }: Query): Bytes {
  checkOperation(flags);
  return flags === OPERATION.ASYMMETRIC ? wideMultiString('RSA') : wideMultiString();
}

/** dwFlags is the kind of operation. A CPS3 pads by itself: who hands it a block already padded is refused. */
function paddingSchemes({ generation }: CardContents, { flags }: Query): Bytes {
  checkOperation(flags);
  const schemes = generation === 'cps4' ? PADDING.NONE | PADDING.PKCS1 : PADDING.PKCS1;
  return dwords(flags === OPERATION.ASYMMETRIC ? schemes : 0);
}

/** What stands before the card number in the token's label: `CPS3v3`. Source: simulation, the guide names it only. */
async function cpsVersion(contents: CardContents): Promise<Bytes> {
  const { label = '' } = await contents.tokenInfo();
  return wideString(label.replace(/-.*$/, '').trim());
}

/** Behind tag and length `64`, which every registered ATR has there. */
const PRE_ISSUING = { offset: 10, length: 4 } as const;

/** The pre-issuing data in the historical bytes of the ATR. Source: simulation, the guide names it only. */
function cpsPersoVersion(_: CardContents, { atr }: Query): Bytes {
  return atr.subarray(PRE_ISSUING.offset, PRE_ISSUING.offset + PRE_ISSUING.length);
}

async function pinList(contents: CardContents): Promise<Bytes> {
  return dwords([...(await contents.pins()).keys()].reduce((pins, pinId) => pins | pinSet(pinId), 0));
}

/** By the strings of cardmod.h, which have spaces; the guide's table 26 prints them without. */
const PROPERTIES = {
  'Free Space': plain((_, { version = 1 }) => {
    checkStructVersion('CARD_FREE_SPACE_INFO', version, 1);
    return cardFreeSpaceInfo(MAX_CONTAINERS);
  }),
  Capabilities: plain((_, { version = 1 }) => {
    checkStructVersion('CARD_CAPABILITIES', version, 1);
    return cardCapabilities();
  }),
  'Key Sizes': keySizes,
  'Read Only Mode': plain(() => dwords(TRUE)),
  'Cache Mode': plain(({ configuration }) => dwords(configuration.cacheMode)),
  'Supports Windows x.509 Enrollment': plain(() => dwords(FALSE)),
  'Card Identifier': plain(cardIdentifier),
  'Card Serial Number': plain((contents) => contents.serialNumber()),
  'PIN Information': pinInformation,
  'PIN List': plain(pinList),
  'Authenticated State': plain(async (contents) => dwords(await authenticatedPins(contents))),
  'PIN Strength Verify': pinStrength(CARD_PIN_STRENGTH_PLAINTEXT, CARD_PIN_STRENGTH_PLAINTEXT),
  'PIN Strength Change': pinStrength(CARD_PIN_STRENGTH_PLAINTEXT, 0),
  'PIN Strength Unblock': pinStrength(CARD_PIN_STRENGTH_PLAINTEXT, 0),
  'Key Import Support': plain(() => dwords(0)),
  Algorithms: algorithms,
  'Padding Schemes': paddingSchemes,
  CPSVersion: plain(cpsVersion),
  CPSEFData: plain((contents) => contents.dataObject('CPS_DATA')),
  CPSEFLang: plain((contents) => contents.dataObject('CPS_LANG_PS')),
  CPSPersoVersion: plain(cpsPersoVersion),
  CPSCPLC: plain(cplc),
} as const satisfies Readonly<Record<string, Property>>;

/** A property by its string of cardmod.h, or as the guide spells it. */
export type PropertyName = keyof typeof PROPERTIES | (string & {});

/** The properties there are, as cardmod.h and the guide write them. */
export const PROPERTY_NAMES: readonly string[] = Object.keys(PROPERTIES);

/**
 * The property of that name. How the agency spaces its own five nobody outside knows: `CPSVersion`, `CPS Version`.
 *
 * Source: reference/minidriver.md 14.1.
 */
function propertyOf(name: string): Property | undefined {
  return BY_NAME.get(name.startsWith('CPS') ? name.replaceAll(' ', '') : name);
}

const BY_NAME: ReadonlyMap<string, Property> = new Map(
  Object.entries(PROPERTIES).flatMap(([name, property]) => [
    [name, property],
    [name.replaceAll(' ', ''), property],
  ]),
);

export interface PropertyQuery {
  /** dwFlags: key specification for Key Sizes, PIN_ID for PIN Information and PIN Strength, else 0. */
  readonly flags?: number;
  /** cbData: size of the caller's buffer; without limit by default. */
  readonly bufferLength?: number;
  /** dwVersion in the caller's structure; the current one by default. */
  readonly version?: number;
}

/**
 * CardGetProperty: the bytes of a property, little-endian, as a copy of its own.
 * @param property string of cardmod.h (`PIN Information`), or the guide's spelling (`PINInformation`); case matters
 * @throws MinidriverError SCARD_E_UNSUPPORTED_FEATURE for a property that is not known; ERROR_INSUFFICIENT_BUFFER with
 *   `dataLength`; ERROR_REVISION_MISMATCH for `version`; SCARD_E_INVALID_PARAMETER for `flags`
 */
export function cardGetProperty(cardData: CardData, property: string, query: PropertyQuery = {}): Promise<Bytes> {
  return entryPoint(['CardGetProperty', property], cardData, async (contents) => {
    ARGUMENTS.cardGetProperty(property, query);
    const { flags = 0, bufferLength = Number.POSITIVE_INFINITY, version } = query;
    if (typeof property !== 'string')
      throw new Refusal(SCARD.E_INVALID_PARAMETER, { en: 'no property name', fr: 'pas de nom de propriété' });
    const read = propertyOf(property);
    if (read === undefined)
      throw new Refusal(SCARD.E_UNSUPPORTED_FEATURE, {
        en: `no property '${property}'`,
        fr: `pas de propriété '${property}'`,
      });
    const value = await read(contents, { flags, version, atr: cardData.atr });
    if (value.length <= bufferLength) return copyOf(value);
    const why = {
      en: `'${property}' has ${value.length} bytes, the buffer ${bufferLength}`,
      fr: `'${property}' a ${value.length} octets, le tampon ${bufferLength}`,
    };
    throw new Refusal(WIN32.ERROR_INSUFFICIENT_BUFFER, why, { dataLength: value.length });
  });
}

export interface Versioned {
  /** dwVersion in the caller's structure; the current one by default. */
  readonly version?: number;
}

/**
 * CardQueryKeySizes: CARD_KEY_SIZES.
 * @throws MinidriverError SCARD_E_INVALID_PARAMETER for a key specification that is none; SCARD_E_UNSUPPORTED_FEATURE for
 *   one the card has no key of; ERROR_REVISION_MISMATCH
 */
export function cardQueryKeySizes(
  cardData: CardData,
  keySpec: number,
  flags = 0,
  query: Versioned = {},
): Promise<Bytes> {
  return entryPoint('CardQueryKeySizes', cardData, (contents) => {
    ARGUMENTS.cardQueryKeySizes(keySpec, flags, query);
    const { version = 1 } = query;
    checkFlags(flags);
    checkKeySpec(keySpec);
    return keySizes(contents, { flags: keySpec, version, atr: cardData.atr });
  });
}
