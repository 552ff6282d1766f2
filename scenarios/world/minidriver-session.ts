/**
 * The Card* functions on one card, as the Base CSP calls them: each inside a transaction of its own.
 *
 * Refusals reject with MinidriverError or ScardError; tell them apart by `scard`. What no argument can mean is an
 * ArgumentError, before the card is asked.
 */
import { createHash } from 'node:crypto';
import {
  BYTES,
  CODE,
  either,
  type Kind,
  listOf,
  members,
  NUMBER,
  oneOf,
  optional,
  parameters,
  TEXT,
} from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import {
  type AttemptsRemaining,
  CALG,
  CARD_DATA_FUNCTIONS,
  type CardData,
  type CardFileInfo,
  type ContainerInfo,
  cardAcquireContext,
  cardAuthenticateEx,
  cardAuthenticatePin,
  cardChangeAuthenticatorEx,
  cardDeauthenticateEx,
  cardDeleteContext,
  cardEnumFiles,
  cardGetContainerInfo,
  cardGetFileInfo,
  cardGetProperty,
  cardReadFile,
  cardRSADecrypt,
  cardSignData,
  cardUnblockPin,
  KEY_SPEC,
  type MinidriverSettings,
  PIN_CHANGE_FLAG,
  PIN_ID,
  type PropertyName,
  pinSet,
} from '../../driver/minidriver/index.ts';
import type { PcscCard } from '../../driver/pcsc/card.ts';

/** The two containers of a CPS; their index in cmapfile. */
export const CONTAINERS = { AUTH: 0, SIGN: 1 } as const;
export type Container = keyof typeof CONTAINERS | number;

export const HASHES = { sha1: CALG.SHA1, sha256: CALG.SHA_256, sha384: CALG.SHA_384, sha512: CALG.SHA_512 } as const;
export type Hash = keyof typeof HASHES;

type CardFunctions = typeof CARD_DATA_FUNCTIONS;
/** A function of CARD_DATA by its name in cardmod.h. */
export type CardFunctionName = Exclude<keyof CardFunctions, 'CardAcquireContext'>;
type ArgumentsOf<N extends CardFunctionName> = CardFunctions[N] extends (data: CardData, ...args: infer A) => unknown
  ? A
  : never;

/** A code as a person types it. */
type Code = string;

export interface FileName {
  /** Root when absent. */
  readonly directory?: string | undefined;
  readonly file: string;
}

const CONTAINER = either(NUMBER, oneOf(Object.keys(CONTAINERS)));
const FILE_NAME = members({ directory: optional(TEXT), file: TEXT });
const CODES = { newPin: CODE, oldPin: optional(CODE), puk: optional(CODE) };
/** The new code, and one of the others. */
const CHANGE: Kind = (value, path) => {
  const fault = members(CODES)(value, path);
  if (fault !== undefined) return fault;
  const { oldPin, puk } = value as { readonly oldPin?: Code; readonly puk?: Code };
  return (oldPin === undefined) === (puk === undefined) ? `${path}: expected either oldPin or puk` : undefined;
};

const ARGUMENTS = {
  cardGetContainerInfo: parameters('cardGetContainerInfo', { container: CONTAINER }),
  cardReadFile: parameters('cardReadFile', { name: FILE_NAME }),
  cardEnumFiles: parameters('cardEnumFiles', { directory: TEXT }),
  cardGetFileInfo: parameters('cardGetFileInfo', { name: FILE_NAME }),
  cardAuthenticateEx: parameters('cardAuthenticateEx', {
    authentication: members({ pin: optional(CODE), pinId: optional(NUMBER) }),
  }),
  cardAuthenticatePin: parameters('cardAuthenticatePin', {
    authentication: members({ pin: CODE, user: optional(TEXT) }),
  }),
  cardDeauthenticateEx: parameters('cardDeauthenticateEx', { pinIds: listOf(NUMBER) }),
  cardChangeAuthenticatorEx: parameters('cardChangeAuthenticatorEx', { codes: CHANGE }),
  cardUnblockPin: parameters('cardUnblockPin', { codes: members({ puk: CODE, newPin: CODE }) }),
  cardSignData: parameters('cardSignData', {
    signing: members({ container: CONTAINER, hash: oneOf(Object.keys(HASHES)), message: BYTES }),
  }),
  cardRSADecrypt: parameters('cardRSADecrypt', { decryption: members({ container: CONTAINER, cryptogram: BYTES }) }),
  cardGetProperty: parameters('cardGetProperty', { property: TEXT, flags: NUMBER }),
  call: parameters('call', { name: oneOf(Object.keys(CARD_DATA_FUNCTIONS)) }),
};

export function containerIndexOf(container: Container): number {
  return typeof container === 'number' ? container : CONTAINERS[container];
}

/** AUTH is a key exchange key for Windows, SIGN a signature key. */
function keySpecOf(container: Container): number {
  return containerIndexOf(container) === CONTAINERS.SIGN ? KEY_SPEC.SIGNATURE : KEY_SPEC.KEYEXCHANGE;
}

export class MinidriverSession {
  readonly #card: PcscCard;
  readonly #data: CardData;

  private constructor(card: PcscCard, data: CardData) {
    this.#card = card;
    this.#data = data;
  }

  /** CardAcquireContext. */
  static async acquire(card: PcscCard, settings: MinidriverSettings = {}): Promise<MinidriverSession> {
    const { atr } = await card.status();
    const data = await cardAcquireContext({ atr, cardName: card.reader, card, ...settings });
    return new MinidriverSession(card, data);
  }

  /** Works with the card removed: no transaction. */
  async cardDeleteContext(): Promise<void> {
    await cardDeleteContext(this.#data);
  }

  async cardGetContainerInfo(container: Container): Promise<ContainerInfo> {
    ARGUMENTS.cardGetContainerInfo(container);
    return this.#call((data) => cardGetContainerInfo(data, containerIndexOf(container)));
  }

  async cardReadFile(name: FileName): Promise<Bytes> {
    ARGUMENTS.cardReadFile(name);
    const { directory = '', file } = name;
    return this.#call((data) => cardReadFile(data, directory, file));
  }

  async cardEnumFiles(directory = ''): Promise<string[]> {
    ARGUMENTS.cardEnumFiles(directory);
    return this.#call((data) => cardEnumFiles(data, directory));
  }

  async cardGetFileInfo(name: FileName): Promise<CardFileInfo> {
    ARGUMENTS.cardGetFileInfo(name);
    const { directory = '', file } = name;
    return this.#call((data) => cardGetFileInfo(data, directory, file));
  }

  async cardAuthenticateEx(
    authentication: { pin?: Code | undefined; pinId?: number | undefined } = {},
  ): Promise<AttemptsRemaining> {
    ARGUMENTS.cardAuthenticateEx(authentication);
    const { pin, pinId = PIN_ID.USER } = authentication;
    return this.#call((data) => cardAuthenticateEx(data, { pin, pinId }));
  }

  async cardAuthenticatePin(authentication: { pin: Code; user?: string | undefined }): Promise<AttemptsRemaining> {
    ARGUMENTS.cardAuthenticatePin(authentication);
    const { pin, user = 'user' } = authentication;
    return this.#call((data) => cardAuthenticatePin(data, { pin, userId: user }));
  }

  /** PINs by their PIN_ID; the user PIN by default. */
  async cardDeauthenticateEx(...pinIds: number[]): Promise<void> {
    ARGUMENTS.cardDeauthenticateEx(pinIds);
    const pins = (pinIds.length === 0 ? [PIN_ID.USER] : pinIds).reduce((set, pinId) => set | pinSet(pinId), 0);
    return this.#call((data) => cardDeauthenticateEx(data, pins));
  }

  /** With `oldPin` a change, with `puk` an unblocking. */
  async cardChangeAuthenticatorEx(
    codes: { newPin: Code } & ({ oldPin: Code } | { puk: Code }),
  ): Promise<AttemptsRemaining> {
    ARGUMENTS.cardChangeAuthenticatorEx(codes);
    const change = { targetPinId: PIN_ID.USER, targetPin: codes.newPin };
    if ('oldPin' in codes && codes.oldPin !== undefined) {
      const authenticating = { authenticatingPinId: PIN_ID.USER, authenticatingPin: codes.oldPin };
      const flags = PIN_CHANGE_FLAG.CHANGEPIN;
      return this.#call((data) => cardChangeAuthenticatorEx(data, { ...change, ...authenticating, flags }));
    }
    const authenticating = { authenticatingPinId: PIN_ID.ADMIN, authenticatingPin: (codes as { puk: Code }).puk };
    const flags = PIN_CHANGE_FLAG.UNBLOCK;
    return this.#call((data) => cardChangeAuthenticatorEx(data, { ...change, ...authenticating, flags }));
  }

  async cardUnblockPin(codes: { puk: Code; newPin: Code }): Promise<void> {
    ARGUMENTS.cardUnblockPin(codes);
    const { puk, newPin } = codes;
    return this.#call((data) => cardUnblockPin(data, { authenticationData: puk, newPin }));
  }

  /** Changes the user PIN with all codes typed at the PIN pad. */
  cardChangeAtPinPad(): Promise<AttemptsRemaining> {
    const pins = { authenticatingPinId: PIN_ID.USER, targetPinId: PIN_ID.USER };
    return this.#call((data) => cardChangeAuthenticatorEx(data, { ...pins, flags: PIN_CHANGE_FLAG.CHANGEPIN }));
  }

  /** Hashes the message here, as the CSP does, and has the digest signed; the signature is little-endian. */
  async cardSignData(signing: { container: Container; hash: Hash; message: Bytes }): Promise<Bytes> {
    ARGUMENTS.cardSignData(signing);
    const { container, hash, message } = signing;
    const digest = new Uint8Array(createHash(hash).update(message).digest());
    const info = { containerIndex: containerIndexOf(container), keySpec: keySpecOf(container) };
    return this.#call(async (data) => {
      const { signedData } = await cardSignData(data, { ...info, hashAlgorithm: HASHES[hash], data: digest });
      return signedData;
    });
  }

  /** Cryptogram and result little-endian; PKCS#1 v1.5 padding is taken off. */
  async cardRSADecrypt(decryption: { container: Container; cryptogram: Bytes }): Promise<Bytes> {
    ARGUMENTS.cardRSADecrypt(decryption);
    const { container, cryptogram } = decryption;
    const info = { containerIndex: containerIndexOf(container), keySpec: keySpecOf(container) };
    return this.#call((data) => cardRSADecrypt(data, { ...info, data: cryptogram }));
  }

  /** @param flags dwFlags: the PIN_ID or the key specification, for the properties that take one */
  async cardGetProperty(property: PropertyName, flags = 0): Promise<Bytes> {
    ARGUMENTS.cardGetProperty(property, flags);
    return this.#call((data) => cardGetProperty(data, property, { flags }));
  }

  /** Any function of CARD_DATA by its name in cardmod.h, with its arguments behind the CARD_DATA. */
  call<N extends CardFunctionName>(name: N, ...args: ArgumentsOf<N>): ReturnType<CardFunctions[N]> {
    const called = async () => {
      ARGUMENTS.call(name);
      const func = CARD_DATA_FUNCTIONS[name] as (data: CardData, ...args: readonly unknown[]) => Promise<unknown>;
      return this.#call((data) => func(data, ...args));
    };
    return called() as ReturnType<CardFunctions[N]>;
  }

  #call<T>(work: (data: CardData) => Promise<T>): Promise<T> {
    return this.#card.transaction(() => work(this.#data));
  }
}
