/** Parameters of a context. Source: wincrypt.h, CryptGetProvParam, CryptSetProvParam; reference/minidriver.md 10. */

import { CODE, orNull, TEXT } from '#common/arguments.ts';
import { sameInEach } from '#common/language.ts';
import { type Bytes, fromHex } from '#iso7816/bytes.ts';
import { NTE } from '#windows/codes.ts';
import { certificateOf, containerRecords, keySpecOf } from './card/card-contents.ts';
import { onCard, onCardAgain } from './card/card-search.ts';
import { BASE_CSP, PROV } from './constants.ts';
import { type CryptProvider, checkProviderHandle, keyUser, PROVIDER, readersOf } from './crypto-provider.ts';
import { CspError, cspError, typesOf } from './csp-error.ts';
import { givePin } from './pin/authentication.ts';

/** CRYPT_KEY_PROV_INFO: how a certificate in a store leads to its private key. */
export interface KeyProviderInfo {
  readonly containerName: string;
  readonly providerName: string;
  readonly providerType: number;
  /** AT_KEYEXCHANGE (1) or AT_SIGNATURE (2). */
  readonly keySpec: number;
}

/** A certificate of a card as PP_USER_CERTSTORE shows it. */
export interface UserCertificate {
  readonly der: Bytes;
  readonly keyProviderInfo: KeyProviderInfo;
  /** cardid in hexadecimal. */
  readonly cardIdentifier: string;
  readonly reader: string;
}

/** What CryptGetProvParam gives, by dwParam. */
export interface ProviderParameters {
  readonly PP_NAME: string;
  readonly PP_PROVTYPE: number;
  /** Names of the containers of the card, or of all cards in a context without container. */
  readonly PP_ENUMCONTAINERS: readonly string[];
  readonly PP_CONTAINER: string;
  readonly PP_UNIQUE_CONTAINER: string;
  /** AT_* bits of the keys a container may have. */
  readonly PP_KEYSPEC: number;
  readonly PP_SMARTCARD_READER: string;
  /** cardid, 16 bytes. */
  readonly PP_SMARTCARD_GUID: Bytes;
  readonly PP_USER_CERTSTORE: readonly UserCertificate[];
  /** Certificates of msroots, in DER: a CPS has none. */
  readonly PP_ROOT_CERTSTORE: readonly Bytes[];
}

type Reader<K extends keyof ProviderParameters> = (
  provider: CryptProvider,
) => Promise<ProviderParameters[K]> | ProviderParameters[K];

async function userCertificates(provider: CryptProvider): Promise<readonly UserCertificate[]> {
  const { process } = provider;
  const found: UserCertificate[] = [];
  for (const reader of await readersOf(provider)) {
    const ofCard = await onCard(process, reader, async (card) => {
      const certificates: UserCertificate[] = [];
      for (const record of await containerRecords(process, card)) {
        const der = await certificateOf(process, card, record);
        if (der === undefined) continue;
        const key = { providerName: BASE_CSP, providerType: PROV.RSA_FULL, keySpec: keySpecOf(record) };
        const keyProviderInfo = { containerName: record.name, ...key };
        certificates.push({ der: der.slice(), keyProviderInfo, cardIdentifier: card.cardIdentifier, reader });
      }
      return certificates;
    });
    found.push(...(ofCard ?? []));
  }
  return found;
}

async function containerNames(provider: CryptProvider): Promise<readonly string[]> {
  const names: string[] = [];
  for (const reader of await readersOf(provider)) {
    const records = await onCard(provider.process, reader, (card) => containerRecords(provider.process, card));
    names.push(...(records ?? []).map(({ name }) => name));
  }
  return names;
}

const TYPES = {
  cryptGetProvParam: typesOf('CryptGetProvParam', { provider: PROVIDER, parameter: TEXT }),
  cryptSetProvParam: typesOf('CryptSetProvParam', { provider: PROVIDER, parameter: TEXT, value: orNull(CODE) }),
};

const AT_ALL = 3;

const READERS: { readonly [K in keyof ProviderParameters]: Reader<K> } = {
  PP_NAME: () => BASE_CSP,
  PP_PROVTYPE: () => PROV.RSA_FULL,
  PP_ENUMCONTAINERS: containerNames,
  PP_CONTAINER: (provider) => keyUser(provider).container.record.name,
  PP_UNIQUE_CONTAINER: (provider) => keyUser(provider).container.record.name,
  PP_KEYSPEC: () => AT_ALL,
  PP_SMARTCARD_READER: (provider) => onCardAgain(keyUser(provider), async (card) => card.reader),
  PP_SMARTCARD_GUID: (provider) => fromHex(keyUser(provider).container.cardIdentifier),
  PP_USER_CERTSTORE: userCertificates,
  PP_ROOT_CERTSTORE: () => [],
};

/**
 * CryptGetProvParam: a parameter of the context. The properties of the card (CPSVersion...) are not among them: they
 * are the minidriver's (guide, table 25).
 * @throws CspError NTE_BAD_TYPE for a parameter that is not known; NTE_NO_KEY in a context without container
 */
export async function cryptGetProvParam<K extends keyof ProviderParameters>(
  provider: CryptProvider,
  parameter: K,
): Promise<ProviderParameters[K]> {
  TYPES.cryptGetProvParam(provider, parameter);
  checkProviderHandle(provider);
  const read: Reader<K> | undefined = Object.hasOwn(READERS, parameter) ? READERS[parameter] : undefined;
  if (read === undefined) throw new CspError(NTE.BAD_TYPE, sameInEach(`dwParam ${String(parameter)}`));
  try {
    return await read(provider);
  } catch (error) {
    throw cspError(error);
  }
}

type Writer = (provider: CryptProvider, value: string | null) => Promise<void> | void;

const writePin: Writer = (provider, pin) => givePin(keyUser(provider), pin);

const WRITERS = {
  PP_KEYEXCHANGE_PIN: writePin,
  PP_SIGNATURE_PIN: writePin,
  PP_UI_PROMPT: ({ process }, prompt) => {
    process.insertCardPrompt = prompt ?? undefined;
  },
} as const satisfies Readonly<Record<string, Writer>>;

/** What CryptSetProvParam takes, by dwParam. */
export type SettableParameter = keyof typeof WRITERS;

/**
 * CryptSetProvParam: the PIN, given by the program instead of the person (both parameters are the one PIN of the card),
 * or the words that ask for the card (PP_UI_PROMPT), for all contexts of the process.
 * @param value null forgets the one that is kept
 * @throws CspError SCARD_W_WRONG_CHV, SCARD_W_CHV_BLOCKED; NTE_BAD_TYPE; for a PIN NTE_NO_KEY in a context without
 *   container
 */
export async function cryptSetProvParam(
  provider: CryptProvider,
  parameter: SettableParameter,
  value: string | null,
): Promise<void> {
  TYPES.cryptSetProvParam(provider, parameter, value);
  checkProviderHandle(provider);
  if (!Object.hasOwn(WRITERS, parameter)) throw new CspError(NTE.BAD_TYPE, sameInEach(`dwParam ${String(parameter)}`));
  await WRITERS[parameter](provider, value);
}
