/** What the person at a PIN pad does, prepared: codes typed, entries cancelled or left alone. */
import { ReasonedError } from '#common/coded-error.ts';

/** A text that is no answer of a PIN pad. */
export class PinPadAnswerError extends ReasonedError<'nothing' | 'unknown'> {
  override readonly name = 'PinPadAnswerError';
  readonly code = 'ERR_PIN_PAD_ANSWER';
  /** Which of several answers, counted from 1. */
  readonly place: number | undefined;

  constructor(reason: 'nothing' | 'unknown', message: string, place?: number) {
    super(reason, message);
    this.place = place;
  }
}

function reasonOf(text: string): 'nothing' | 'unknown' {
  return text === '' ? 'nothing' : 'unknown';
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
  throw new PinPadAnswerError(reasonOf(text), `an answer of the PIN pad: expected ${EXPECTED}`);
}

const FOUND = { nothing: 'found nothing', unknown: 'found something else (not shown, it may be a code)' } as const;

/** `1234,cancel`: answers in their order. @throws PinPadAnswerError that tells the place of the answer, not its text */
export function parsePinPadAnswers(text: string): PinPadAnswer[] {
  const answers = text.split(',');
  return answers.map((answer, index) => {
    try {
      return parsePinPadAnswer(answer.trim());
    } catch (error) {
      if (!(error instanceof PinPadAnswerError)) throw error;
      const place = `answer ${index + 1} of ${answers.length} of the PIN pad`;
      const message = `${place}: ${FOUND[error.reason]}, expected ${EXPECTED}`;
      throw new PinPadAnswerError(error.reason, message, index + 1);
    }
  });
}
