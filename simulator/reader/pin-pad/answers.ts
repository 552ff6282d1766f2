/** What the person at a PIN pad does, prepared: codes typed, entries cancelled or left alone. */

/** A text that is no answer of a PIN pad. */
class PinPadAnswerError extends Error {
  override name = 'PinPadAnswerError';
  readonly code = 'ERR_PIN_PAD_ANSWER';
}

/** `wait`: nothing is done until the program aborts or the card leaves. */
export type PinPadAnswer = { readonly digits: string } | 'cancel' | 'timeout' | 'wait';

const WORDS = ['cancel', 'timeout', 'wait'] as const;
const EXPECTED = `digits, ${WORDS.join(', ')}`;

/**
 * One answer: decimal digits, `cancel`, `timeout` or `wait`.
 * @throws PinPadAnswerError that does not show what was typed: it may be a code
 */
export function parsePinPadAnswer(text: string): PinPadAnswer {
  const word = WORDS.find((known) => known === text);
  if (word !== undefined) return word;
  if (/^[0-9]+$/.test(text)) return { digits: text };
  throw new PinPadAnswerError(`an answer of the PIN pad: expected ${EXPECTED}`);
}

/** `1234,cancel`: answers in their order. @throws PinPadAnswerError that tells the place of the answer, not its text */
export function parsePinPadAnswers(text: string): PinPadAnswer[] {
  const answers = text.split(',');
  return answers.map((answer, index) => {
    try {
      return parsePinPadAnswer(answer.trim());
    } catch (cause) {
      const found = answer.trim() === '' ? 'found nothing' : 'found something else (not shown, it may be a code)';
      const place = `answer ${index + 1} of ${answers.length} of the PIN pad`;
      throw new PinPadAnswerError(`${place}: ${found}, expected ${EXPECTED}`, { cause });
    }
  });
}
