/** What every Card* function shares: the check of CARD_DATA, one call at a time, and the return code of any failure. */

import type { CardPort } from '../iasecc/card-channel.ts';
import { CardError } from '../iasecc/card-error.ts';
import type { CardContents } from './card-contents.ts';
import type { CardData } from './card-data.ts';
import { SCARD } from './codes.ts';
import { MinidriverError, Refusal } from './minidriver-error.ts';
import { scardOfSw } from './status-words.ts';

/** Last call on each card: an operation is several APDUs, which calls side by side must not mix. */
const lastCalls = new WeakMap<CardPort, Promise<unknown>>();

function inTurn<T>(card: CardPort, work: () => Promise<T>): Promise<T> {
  const previous = lastCalls.get(card) ?? Promise.resolve();
  const call = previous.then(work);
  lastCalls.set(
    card,
    call.catch(() => undefined),
  );
  return call;
}

/**
 * Runs a Card* function.
 * @throws MinidriverError; SCARD_E_INVALID_PARAMETER when `cardData` is no context or a deleted one
 */
export async function entryPoint<T>(
  func: string,
  cardData: CardData,
  work: (contents: CardContents) => Promise<T> | T,
): Promise<T> {
  const contents = cardData?.vendorSpecific;
  if (contents === undefined) {
    throw new MinidriverError(func, SCARD.E_INVALID_PARAMETER, 'CARD_DATA without context, or its context was deleted');
  }
  try {
    return await inTurn(cardData.card, async () => work(contents));
  } catch (error) {
    throw minidriverError(func, error);
  }
}

/** The error a Card* function throws for what happened inside it. */
export function minidriverError(func: string, error: unknown): MinidriverError {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof Refusal) return new MinidriverError(func, error.scard, why, error.details);
  return new MinidriverError(func, scardOf(error), why, { cause: error });
}

function scardOf(error: unknown): number {
  if (error instanceof CardError) return scardOfSw(error.sw);
  const { code, scard } = error as { readonly code?: unknown; readonly scard?: unknown };
  if (code === 'ERR_SCARD' && typeof scard === 'number') return scard;
  // Bytes of the card that no one can read, or a fault of ours: nothing the caller did.
  return code === 'ERR_CIA' || code === 'ERR_CARD_ANSWER' ? SCARD.E_UNEXPECTED : SCARD.F_INTERNAL_ERROR;
}

/** @throws Refusal SCARD_E_INVALID_PARAMETER when `flags` has a bit outside `allowed` */
export function checkFlags(flags: number, allowed = 0): void {
  if ((flags & ~allowed) !== 0) {
    throw new Refusal(SCARD.E_INVALID_PARAMETER, `dwFlags 0x${(flags >>> 0).toString(16)} is not defined here`);
  }
}
