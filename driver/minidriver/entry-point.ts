/** What every Card* function shares: the check of CARD_DATA, one call at a time, and the return code of any failure. */

import { ArgumentError } from '#common/arguments.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { textOf } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';
import { Turn } from '#common/turn.ts';
import { SCARD } from '#pcsc/scard.ts';
import { codeName } from '#windows/codes.ts';
import type { CardPort } from '../iasecc/card-channel.ts';
import { CardError } from '../iasecc/card-error.ts';
import type { CardContents } from './card-contents.ts';
import type { CardData, Told } from './card-data.ts';
import { MinidriverError, Refusal } from './minidriver-error.ts';
import { scardOfSw } from './status-words.ts';

/** Calls on each card: an operation is several APDUs, which calls side by side must not mix. */
const turns = new WeakMap<CardPort, Turn>();

function turnOf(card: CardPort): Turn {
  const turn = turns.get(card) ?? new Turn();
  turns.set(card, turn);
  return turn;
}

/**
 * Runs a Card* function.
 * @param name its name, and what it is called for: a property, a file, a container; never a code
 * @throws MinidriverError; SCARD_E_INVALID_PARAMETER when `cardData` is no context or a deleted one
 */
export async function entryPoint<T>(
  name: string | readonly [func: string, detail: string],
  cardData: CardData,
  work: (contents: CardContents) => Promise<T> | T,
): Promise<T> {
  const [func, detail] = typeof name === 'string' ? [name] : name;
  const call = () => {
    const contents = cardData?.vendorSpecific;
    if (contents !== undefined) return turnOf(cardData.card).run(async () => work(contents));
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: 'CARD_DATA without context, or its context was deleted',
      fr: 'CARD_DATA sans contexte, ou dont le contexte a été supprimé',
    });
  };
  return told(cardData?.told, func, call, detail);
}

/** Does the work and tells what it came to. @throws MinidriverError for whatever the work throws */
export async function told<T>(
  { log, trace, program = 'program', clock = log?.clock ?? SYSTEM_CLOCK }: Told = {},
  func: string,
  work: () => Promise<T> | T,
  detail?: string,
): Promise<T> {
  const startedAt = clock.now();
  const tell = (scard: number, refusal?: string) => {
    const durationMs = clock.now() - startedAt;
    const result = codeName(scard);
    log?.called({ function: func, detail, scard, refusal, durationMs });
    trace?.({ kind: 'call', origin: 'driver', layer: 'minidriver', program, function: func, result, durationMs });
  };
  try {
    const value = await work();
    tell(SCARD.S_SUCCESS);
    return value;
  } catch (error) {
    const refusal = minidriverError(func, error);
    tell(refusal.scard, refusal.message);
    throw refusal;
  }
}

/** The error a Card* function throws for what happened inside it. */
function minidriverError(func: string, error: unknown): MinidriverError {
  const why = textOf(error);
  if (error instanceof Refusal) return new MinidriverError(func, error.scard, why, error.details);
  if (error instanceof ArgumentError)
    return new MinidriverError(func, SCARD.E_INVALID_PARAMETER, englishOnly(error.why), { cause: error });
  return new MinidriverError(func, scardOf(error), why, { cause: error });
}

function scardOf(error: unknown): number {
  if (error instanceof CardError) return scardOfSw(error.sw);
  const { code, scard } = error as { readonly code?: unknown; readonly scard?: unknown };
  if (code === 'ERR_SCARD' && typeof scard === 'number') return scard;
  // Bytes of the card that no one can read, or a fault of ours: nothing the caller did.
  return code === 'ERR_DER' || code === 'ERR_CARD_ANSWER' ? SCARD.E_UNEXPECTED : SCARD.F_INTERNAL_ERROR;
}

/** @throws Refusal SCARD_E_INVALID_PARAMETER when `flags` has a bit outside `allowed` */
export function checkFlags(flags: number, allowed = 0): void {
  if ((flags & ~allowed) !== 0) {
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: `dwFlags 0x${(flags >>> 0).toString(16)} is not defined here`,
      fr: `dwFlags 0x${(flags >>> 0).toString(16)} n'est pas défini ici`,
    });
  }
}
