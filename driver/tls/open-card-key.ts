/** From the card that is there to its key, for TLS. */
import {
  FLAG,
  instanceOf,
  MILLISECONDS,
  members,
  oneOf,
  optional,
  parameters,
  SIGNAL,
  TEXT,
} from '#common/arguments.ts';
import { AT, firstKey } from '../csp/first-key.ts';
import {
  CspError,
  CspProcess,
  NCRYPT,
  NTE,
  nCryptFreeObject,
  nCryptGetProperty,
  nCryptOpenKey,
  nCryptOpenStorageProvider,
  type StorageKey,
} from '../csp/index.ts';
import { signsPadded } from '../csp/private-key.ts';
import { KEY_USES, type KeyUse } from './arguments.ts';
import { CardKey } from './card-key.ts';
import { refusalOfCard } from './card-signer.ts';
import { CardTlsError } from './card-tls-error.ts';

/** A person looks for the code, types it, and is asked again when it was wrong. */
const SIGNATURE_TIMEOUT_MS = 120_000;

export interface CardKeyOptions {
  /** Reader by its PC/SC name; any by default. */
  readonly reader?: string;
  /** Container; the first key of the card for that use by default. */
  readonly container?: string;
  /** The key that authenticates by default; that of documents is refused by servers, and shows how. */
  readonly use?: KeyUse;
  /** Nobody is asked for a card or a code. */
  readonly silent?: boolean;
  /** Milliseconds one signature may take, the person's time included; two minutes by default. */
  readonly timeoutMs?: number;
}

export interface OpenCardKeyOptions extends CardKeyOptions {
  /** Ends the dialog for a card; the key that was opened is another matter: `close` it. */
  readonly signal?: AbortSignal | undefined;
}

const CARD_KEY_OPTIONS = members({
  reader: optional(TEXT),
  container: optional(TEXT),
  use: optional(oneOf(KEY_USES)),
  silent: optional(FLAG),
  timeoutMs: optional(MILLISECONDS),
  signal: optional(SIGNAL),
});

const checkArguments = parameters('openCardKey', {
  process: instanceOf(CspProcess, 'a CspProcess'),
  options: CARD_KEY_OPTIONS,
});

function scopeOf({ reader }: CardKeyOptions): string | undefined {
  return reader === undefined ? undefined : `\\\\.\\${reader}\\`;
}

/** The key itself: of the container named, else the first for that use; the person is asked for a card. */
async function openKey(process: CspProcess, options: OpenCardKeyOptions): Promise<StorageKey> {
  const { container: named, use = 'authentication', silent, signal } = options;
  const scope = scopeOf(options);
  if (named !== undefined) {
    const flags = silent ? NCRYPT.SILENT : 0;
    return nCryptOpenKey(nCryptOpenStorageProvider(process), (scope ?? '') + named, AT[use], flags, signal);
  }
  const found = await firstKey(process, AT[use], { scope, silent, signal });
  if (found !== undefined) return found;
  throw new CspError(NTE.NO_KEY, {
    en: 'no card that is there has a key to authenticate with',
    fr: "aucune carte présente n'a de clé d'authentification",
  });
}

/** With what the card says of it. */
async function cardKeyOf(key: StorageKey, { timeoutMs = SIGNATURE_TIMEOUT_MS, signal }: OpenCardKeyOptions) {
  const certificate = await nCryptGetProperty(key, 'SmartCardKeyCertificate', signal);
  const reader = await nCryptGetProperty(key, 'SmartCardReader', signal);
  return new CardKey(key, { certificate, reader, signsPadded: await signsPadded(key), timeoutMs });
}

/**
 * The key of the card that is there, with its certificate; the code is asked for when it first signs.
 * @throws CardTlsError not-inserted, no-certificate; card for the rest; the reason of the signal
 */
export async function openCardKey(process: CspProcess, options: OpenCardKeyOptions = {}): Promise<CardKey> {
  checkArguments(process, options);
  const { signal } = options;
  signal?.throwIfAborted();
  try {
    const key = await openKey(process, options);
    return await cardKeyOf(key, options).catch(async (error) => {
      await nCryptFreeObject(key);
      throw error;
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new CardTlsError(refusalOfCard(error), error);
  }
}
