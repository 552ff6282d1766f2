/**
 * CertPropSvc: the certificates of every card that is inserted, copied into the store MY.
 *
 * They stay there when the card leaves (guide, Impact 08), unless the remedy is switched on.
 *
 * Source: reference/minidriver.md 11; guide 9.5.6, table 22.
 */

import { FLAG, FUNCTION, members, optional, parameters, SIGNAL, TEXT } from '#common/arguments.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { cspError } from '../csp/csp-error.ts';
import {
  CRYPT,
  CspError,
  type CspProcess,
  cryptAcquireContext,
  cryptGetProvParam,
  cryptReleaseContext,
} from '../csp/index.ts';
import { WINSCARD } from '../pcsc/arguments.ts';
import { type Look, watchReaders } from '../pcsc/reader-events.ts';
import { PROCESS, STORE } from './arguments.ts';
import type { CertificateStore } from './certificate-store.ts';
import { removeCertificatesOf } from './housekeeping.ts';
import type { StoreCertificate } from './store-certificate.ts';

/** Members of PropagationSettings. */
export const PROPAGATION_SETTINGS = {
  enabled: optional(FLAG),
  removeWithCard: optional(FLAG),
  friendlyName: optional(TEXT),
};
const ARGUMENTS = {
  propagation: parameters('CertificatePropagation', {
    options: members({
      winscard: WINSCARD,
      process: PROCESS,
      store: STORE,
      told: optional(FUNCTION),
      looked: optional(FUNCTION),
      ...PROPAGATION_SETTINGS,
    }),
  }),
  run: parameters('CertificatePropagation.run', { signal: SIGNAL }),
};

export interface PropagationSettings {
  /** The policy CertPropEnabled; on by default. */
  readonly enabled?: boolean;
  /** The remedy Windows does not have: certificates go with their card. Off by default. */
  readonly removeWithCard?: boolean;
  /** CERT_FRIENDLY_NAME_PROP_ID of what is propagated: `alias` as in the guide's figure 25. */
  readonly friendlyName?: string;
}

/** What one look at the cards, or one event, led to. */
export interface PropagationEvent {
  readonly kind: 'propagated' | 'card-removed' | 'failed';
  /** Absent after a look at every reader. */
  readonly reader?: string;
  readonly added: readonly StoreCertificate[];
  readonly removed: readonly StoreCertificate[];
  /** `failed`: why the cards could not be read. */
  readonly error?: CspError;
}

export interface PropagationOptions extends PropagationSettings {
  readonly winscard: WinScard;
  /** The process of the service: it has no window, its contexts are silent. */
  readonly process: CspProcess;
  readonly store: CertificateStore;
  readonly told?: (event: PropagationEvent) => void;
  /** All events of a look at the readers have been dealt with. */
  readonly looked?: Look;
}

async function readersOf(process: CspProcess): Promise<readonly string[]> {
  try {
    return await process.readers();
  } catch (error) {
    throw cspError(error);
  }
}

const NOTHING = { added: [], removed: [] } as const;

export class CertificatePropagation {
  readonly #options: PropagationOptions;
  /** cardid by reader, of the cards whose certificates were copied. */
  readonly #cards = new Map<string, string>();

  constructor(options: PropagationOptions) {
    ARGUMENTS.propagation(options);
    this.#options = options;
  }

  /**
   * The certificates of all cards that are there now, once; a card that cannot be read is told after all others.
   * @returns those that were not in the store
   * @throws CspError of the readers or of a card, CertificateStoreError
   */
  async propagate(): Promise<readonly StoreCertificate[]> {
    const { process, enabled = true } = this.#options;
    if (!enabled) return [];
    const added: StoreCertificate[] = [];
    let failure: unknown;
    for (const reader of await readersOf(process)) {
      try {
        added.push(...(await this.#propagateFrom(reader)));
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return added;
  }

  async #propagateFrom(reader: string): Promise<readonly StoreCertificate[]> {
    const { process, store, friendlyName = 'alias' } = this.#options;
    const container = `\\\\.\\${reader}\\`;
    const provider = await cryptAcquireContext(process, { container, flags: CRYPT.VERIFYCONTEXT | CRYPT.SILENT });
    try {
      const added: StoreCertificate[] = [];
      for (const { der, keyProviderInfo, cardIdentifier } of await cryptGetProvParam(provider, 'PP_USER_CERTSTORE')) {
        this.#cards.set(reader, cardIdentifier);
        if (store.add(der, { friendlyName, keyProviderInfo, cardIdentifier }) !== 'added') continue;
        const last = store.certificates().at(-1);
        if (last !== undefined) added.push(last);
      }
      return added;
    } finally {
      await cryptReleaseContext(provider);
    }
  }

  /** Propagates what is there and at each insertion, until `signal` aborts. @throws ScardError when PC/SC goes away */
  async run(signal: AbortSignal): Promise<void> {
    ARGUMENTS.run(signal);
    const { winscard, told = () => {}, looked } = this.#options;
    for await (const { kind, reader } of watchReaders(winscard, { signal, program: 'CertPropSvc', looked })) {
      if (kind === 'card-inserted') told(await this.#inserted(reader));
      if (kind === 'card-removed') told(this.#removed(reader));
    }
  }

  /** A card nobody can read, or one that leaves meanwhile, does not end the service. */
  async #inserted(reader: string): Promise<PropagationEvent> {
    try {
      return { kind: 'propagated', reader, added: await this.propagate(), removed: [] };
    } catch (error) {
      if (error instanceof CspError) return { kind: 'failed', reader, ...NOTHING, error };
      throw error;
    }
  }

  #removed(reader: string): PropagationEvent {
    const { store, removeWithCard = false } = this.#options;
    const card = this.#cards.get(reader);
    this.#cards.delete(reader);
    const removed = removeWithCard && card !== undefined ? removeCertificatesOf(store, card) : [];
    return { kind: 'card-removed', reader, added: [], removed };
  }
}
