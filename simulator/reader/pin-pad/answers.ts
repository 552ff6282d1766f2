/** What the person at a PIN pad does, prepared: codes typed, entries cancelled or left alone. */

/** A text that is no answer of a PIN pad. */
class PinPadAnswerError extends Error {
  override name = 'PinPadAnswerError';
  readonly code = 'ERR_PIN_PAD_ANSWER';
}

/** `wait`: nothing is done until the program aborts or the card leaves. */
export type PinPadAnswer = { readonly digits: string } | 'cancel' | 'timeout' | 'wait';

const WORDS = ['cancel', 'timeout', 'wait'] as const;

/**
 * One answer: decimal digits, `cancel`, `timeout` or `wait`.
 * @throws PinPadAnswerError that does not show what was typed: it may be a code
 */
export function parsePinPadAnswer(text: string): PinPadAnswer {
  const word = WORDS.find((known) => known === text);
  if (word !== undefined) return word;
  if (/^[0-9]+$/.test(text)) return { digits: text };
  throw new PinPadAnswerError(`an answer of the PIN pad: expected digits, ${WORDS.join(', ')}`);
}

/** `1234,cancel`: answers in their order. @throws PinPadAnswerError */
export function parsePinPadAnswers(text: string): PinPadAnswer[] {
  return text.split(',').map((answer) => parsePinPadAnswer(answer.trim()));
}
