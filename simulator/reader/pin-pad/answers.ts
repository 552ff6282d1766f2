/** What the person at a PIN pad does, prepared: codes typed, entries cancelled or left alone. */
import { ReasonedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';

/** A text that is no answer of a PIN pad. */
export class PinPadAnswerError extends ReasonedError<'nothing' | 'unknown'> {
  override readonly name = 'PinPadAnswerError';
  readonly code = 'ERR_PIN_PAD_ANSWER';
  /** Which of several answers, counted from 1. */
  readonly place: number | undefined;

  constructor(reason: 'nothing' | 'unknown', message: Text, place?: number) {
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
const EXPECTED: Text = { en: `digits, ${WORDS.join(', ')}`, fr: `des chiffres, ${WORDS.join(', ')}` };

/**
 * One answer: decimal digits, `cancel`, `timeout` or `wait`.
 * @throws PinPadAnswerError that does not show what was typed: it may be a code
 */
export function parsePinPadAnswer(text: string): PinPadAnswer {
  const word = WORDS.find((known) => known === text);
  if (word !== undefined) return word;
  if (/^[0-9]+$/.test(text)) return { digits: text };
  throw new PinPadAnswerError(reasonOf(text), {
    en: `an answer of the PIN pad: expected ${EXPECTED.en}`,
    fr: `une réponse du clavier, attendu : ${EXPECTED.fr}`,
  });
}

const FOUND: Readonly<Record<PinPadAnswerError['reason'], Text>> = {
  nothing: { en: 'found nothing', fr: 'rien trouvé' },
  unknown: {
    en: 'found something else (not shown, it may be a code)',
    fr: 'trouvé autre chose (non montré, ce peut être un code)',
  },
};

/** `1234,cancel`: answers in their order. @throws PinPadAnswerError that tells the place of the answer, not its text */
export function parsePinPadAnswers(text: string): PinPadAnswer[] {
  const answers = text.split(',');
  return answers.map((answer, index) => {
    try {
      return parsePinPadAnswer(answer.trim());
    } catch (error) {
      if (!(error instanceof PinPadAnswerError)) throw error;
      const [nth, found] = [index + 1, FOUND[error.reason]];
      const message = {
        en: `answer ${nth} of ${answers.length} of the PIN pad: ${found.en}, expected ${EXPECTED.en}`,
        fr: `réponse ${nth} sur ${answers.length} du clavier : ${found.fr}, attendu : ${EXPECTED.fr}`,
      };
      throw new PinPadAnswerError(error.reason, message, index + 1);
    }
  });
}
