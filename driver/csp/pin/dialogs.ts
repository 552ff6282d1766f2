/**
 * What the CSP asks the person at the screen: a port. A scenario, a console or a window answers it.
 *
 * Source: guide 9.5.7, figure 34 (PIN); Microsoft, smart card architecture (insert card); reference/minidriver.md 7.2.
 */
import { once } from 'node:events';
import type { Language } from '#common/language.ts';
import { type DialogTexts, dialogTexts } from './dialog-texts.ts';

/** The words on the screen. */
export interface DialogWords {
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

/** In the language of the process. */
export interface DialogRequest extends DialogWords {
  /** The same in each language, for a person who reads another one. */
  readonly words: Readonly<Record<Language, DialogWords>>;
}

/** Sécurité Windows, Carte à puce, Entrez votre code confidentiel. */
export interface PinRequest extends DialogRequest {
  readonly kind: 'pin';
  readonly reader: string;
  readonly pinId: number;
  /** How the last presentation ended, when it failed; `attemptsRemaining` undefined when no try was spent. */
  readonly refused?: { readonly attemptsRemaining: number | undefined };
}

/** The code is typed at the reader: the window only says so, and closes when it was. */
export interface PinPadRequest extends DialogRequest {
  readonly kind: 'pin-pad';
  readonly reader: string;
  readonly pinId: number;
  readonly refused?: PinRequest['refused'];
}

/** No card that fits is there. */
export interface InsertCardRequest extends DialogRequest {
  readonly kind: 'insert-card';
  /** The reader the program named; any when absent. */
  readonly reader?: string;
  /** The container the program named; when absent, the default one, or a card used before is looked for. */
  readonly container?: string;
}

export interface Dialogs {
  /**
   * The PIN typed, or undefined for Annuler.
   * @param closed aborted when the program waits no longer: the window is to be closed, what is typed is not looked at
   * @throws CspError the program gets it, in place of SCARD_W_CANCELLED_BY_USER
   */
  enterPin(request: PinRequest, closed?: AbortSignal): Promise<string | undefined>;
  /**
   * Shown while the person types at the reader; there they cancel, too. A reader without FEATURE_ABORT goes on waiting for the
   * code after its program has left, and has the card check what is typed.
   * @param closed aborted when the code was typed or not, or the program waits no longer: the window is to be closed
   */
  showPinPad(request: PinPadRequest, closed: AbortSignal): void;
  /**
   * `retry` when the person says the card is there, `cancel` for Annuler.
   * @param closed as that of enterPin
   */
  insertCard(request: InsertCardRequest, closed?: AbortSignal): Promise<'retry' | 'cancel'>;
}

/** Nobody at the screen: every dialog is cancelled. */
export const NOBODY: Dialogs = {
  enterPin: async () => undefined,
  showPinPad: () => {},
  insertCard: async () => 'cancel',
};

/** What the person answers; undefined when nobody waits for it any more: it is not asked then, or not looked at. */
export async function answerTo<T>(
  ask: (closed: AbortSignal | undefined) => Promise<T>,
  cancelled: AbortSignal | undefined,
): Promise<T | undefined> {
  if (cancelled === undefined) return ask(undefined);
  if (cancelled.aborted) return undefined;
  const over = new AbortController();
  const aborted = once(cancelled, 'abort', { signal: over.signal }).then(() => undefined);
  try {
    return await Promise.race([ask(cancelled), aborted]);
  } finally {
    aborted.catch(() => {});
    over.abort();
  }
}

export type PinQuestion = Pick<PinRequest, 'reader' | 'pinId' | 'refused'> & { readonly purpose: number };

function wordsIn(language: Language, textOf: (texts: DialogTexts) => string): DialogRequest {
  const each = (one: Language): DialogWords => {
    const texts = dialogTexts(one);
    return { title: texts.title, heading: texts.heading, text: textOf(texts) };
  };
  return { ...each(language), words: { fr: each('fr'), en: each('en') } };
}

function errorIn(texts: DialogTexts, refused: PinRequest['refused']): string {
  return refused === undefined ? '' : `${texts.refused(refused.attemptsRemaining)} `;
}

export function pinRequest(language: Language, { purpose, ...question }: PinQuestion): PinRequest {
  const words = wordsIn(language, (texts) => errorIn(texts, question.refused) + texts.prompt(purpose));
  return { kind: 'pin', ...question, ...words };
}

export function pinPadRequest(language: Language, { reader, pinId, refused }: PinQuestion): PinPadRequest {
  const place = { kind: 'pin-pad', reader, pinId, ...(refused && { refused }) } as const;
  return { ...place, ...wordsIn(language, (texts) => errorIn(texts, refused) + texts.pinPad(reader)) };
}

/** @param prompt words of the program in place of ours */
export function insertCardRequest(
  language: Language,
  place: Pick<InsertCardRequest, 'reader' | 'container'>,
  prompt?: string,
): InsertCardRequest {
  return { kind: 'insert-card', ...place, ...wordsIn(language, (texts) => prompt ?? texts.insert(place.reader)) };
}
