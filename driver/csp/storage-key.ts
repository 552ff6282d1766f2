/** The handles of the smart card KSP, and what its functions take. Source: ncrypt.h; reference/minidriver.md 10. */
import { BYTES, CODE, instanceOf, type Kind, members, NUMBER, orNull, TEXT } from '#common/arguments.ts';
import type { ContainerReference } from './card/card-search.ts';
import type { SMART_CARD_KSP } from './constants.ts';
import { CANCELLED, CONTAINER_NAME, FLAGS, PROCESS } from './crypto-provider.ts';
import { typesOf } from './csp-error.ts';
import { CspProcess } from './process.ts';

/** NCRYPT_PROV_HANDLE */
export interface StorageProvider {
  readonly process: CspProcess;
  readonly name: typeof SMART_CARD_KSP;
}

/** NCRYPT_KEY_HANDLE */
export class StorageKey {
  readonly process: CspProcess;
  readonly container: ContainerReference;
  readonly silent: boolean;
  #freed = false;

  constructor(process: CspProcess, container: ContainerReference, silent: boolean) {
    this.process = process;
    this.container = container;
    this.silent = silent;
    process.use(container.cardIdentifier);
  }

  get freed(): boolean {
    return this.#freed;
  }

  async free(): Promise<void> {
    this.#freed = true;
    await this.process.leave(this.container.cardIdentifier);
  }
}

const STORAGE: Kind = (value, path) =>
  value instanceof Object && Reflect.get(value, 'process') instanceof CspProcess
    ? undefined
    : `${path}: expected a provider of nCryptOpenStorageProvider`;
const KEY = { key: instanceOf(StorageKey, 'a key of nCryptOpenKey') };
const PADDING = { padding: members({ algorithmId: orNull(TEXT) }) };
/** By function. */
export const STORAGE_TYPES = {
  nCryptOpenStorageProvider: typesOf('NCryptOpenStorageProvider', { process: PROCESS, name: TEXT }),
  nCryptEnumKeys: typesOf('NCryptEnumKeys', { provider: STORAGE, scope: CONTAINER_NAME }),
  nCryptOpenKey: typesOf('NCryptOpenKey', {
    provider: STORAGE,
    name: CONTAINER_NAME,
    legacyKeySpec: NUMBER,
    flags: FLAGS,
    cancelled: CANCELLED,
  }),
  nCryptCreatePersistedKey: typesOf('NCryptCreatePersistedKey', { provider: STORAGE, name: TEXT, flags: FLAGS }),
  nCryptFreeObject: typesOf('NCryptFreeObject', KEY),
  nCryptGetProperty: typesOf('NCryptGetProperty', { ...KEY, property: TEXT, cancelled: CANCELLED }),
  nCryptSetPin: typesOf('NCryptSetProperty', { ...KEY, pin: orNull(CODE) }),
  nCryptSignHash: typesOf('NCryptSignHash', { ...KEY, ...PADDING, hash: BYTES, flags: FLAGS, cancelled: CANCELLED }),
  nCryptVerifySignature: typesOf('NCryptVerifySignature', { ...KEY, ...PADDING, hash: BYTES, signature: BYTES }),
  nCryptDecrypt: typesOf('NCryptDecrypt', { ...KEY, cryptogram: BYTES, flags: FLAGS, cancelled: CANCELLED }),
  nCryptExportKey: typesOf('NCryptExportKey', { ...KEY, blobType: TEXT }),
};
