/** From whatever card is there to its first key for a use: what every program does that names no container. */
import { KEY_SPEC } from '../minidriver/index.ts';
import { NCRYPT } from './constants.ts';
import { nCryptOpenStorageProvider } from './key-storage-provider.ts';
import type { CspProcess } from './process.ts';
import type { StorageKey } from './storage-key.ts';
import { nCryptEnumKeys, nCryptFreeObject, nCryptOpenKey } from './told-functions.ts';

/** AT_KEYEXCHANGE, what a CPS authenticates with; AT_SIGNATURE, what it signs documents with. Source: wincrypt.h. */
export const AT = { authentication: KEY_SPEC.KEYEXCHANGE, signature: KEY_SPEC.SIGNATURE } as const;

export interface FirstKeyOptions {
  /** A reader, as `\\.\READER\`; any by default. */
  readonly scope?: string | undefined;
  /** Nobody is asked for a card. */
  readonly silent?: boolean | undefined;
  /** Ends the dialog for a card. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The first key of that AT_*; without one the person is asked for a card, once.
 * @returns undefined when no card that is there has such a key
 * @throws CspError when no card comes; the reason of the signal
 */
export async function firstKey(
  process: CspProcess,
  keySpec: number,
  { scope, silent = false, signal }: FirstKeyOptions = {},
): Promise<StorageKey | undefined> {
  const provider = nCryptOpenStorageProvider(process);
  const flags = silent ? NCRYPT.SILENT : 0;
  const first = async () =>
    (await nCryptEnumKeys(provider, scope)).find(({ legacyKeySpec }) => legacyKeySpec === keySpec);
  let found = await first();
  if (found === undefined) {
    await nCryptFreeObject(await nCryptOpenKey(provider, scope ?? null, 0, flags, signal));
    found = await first();
  }
  return found && nCryptOpenKey(provider, (scope ?? '') + found.name, keySpec, flags, signal);
}
