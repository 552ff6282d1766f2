/** The signature key of the card in a reader, through the smart card KSP. Source: reference/documents.md L19. */
import { idsOf } from '#formats/cms-parts.ts';
import { valuesOfName } from '#formats/names.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { AT, firstKey } from '../csp/first-key.ts';
import {
  CspError,
  type CspProcess,
  NTE,
  nCryptFreeObject,
  nCryptGetProperty,
  nCryptSetPin,
  nCryptSignHash,
  type StorageKey,
} from '../csp/index.ts';
import { CleoError, type CleoReason } from './cleo-error.ts';
import type { CardSigner } from './ports.ts';
import type { RequestDigest } from './request-ciphers.ts';

export interface CardSignerOptions {
  /** The code, when it is given beforehand; else the dialogs of the process ask for it. */
  readonly pin?: string | undefined;
}

const NO_CARD: readonly number[] = [SCARD.E_NO_SMARTCARD, SCARD.W_REMOVED_CARD, SCARD.E_NO_READERS_AVAILABLE];

function cardError(reason: CleoReason, en: string, fr: string, cause: unknown): CleoError {
  return new CleoError(reason, { en, fr }, { cause });
}

/** The error of the CSP in the words of CleoCPS; any other as it is. @param asked what a cancelled dialog asked for */
function told(error: unknown, asked: 'card' | 'code'): unknown {
  if (!(error instanceof CspError)) return error;
  const { scard, attemptsRemaining: left } = error;
  if (scard === SCARD.W_CHV_BLOCKED)
    return cardError(
      'blocked',
      'the code of the card is blocked: unblock it first',
      "le code porteur est bloqué : débloquez-le d'abord",
      error,
    );
  if (scard === SCARD.W_WRONG_CHV)
    return cardError(
      'wrongCode',
      `wrong code${left === undefined ? '' : ` (${left} tries left)`}: nothing was signed`,
      `code porteur faux${left === undefined ? '' : ` (essais restants : ${left})`} : rien n'a été signé`,
      error,
    );
  if (scard === SCARD.W_CANCELLED_BY_USER && asked === 'code')
    return cardError(
      'cancelled',
      'the code was not given: nothing was signed',
      "le code porteur n'a pas été donné : rien n'a été signé",
      error,
    );
  if (scard === SCARD.W_CANCELLED_BY_USER || NO_CARD.includes(scard) || scard === NTE.SILENT_CONTEXT)
    return cardError(
      'cardAbsent',
      'no CPS card in a reader: insert it, and begin again',
      'aucune carte CPS dans un lecteur : insérez-la, et recommencez',
      error,
    );
  return error;
}

async function saidOfCard<T>(asked: 'card' | 'code', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw told(error, asked);
  }
}

async function openSignatureKey(process: CspProcess): Promise<StorageKey> {
  const key = await firstKey(process, AT.signature);
  if (key !== undefined) return key;
  throw new CleoError('otherCard', {
    en: 'the card has no signature key: a card of the CPS family is needed',
    fr: "la carte n'a pas de clé de signature : il faut une carte de la famille CPS",
  });
}

/** Opens the card when it is first needed; `close` lets it go. */
export class CspCardSigner implements CardSigner {
  readonly #process: CspProcess;
  readonly #pin: string | undefined;
  #key: Promise<StorageKey> | undefined;

  constructor(process: CspProcess, { pin }: CardSignerOptions = {}) {
    this.#process = process;
    this.#pin = pin;
  }

  #opened(): Promise<StorageKey> {
    this.#key ??= openSignatureKey(this.#process);
    this.#key.catch(() => {
      this.#key = undefined;
    });
    return this.#key;
  }

  certificate(): Promise<Bytes> {
    return saidOfCard('card', async () => nCryptGetProperty(await this.#opened(), 'SmartCardKeyCertificate'));
  }

  async sign(hash: Bytes, digest: RequestDigest): Promise<Bytes> {
    const key = await saidOfCard('card', () => this.#opened());
    return saidOfCard('code', async () => {
      if (this.#pin !== undefined) await nCryptSetPin(key, this.#pin);
      return nCryptSignHash(key, { algorithmId: digest.toUpperCase() }, hash);
    });
  }

  async close(): Promise<void> {
    const key = await this.#key?.catch(() => undefined);
    this.#key = undefined;
    if (key !== undefined && !key.freed) await nCryptFreeObject(key);
  }
}

/** The person and the structure that a certificate of a card names. */
export interface CardHolder {
  /** IdNat_PS */
  readonly nationalId: string;
  /** Undefined where the certificate names none, as those of a professional do. */
  readonly structureId: string | undefined;
  readonly structureName: string | undefined;
}

export function holderOf(certificate: Bytes): CardHolder {
  const values = valuesOfName(idsOf(certificate).subject);
  const first = (type: string) => values.get(type)?.[0];
  return { nationalId: first('CN') ?? '', structureId: first('OU'), structureName: first('O') };
}
