/**
 * Operations that need the card holder's PIN: from the cache, from the dialog, by the policy of the PIN.
 *
 * The dialog is shown outside any transaction: a person thinks for longer than other programs can wait. The card is
 * looked for again by its cardid afterwards, so that no other card is ever given the PIN.
 *
 * Source: Microsoft, PIN cache and PIN dialog; reference/minidriver.md 7.3, 7.4, 10.
 */

import type { Text } from '#common/language.ts';
import { SCARD } from '#pcsc/scard.ts';
import { NTE } from '#windows/codes.ts';
import { ATTEMPTS_UNKNOWN, cardAuthenticateEx, PIN_ID } from '../../minidriver/index.ts';
import { isPinBlocked } from '../../minidriver/pin-operations.ts';
import type { CardConnection } from '../card/card-connection.ts';
import { pinPolicy } from '../card/card-contents.ts';
import { type KeyUser, onCardAgain } from '../card/card-search.ts';
import { CspError, cspError, scardOf } from '../csp-error.ts';
import type { CspProcess } from '../process.ts';
import { answerTo, type PinQuestion, pinPadRequest, pinRequest } from './dialogs.ts';
import { PIN_CACHE_POLICY, type PinPolicy } from './pin-info.ts';

/** The one PIN of a CPS opens both containers. */
const PIN = PIN_ID.USER;

/** `external`: the question is put at the reader. */
type Outcome<T> = { readonly value: T } | { readonly question: PinQuestion; readonly external?: boolean };

function isKept({ type }: PinPolicy): boolean {
  return type === PIN_CACHE_POLICY.NORMAL || type === PIN_CACHE_POLICY.TIMED;
}

/** Presents a PIN, or has it typed at the reader (undefined). @throws MinidriverError SCARD_W_WRONG_CHV, SCARD_W_CHV_BLOCKED: whatever was kept is forgotten then */
async function present(
  process: CspProcess,
  card: CardConnection,
  pin: string | undefined,
  cancelled?: AbortSignal,
): Promise<void> {
  const { cardIdentifier } = card;
  try {
    await card.present(PIN, (cardData) => cardAuthenticateEx(cardData, { pinId: PIN, pin, cancelled }));
  } catch (error) {
    if (isRefusedPin(error)) process.pinCache.forget(cardIdentifier, PIN);
    throw error;
  }
}

/** Keeps a PIN that was right, by its policy; one that is kept already grows no younger. */
function keep({ pinCache }: CspProcess, { cardIdentifier }: CardConnection, policy: PinPolicy, pin: string): void {
  if (!isKept(policy) || pinCache.recall(cardIdentifier, PIN) === pin) return;
  pinCache.remember(cardIdentifier, PIN, pin, policy.type === PIN_CACHE_POLICY.TIMED ? policy.seconds : undefined);
}

/** The window is there for as long as the person may type at the reader. */
async function presentAtPinPad(
  { process, cancelled }: KeyUser,
  card: CardConnection,
  question: PinQuestion,
): Promise<void> {
  const closing = new AbortController();
  const closed = cancelled === undefined ? closing.signal : AbortSignal.any([closing.signal, cancelled]);
  process.dialogs.showPinPad(pinPadRequest(process.language, question), closed);
  try {
    await present(process, card, undefined, cancelled);
  } finally {
    closing.abort();
  }
}

function isRefusedPin(error: unknown): boolean {
  const scard = scardOf(error);
  return scard === SCARD.W_WRONG_CHV || scard === SCARD.W_CHV_BLOCKED;
}

/** What was typed at the last question, and how the last presentation ended. */
interface Answer {
  readonly typed?: string;
  readonly refused?: PinQuestion['refused'];
}

/** The operation, or what to ask first. */
async function attempt<T>(
  user: KeyUser,
  card: CardConnection,
  { typed, refused }: Answer,
  work: (card: CardConnection) => Promise<T>,
): Promise<Outcome<T>> {
  const { process, silent } = user;
  requireWaited(user);
  const policy = await pinPolicy(process, card, PIN);
  const question = { reader: card.reader, pinId: PIN, purpose: policy.purpose, ...(refused && { refused }) };
  const always = policy.type === PIN_CACHE_POLICY.ALWAYS_PROMPT;
  if (typed === undefined && !always && card.isAuthenticated(PIN)) return { value: await work(card) };
  const kept = typed === undefined && isKept(policy) ? process.pinCache.recall(card.cardIdentifier, PIN) : undefined;
  const pin = typed ?? kept;
  if (pin === undefined && (silent || !policy.external)) return { question };
  try {
    if (pin !== undefined) await present(process, card, pin);
    else await presentAtPinPad(user, card, question);
  } catch (error) {
    if (scardOf(error) === SCARD.W_CANCELLED_BY_USER && refused !== undefined) throw cspError(error, refused);
    if (silent || scardOf(error) !== SCARD.W_WRONG_CHV) throw error;
    const { attemptsRemaining: left } = error as { readonly attemptsRemaining?: number };
    const refusal = { attemptsRemaining: left === ATTEMPTS_UNKNOWN ? undefined : left };
    return { question: { ...question, refused: refusal }, external: policy.external };
  }
  if (typed !== undefined) keep(process, card, policy, typed);
  requireWaited(user);
  return { value: await work(card) };
}

/** Before a code is presented, and after: a person takes their time. */
function requireWaited({ cancelled }: KeyUser): void {
  if (cancelled?.aborted) throw new CspError(SCARD.W_CANCELLED_BY_USER, NOBODY_WAITS);
}

const NOBODY_WAITS: Text = {
  en: 'the program that asked for it waits no longer',
  fr: "le programme qui l'a demandé n'attend plus",
};

const NOBODY_TO_ASK: Text = {
  en: 'the PIN is needed, and nobody may be asked',
  fr: 'le code est nécessaire, et personne ne peut être interrogé',
};
const NOT_ENTERED: Text = { en: 'the person did not enter the PIN', fr: "la personne n'a pas saisi le code" };

/** What was typed before cost tries: the person gave up after a wrong PIN. */
function notEntered({ refused }: PinQuestion): CspError {
  const { attemptsRemaining } = refused ?? {};
  return new CspError(SCARD.W_CANCELLED_BY_USER, NOT_ENTERED, { unanswered: 'pin', attemptsRemaining });
}

/**
 * `work` on the card of a container, its PIN presented.
 * @throws CspError NTE_SILENT_CONTEXT when the PIN would have to be asked for; SCARD_W_CANCELLED_BY_USER;
 *   SCARD_W_CHV_BLOCKED; SCARD_W_WRONG_CHV in a silent context whose kept PIN is not right any more; whatever `work` throws
 */
export async function authenticated<T>(user: KeyUser, work: (card: CardConnection) => Promise<T>): Promise<T> {
  const { process, container, silent, cancelled } = user;
  const { untoldRefusals } = process.pinCache;
  for (let answer: Answer = { refused: untoldRefusals.get(container.cardIdentifier) }; ; ) {
    const last = answer;
    const outcome = await onCardAgain(user, (card) => attempt(user, card, last, work));
    if ('question' in outcome && silent) throw new CspError(NTE.SILENT_CONTEXT, NOBODY_TO_ASK, { unanswered: 'pin' });
    untoldRefusals.delete(container.cardIdentifier);
    if ('value' in outcome) return outcome.value;
    const { question, external } = outcome;
    const { refused } = question;
    if (cancelled?.aborted) {
      if (refused !== undefined) untoldRefusals.set(container.cardIdentifier, refused);
      throw notEntered(question);
    }
    const ask = (closed?: AbortSignal) => process.dialogs.enterPin(pinRequest(process.language, question), closed);
    if (external) {
      answer = { refused };
      continue;
    }
    const typed = await answerTo(ask, cancelled);
    if (typed === undefined || cancelled?.aborted) throw notEntered(question);
    answer = { typed };
  }
}

/**
 * Refuses a blocked PIN before anybody is asked for it, where it would be asked for; the Base CSP asks, and learns then.
 * @throws CspError SCARD_W_CHV_BLOCKED; those of the search for the card
 */
export async function refuseBlockedPin(user: KeyUser): Promise<void> {
  const { process } = user;
  await onCardAgain(user, async (card) => {
    const known = card.isAuthenticated(PIN) || process.pinCache.recall(card.cardIdentifier, PIN) !== undefined;
    if (known || !(await isPinBlocked(card.cardData, PIN))) return;
    const why = { en: 'the PIN is blocked', fr: 'le code est bloqué' };
    throw new CspError(SCARD.W_CHV_BLOCKED, why, { attemptsRemaining: 0 });
  }).catch((error) => {
    throw cspError(error);
  });
}

/**
 * A PIN given by the program (PP_KEYEXCHANGE_PIN, NCRYPT_PIN_PROPERTY): verified at once and kept by policy; with the
 * policy AlwaysPrompt neither. Null forgets the one that is kept.
 * @throws CspError SCARD_W_WRONG_CHV and SCARD_W_CHV_BLOCKED with `attemptsRemaining`
 */
export async function givePin(user: KeyUser, pin: string | null): Promise<void> {
  const { process, container } = user;
  if (pin === null) {
    process.pinCache.forget(container.cardIdentifier, PIN);
    return;
  }
  await onCardAgain(user, async (card) => {
    const policy = await pinPolicy(process, card, PIN);
    if (policy.type === PIN_CACHE_POLICY.ALWAYS_PROMPT) return;
    await present(process, card, pin);
    keep(process, card, policy, pin);
  }).catch((error) => {
    throw cspError(error);
  });
}
