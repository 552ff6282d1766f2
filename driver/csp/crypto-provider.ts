/**
 * The smart card CSP: acquiring and releasing contexts. Source: wincrypt.h, CryptAcquireContext; guide 9.4, table 19;
 * reference/minidriver.md 10.
 */

import { instanceOf, members, NUMBER, optional, orNull, SIGNAL, TEXT } from '#common/arguments.ts';
import { sameInEach } from '#common/language.ts';
import { SCARD } from '#pcsc/scard.ts';
import { NTE, SCARD_WINDOWS } from '#windows/codes.ts';
import {
  type ContainerReference,
  findContainerNow,
  findOrAskFor,
  type KeyUser,
  readersMeant,
} from './card/card-search.ts';
import { type ContainerSpecification, parseContainerSpecification } from './card/container-specification.ts';
import { BASE_CSP, CRYPT, hasFlag, hasOtherFlags, PROV } from './constants.ts';
import { CspError, cspError, typesOf } from './csp-error.ts';
import { CspProcess } from './process.ts';

export interface AcquireOptions {
  /** `\\.\Reader\Container`, `\\.\Reader\`, `Container`, or null for the default container of any card. */
  readonly container?: string | null;
  /** BASE_CSP by default. */
  readonly provider?: string;
  /** dwProvType: PROV.RSA_FULL (default), the only type the provider has. */
  readonly type?: number;
  /** CRYPT */
  readonly flags?: number;
  /** Aborted by a program that waits no longer: the dialog for a card is over then, as with Annuler. */
  readonly cancelled?: AbortSignal | undefined;
}

/** HCRYPTPROV */
export class CryptProvider {
  readonly process: CspProcess;
  readonly flags: number;
  readonly specification: ContainerSpecification;
  /** Undefined in a context without container. */
  readonly container: ContainerReference | undefined;
  #released = false;

  constructor(
    process: CspProcess,
    flags: number,
    specification: ContainerSpecification,
    container?: ContainerReference,
  ) {
    this.process = process;
    this.flags = flags;
    this.specification = specification;
    this.container = container;
    if (container !== undefined) process.use(container.cardIdentifier);
  }

  get silent(): boolean {
    return hasFlag(this.flags, CRYPT.SILENT);
  }

  get released(): boolean {
    return this.#released;
  }

  async release(): Promise<void> {
    this.#released = true;
    if (this.container !== undefined) await this.process.leave(this.container.cardIdentifier);
  }
}

export const PROCESS = instanceOf(CspProcess, 'a CspProcess');
export const PROVIDER = instanceOf(CryptProvider, 'a context of cryptAcquireContext');
/** Of a container; null stands for the default one. */
export const CONTAINER_NAME = optional(orNull(TEXT));
export const FLAGS = optional(NUMBER);
export const CANCELLED = optional(SIGNAL);

const TYPES = {
  cryptAcquireContext: typesOf('CryptAcquireContext', {
    process: PROCESS,
    options: members({
      container: CONTAINER_NAME,
      provider: optional(TEXT),
      type: optional(NUMBER),
      flags: FLAGS,
      cancelled: CANCELLED,
    }),
  }),
  cryptReleaseContext: typesOf('CryptReleaseContext', { provider: PROVIDER }),
};

function checkProvider({ provider = BASE_CSP, type = PROV.RSA_FULL, flags = 0 }: AcquireOptions): void {
  if (provider !== BASE_CSP)
    throw new CspError(NTE.KEYSET_NOT_DEF, {
      en: `provider '${provider}', expected '${BASE_CSP}'`,
      fr: `fournisseur '${provider}', attendu : '${BASE_CSP}'`,
    });
  if (!Number.isInteger(type) || type < 1)
    throw new CspError(NTE.BAD_PROV_TYPE, { en: `provider type ${type}`, fr: `type de fournisseur ${type}` });
  if (type !== PROV.RSA_FULL) {
    throw new CspError(NTE.PROV_TYPE_NO_MATCH, {
      en: `provider type ${type}, '${BASE_CSP}' is of type PROV_RSA_FULL (1)`,
      fr: `type de fournisseur ${type}, '${BASE_CSP}' est du type PROV_RSA_FULL (1)`,
    });
  }
  if (hasOtherFlags(flags, ...Object.values(CRYPT))) {
    throw new CspError(NTE.BAD_FLAGS, sameInEach(`dwFlags 0x${(flags >>> 0).toString(16)}`));
  }
}

/** @throws CspError NTE_BAD_KEYSET for a text that is none of the four forms */
export function specificationOf(container: string | null | undefined): ContainerSpecification {
  const specification = parseContainerSpecification(container);
  if (specification !== undefined) return specification;
  throw new CspError(NTE.BAD_KEYSET, {
    en: `container '${container}', expected \\\\.\\Reader\\Container or a name without '\\'`,
    fr: `conteneur '${container}', attendu : \\\\.\\Lecteur\\Conteneur ou un nom sans '\\'`,
  });
}

/** A container cannot be made on a card without room, nor any be taken away from a card nobody can write to. */
async function changeKeysets(
  process: CspProcess,
  specification: ContainerSpecification,
  { flags = 0, cancelled }: AcquireOptions,
): Promise<never> {
  if (hasFlag(flags, CRYPT.SILENT))
    throw new CspError(NTE.SILENT_CONTEXT, {
      en: 'creating and deleting are never silent',
      fr: 'créer et supprimer ne se font jamais en silence',
    });
  const named = specification.container !== undefined;
  const found = named
    ? await findContainerNow(process, specification)
    : await findOrAskFor(process, specification, false, cancelled);
  if (hasFlag(flags, CRYPT.DELETEKEYSET)) {
    if (found === undefined)
      throw new CspError(NTE.KEYSET_NOT_DEF, {
        en: `no container '${specification.container}'`,
        fr: `pas de conteneur '${specification.container}'`,
      });
    throw new CspError(SCARD_WINDOWS.E_READ_ONLY_CARD, {
      en: 'nobody can delete a container of this card',
      fr: 'personne ne peut supprimer un conteneur de cette carte',
    });
  }
  if (named && found !== undefined) {
    throw new CspError(NTE.EXISTS, {
      en: `the container '${specification.container}' is there, and never overwritten`,
      fr: `le conteneur '${specification.container}' existe, et n'est jamais remplacé`,
    });
  }
  throw new CspError(NTE.TOKEN_KEYSET_STORAGE_FULL, {
    en: 'the card has room for 0 more containers',
    fr: 'la carte a de la place pour 0 conteneur de plus',
  });
}

async function acquire(process: CspProcess, options: AcquireOptions): Promise<CryptProvider> {
  checkProvider(options);
  const { flags = 0, cancelled } = options;
  const silent = hasFlag(flags, CRYPT.SILENT);
  const specification = specificationOf(options.container);
  if (hasFlag(flags, CRYPT.MACHINE_KEYSET)) await process.forgetWhatWasRead();
  if (hasFlag(flags, CRYPT.NEWKEYSET) || hasFlag(flags, CRYPT.DELETEKEYSET)) {
    return changeKeysets(process, specification, options);
  }
  if (hasFlag(flags, CRYPT.VERIFYCONTEXT)) {
    await readersMeant(process, specification);
    return new CryptProvider(process, flags, specification);
  }
  if (hasFlag(flags, CRYPT.DEFAULT_CONTAINER_OPTIONAL) && specification.container === undefined) {
    const found = await findContainerNow(process, specification);
    return new CryptProvider(process, flags, specification, found);
  }
  const found = await findOrAskFor(process, specification, silent, cancelled);
  return new CryptProvider(process, flags, specification, found);
}

/**
 * CryptAcquireContext: a context on a container; the person is asked to insert the card that has it.
 *
 * With CRYPT.VERIFYCONTEXT no container is looked for, and no private key can be used.
 * @throws CspError NTE_KEYSET_NOT_DEF for another provider; NTE_PROV_TYPE_NO_MATCH for another type (24);
 *   NTE_BAD_FLAGS; NTE_BAD_KEYSET for a malformed name; SCARD_E_UNKNOWN_READER; NTE_SILENT_CONTEXT when the card is not
 *   there and nobody may be asked; SCARD_W_CANCELLED_BY_USER; NTE_TOKEN_KEYSET_STORAGE_FULL, NTE_EXISTS for NEWKEYSET;
 *   SCARD_E_READ_ONLY_CARD for DELETEKEYSET
 */
export async function cryptAcquireContext(process: CspProcess, options: AcquireOptions = {}): Promise<CryptProvider> {
  TYPES.cryptAcquireContext(process, options);
  try {
    return await acquire(process, options);
  } catch (error) {
    throw cspError(error);
  }
}

/**
 * CryptReleaseContext: with the last context or key on a card the transaction ends, and the card forgets the PIN; the
 * process does not.
 * @throws CspError NTE_INVALID_HANDLE for a context released already
 */
export async function cryptReleaseContext(provider: CryptProvider): Promise<void> {
  TYPES.cryptReleaseContext(provider);
  checkProviderHandle(provider);
  await provider.release();
}

/** @throws CspError NTE_INVALID_HANDLE */
export function checkProviderHandle(provider: CryptProvider): void {
  if (provider.released)
    throw new CspError(NTE.INVALID_HANDLE, { en: 'the context is released', fr: 'le contexte est libéré' });
}

/**
 * The container of a context, to use its keys.
 * @param cancelled aborted by a program that waits no longer
 * @throws CspError NTE_NO_KEY in a context without container
 */
export function keyUser(provider: CryptProvider, cancelled?: AbortSignal): KeyUser {
  checkProviderHandle(provider);
  const { process, container, silent } = provider;
  if (container === undefined)
    throw new CspError(NTE.NO_KEY, { en: 'the context has no container', fr: "le contexte n'a pas de conteneur" });
  return { process, container, silent, cancelled };
}

/** The readers whose cards a context looks at. @throws CspError SCARD_E_UNKNOWN_READER, SCARD_E_NO_SMARTCARD */
export async function readersOf({ process, specification, container }: CryptProvider): Promise<readonly string[]> {
  if (container === undefined) return readersMeant(process, specification);
  const reader = await process.readerOf(container.cardIdentifier);
  if (reader === undefined)
    throw new CspError(SCARD.E_NO_SMARTCARD, {
      en: 'the card of this context is not there any more',
      fr: "la carte de ce contexte n'est plus là",
    });
  return [reader];
}
